import { functionCall, marked, readFunction, shapedCall } from './calls.js';
import type { Context } from './context.js';
import { arraySubquery } from './array-subquery.js';
import { calls } from './entries/aggregates.js';
import { byKey } from './entries.js';
import { print } from './entry-print.js';
import { type GType, type Printed } from './entry.js';
import { identifier } from './literals.js';
import { columnName, nameOf } from './names.js';
import { isFloat, typed, untyped } from './printed.js';
import type { Scope } from './scope.js';
import { words } from './source.js';
import { Fields, type Json, isList, isObject, list, variant } from './tree.js';
import { literal, number, typedLiteral } from './values.js';

type Print = (context: Context, body: Json, scope: Scope) => Printed;

const binary: { readonly [operator: string]: string } = {
  Eq: '=',
  NotEq: '!=',
  Lt: '<',
  LtEq: '<=',
  Gt: '>',
  GtEq: '>=',
  And: 'AND',
  Or: 'OR',
  Plus: '+',
  Minus: '-',
  Multiply: '*',
  StringConcat: '||',
};

/** The closed list of expression nodes. */
const kinds: { readonly [kind: string]: Print } = {
  Identifier: (context, body, scope) => columnName(context, [body], scope),
  CompoundIdentifier: (context, body, scope) => columnName(context, list(body), scope),
  Value: literal,
  TypedString: typedLiteral,
  Nested: (context, body, scope) => context.expression(body, scope),
  BinaryOp: binaryOperator,
  UnaryOp: unaryOperator,
  IsNull: postfix('IS NULL'),
  IsNotNull: postfix('IS NOT NULL'),
  IsTrue: postfix('IS TRUE'),
  IsFalse: postfix('IS FALSE'),
  IsNotTrue: postfix('IS NOT TRUE'),
  IsNotFalse: postfix('IS NOT FALSE'),
  IsDistinctFrom: (context, body, scope) => entry(context, body, scope, 'IS DISTINCT FROM', list(body)),
  IsNotDistinctFrom: (context, body, scope) => entry(context, body, scope, 'IS NOT DISTINCT FROM', list(body)),
  InList: inList,
  InSubquery: inSubquery,
  Between: between,
  Case: caseExpression,
  Cast: cast,
  Function: functionCall,
  Substring: substring,
  Trim: (context, body, scope) => oneArgument(context, body, scope, 'TRIM'),
  Floor: (context, body, scope) => oneArgument(context, body, scope, 'FLOOR'),
  Ceil: (context, body, scope) => oneArgument(context, body, scope, 'CEIL'),
  Extract: extract,
  Exists: exists,
  Subquery: (context, body, scope) => arraySubquery(context, body, scope) ?? untyped(`(${context.query(body, scope)})`),
  Array: array,
  Struct: struct,
  CompoundFieldAccess: access,
};

export function expression(context: Context, node: Json, scope: Scope): Printed {
  context.source.visit(node);
  const { kind, body } = variant(node);
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (known) return known(context, body, scope);
  const hint =
    kind === 'Interval'
      ? 'Write INTERVAL only as an argument of DATE_ADD, DATE_SUB, TIMESTAMP_ADD or TIMESTAMP_SUB.'
      : 'Write it with the operators and functions of the list (scripts/engine/googlesql/entries).';
  return context.source.refuse(node, `This expression (${words(kind)}) has no translation.`, hint);
}

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN', 'BETWEEN', 'NOT BETWEEN']);
const comparisonKinds = new Set([
  'IsNull',
  'IsNotNull',
  'IsTrue',
  'IsFalse',
  'IsNotTrue',
  'IsNotFalse',
  'IsDistinctFrom',
  'IsNotDistinctFrom',
  'InList',
  'InSubquery',
  'Between',
]);

