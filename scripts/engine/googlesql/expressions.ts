import { arraySubquery } from './array-subquery.js';
import { functionCall, marked } from './calls.js';
import { access, array, struct } from './compound-values.js';
import type { Context } from './context.js';
import { byKey } from './entries.js';
import { binary, entry, refuseChain } from './entry-expression.js';
import type { Printed } from './entry.js';
import { lateComparisons } from './late-comparisons.js';
import { columnName } from './names.js';
import { isFloat, typed, untyped } from './printed.js';
import type { Scope } from './scope.js';
import { words } from './source.js';
import { Fields, isList, isObject, type Json, list, variant } from './tree.js';
import { literal, number, typedLiteral } from './values.js';

type Print = (context: Context, body: Json, scope: Scope) => Printed;

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

/** What WHERE, or ON of an inner join, wants of a row. */
export function condition(context: Context, node: Json, scope: Scope): string {
  for (const comparison of lateComparisons(node, scope)) context.late.add(comparison);
  return context.expression(node, scope).sql;
}

/** A comparison as it stands, or printed so that it joins nothing (`late-comparisons.ts`). */
function timed(context: Context, comparison: Json, printed: Printed): Printed {
  return context.late.has(comparison) ? typed(`coalesce(${printed.sql}, false)`, 'BOOL') : printed;
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
  if (name !== undefined) return timed(context, body, entry(context, body, scope, name, operands));
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
  return timed(context, body, entry(context, body, scope, negated ? 'NOT BETWEEN' : 'BETWEEN', operands));
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