/** GoogleSQL's comparisons do not chain; the parser would group them in its own way. */
function refuseChain(context: Context, name: string, operands: readonly Json[]): void {
  if (!comparisons.has(name) && !name.startsWith('IS ')) return;
  for (const operand of operands) {
    const { kind, body } = variant(operand);
    const inner = kind === 'BinaryOp' && isObject(body) ? binary[variant(body['op']).kind] : undefined;
    if (comparisonKinds.has(kind) || (inner !== undefined && comparisons.has(inner))) {
      context.source.refuse(
        operand,
        'One comparison follows another without parentheses.',
        'Write parentheses around the first.',
        'GoogleSQL does not say which comes first.',
      );
    }
  }
}

/** Prints the entry of that name over these operands. */
function entry(context: Context, node: Json, scope: Scope, name: string, operands: readonly Json[]): Printed {
  const found = byKey.get(name);
  if (!found) return context.source.refuse(node, `${name} has no translation.`, 'Write it another way.');
  refuseChain(context, name, operands);
  const args = operands.map((each) => context.expression(each, scope));
  const ofFloats = args.some(isFloat) ? byKey.get(`${name}#FLOAT64`) : undefined;
  return print(context, node, ofFloats ?? found, args);
}

function postfix(name: string): Print {
  return (context, body, scope) => entry(context, body, scope, name, [body]);
}

function binaryOperator(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const operator = variant(fields.take('op')).kind;
  const operands = [fields.take('left'), fields.take('right')];
  context.source.end(fields, 'The operator');
  const name = binary[operator];
  if (name !== undefined) return entry(context, body, scope, name, operands);
  const division = operator === 'Divide';
  return context.source.refuse(
    body,
    `The operator ${division ? '/' : words(operator)} has no translation.`,
    division
      ? 'Write SAFE_DIVIDE over FLOAT64, or DIV over INT64.'
      : 'Write it with the operators of the list (scripts/engine/googlesql/entries/operators.ts).',
  );
}

function unaryOperator(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const operator = variant(fields.take('op')).kind;
  const operand = fields.take('expr');
  context.source.end(fields, 'The operator');
  if (operator === 'Not') return entry(context, body, scope, 'NOT', [operand]);
  if (operator !== 'Minus')
    return context.source.refuse(body, `The operator ${words(operator)} has no translation.`, 'Leave it out.');
  const value = variant(operand);
  const digits = value.kind === 'Value' && isObject(value.body) ? variant(value.body['value']) : undefined;
  if (digits?.kind === 'Number' && isList(digits.body)) return number(context, operand, String(digits.body[0]), true);
  return entry(context, body, scope, 'unary -', [operand]);
}

function inList(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const negated = fields.take('negated') === true;
  const operands = [fields.take('expr'), ...list(fields.take('list'))];
  context.source.end(fields, 'IN');
  return entry(context, body, scope, negated ? 'NOT IN' : 'IN', operands);
}

function inSubquery(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const negated = fields.take('negated') === true;
  const operand = fields.take('expr');
  refuseChain(context, 'IN', [operand]);
  const value = context.expression(operand, scope);
  const query = context.query(fields.take('subquery'), scope);
  context.source.end(fields, 'IN');
  return typed(`(${value.sql} ${negated ? 'NOT IN' : 'IN'} (${query}))`, 'BOOL');
}

function between(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const negated = fields.take('negated') === true;
  const operands = [fields.take('expr'), fields.take('low'), fields.take('high')];
  context.source.end(fields, 'BETWEEN');
  return entry(context, body, scope, negated ? 'NOT BETWEEN' : 'BETWEEN', operands);
}

function caseExpression(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const operand = fields.take('operand');
  const parts = ['CASE'];
  const results: Printed[] = [];
  if (operand) parts.push(context.expression(operand, scope).sql);
  for (const arm of list(fields.take('conditions'))) {
    const when = new Fields(arm);
    const condition = context.expression(when.take('condition'), scope);
    const result = when.take('result');
    context.source.end(when, 'WHEN');
    const value = marked(context.expression(result, scope), context.source.branchMarker('case', arm));
    results.push(value);
    parts.push(`WHEN ${condition.sql} THEN ${value.sql}`);
  }
  const otherwise = fields.take('else_result');
  context.source.end(fields, 'CASE');
  const marker = context.source.branchMarker('else', otherwise ?? body);
  if (otherwise || marker !== undefined) {
    const value = marked(otherwise ? context.expression(otherwise, scope) : untyped('NULL'), marker);
    results.push(value);
    parts.push(`ELSE ${value.sql}`);
  }
  const sql = `(${parts.join(' ')} END)`;
  const types = new Set(results.filter((each) => each.sql !== 'NULL').map((each) => each.type));
  const [type] = types;
  if (types.size === 1 && type) return typed(sql, type);
  const witness = `coalesce(${results.map((each) => each.witness).join(', ')})`;
  return { ...untyped(sql, witness), mayBeFloat: results.some(isFloat) };
}

const castTypes: { readonly [kind: string]: string } = {
  String: 'STRING',
  Int64: 'INT64',
  Numeric: 'NUMERIC',
  Float64: 'FLOAT64',
  Bool: 'BOOL',
  Timestamp: 'TIMESTAMP',
  Date: 'DATE',
};

function cast(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const word = variant(fields.take('kind')).kind;
  const operand = fields.take('expr');
  const { kind, body: parameters } = variant(fields.take('data_type'));
  context.source.end(fields, 'CAST');
  const target = castTypes[kind];
  const bare =
    parameters === undefined ||
    parameters === null ||
    parameters === 'None' ||
    (isList(parameters) && (parameters[0] ?? null) === null);
  if (target === undefined || !bare || (word !== 'Cast' && word !== 'SafeCast')) {
    return context.source.refuse(
      body,
      'A cast to this type has no translation.',
      `Cast to ${Object.values(castTypes).join(', ')}.`,
    );
  }
  return entry(context, body, scope, `${word === 'Cast' ? 'CAST' : 'SAFE_CAST'}(AS ${target})`, [operand]);
}

function substring(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const operands = [fields.take('expr'), fields.take('substring_from'), fields.take('substring_for')].filter(
    (each) => each !== undefined && each !== null,
  );
  const special = fields.take('special');
  const shorthand = fields.take('shorthand');
  context.source.end(fields, 'SUBSTR');
  if (special !== true || shorthand !== true)
    return context.source.refuse(body, 'SUBSTRING has no translation.', 'Write SUBSTR(text, from, length).');
  return entry(context, body, scope, `SUBSTR#${operands.length}`, operands);
}

function oneArgument(context: Context, body: Json, scope: Scope, name: string): Printed {
  const fields = new Fields(body);
  const operand = fields.take('expr');
  const field = fields.take('field');
  if (isObject(field) && variant(field).body !== 'NoDateTime')
    context.source.refuse(body, `${name} to a date part has no translation.`, 'Write DATE_TRUNC or TIMESTAMP_TRUNC.');
  context.source.end(fields, `The call of ${name}`);
  return entry(context, body, scope, name, [operand]);
}

function extract(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const part = variant(fields.take('field')).kind.toUpperCase();
  fields.word('syntax', 'From');
  const operand = fields.take('expr');
  context.source.end(fields, 'EXTRACT');
  if (!byKey.has(`EXTRACT(${part})`))
    context.source.refuse(
      body,
      `EXTRACT(${part} FROM ...) has no translation.`,
      'Extract YEAR, MONTH, DAY or DAYOFWEEK.',
    );
  return entry(context, body, scope, `EXTRACT(${part})`, [operand]);
}

function exists(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const negated = fields.take('negated') === true;
  const query = context.query(fields.take('subquery'), scope);
  context.source.end(fields, 'EXISTS');
  return typed(`(${negated ? 'NOT ' : ''}EXISTS (${query}))`, 'BOOL');
}

function array(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const elements = list(fields.take('elem')).map((each) => context.expression(each, scope));
  fields.take('named');
  context.source.end(fields, 'The array');
  if (elements.length === 0)
    context.source.refuse(body, 'An empty array has no type here.', 'Write at least one element.');
  const sql = `[${elements.map((each) => each.sql).join(', ')}]`;
  const types = new Set(elements.map((each) => each.type));
  const [type] = types;
  return types.size === 1 && type && isElement(type) ? typed(sql, `ARRAY<${type}>`) : untyped(sql);
}

function isElement(type: GType): type is Exclude<GType, `ARRAY<${string}>`> {
  return !type.startsWith('ARRAY<');
}

function struct(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const parts = list(fields.take('values')).map((each) => structField(context, each, scope));
  context.source.end(fields, 'The struct');
  return untyped(`{${parts.join(', ')}}`);
}

function structField(context: Context, node: Json, scope: Scope): string {
  const { kind, body } = variant(node);
  if (kind === 'Named') {
    const fields = new Fields(body);
    const value = fields.take('expr');
    const name = nameOf(context, fields.take('name'));
    context.source.end(fields, 'The struct');
    return `${identifier(name)}: ${context.expression(value, scope).sql}`;
  }
  const name =
    kind === 'Identifier'
      ? nameOf(context, body)
      : kind === 'CompoundIdentifier'
        ? nameOf(context, list(body).at(-1))
        : undefined;
  if (name === undefined)
    return context.source.refuse(node, 'A field of this STRUCT has no name.', 'Write STRUCT(value AS name).');
  return `${identifier(name)}: ${context.expression(node, scope).sql}`;
}

/** `array[OFFSET(0)]`, `array[SAFE_OFFSET(0)].field`. */
function access(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const root = fields.take('root');
  let chain = list(fields.take('access_chain'));
  context.source.end(fields, 'The access');
  let value = firstOfAggregate(context, root, chain[0], scope);
  if (value) chain = chain.slice(1);
  else value = context.expression(root, scope);
  for (const step of chain) value = accessStep(context, value, step, scope);
  return value;
}

function accessStep(context: Context, value: Printed, step: Json, scope: Scope): Printed {
  const { kind, body } = variant(step);
  const field = kind === 'Dot' ? variant(body) : undefined;
  if (field?.kind === 'Identifier') return untyped(`(${value.sql}).${identifier(nameOf(context, field.body))}`);
  const index = kind === 'Subscript' ? indexOf(context, body) : undefined;
  const found = index && byKey.get(`[${index.word}]`);
  if (!index || !found)
    return context.source.refuse(
      step,
      'This access has no translation.',
      'Write [OFFSET(n)], [SAFE_OFFSET(n)] or .field.',
    );
  const printed = print(context, step, found, [value, context.expression(index.at, scope)]);
  return value.type?.startsWith('ARRAY<') ? printed : untyped(printed.sql);
}

function indexOf(context: Context, node: Json): { readonly word: string; readonly at: Json } | undefined {
  const { kind, body } = variant(node);
  const fields = new Fields(body);
  const inner = kind === 'Index' ? variant(fields.take('index')) : undefined;
  if (fields.rest().length > 0) return undefined;
  if (inner?.kind !== 'Function') return undefined;
  const { name, args } = readFunction(context, inner.body);
  return args.length === 1 ? { word: name, at: args[0] } : undefined;
}

/** `ARRAY_AGG(...)[SAFE_OFFSET(0)]` needs no array. */
function firstOfAggregate(context: Context, root: Json, step: Json, scope: Scope): Printed | undefined {
  const { kind, body } = variant(root);
  const access = variant(step);
  if (kind !== 'Function' || access.kind !== 'Subscript') return undefined;
  const index = indexOf(context, access.body);
  const call = readFunction(context, body);
  const shape = calls['ARRAY_AGG'];
  if (!index || call.name !== 'ARRAY_AGG' || !shape || (index.word !== 'OFFSET' && index.word !== 'SAFE_OFFSET'))
    return undefined;
  const at = context.expression(index.at, scope);
  return at.literal === '0' ? shapedCall(context, call, shape, scope, true) : undefined;
}
