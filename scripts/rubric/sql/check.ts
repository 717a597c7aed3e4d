/** The escape hatch: one scalar boolean over `lead.<field>` and `account.<field>`, judged on its syntax tree. */
import { didYouMean } from '../../problem/closest.js';
import type { FieldRef } from '../model.js';
import { error } from '../report.js';
import { fieldName } from '../fields.js';
import { resolveField, type Scope } from '../resolve/scope.js';
import type { Cursor } from '../yaml/cursor.js';
import { sqlFunctions } from './functions.js';
import { dig, parseExpression } from './parser.js';

/** Kinds of expression that may stand in a rubric; anything else is refused by name. */
const allowedKinds: ReadonlySet<string> = new Set([
  'BinaryOp',
  'UnaryOp',
  'Nested',
  'Value',
  'TypedString',
  'CompoundIdentifier',
  'IsNull',
  'IsNotNull',
  'IsTrue',
  'IsNotTrue',
  'IsFalse',
  'IsNotFalse',
  'InList',
  'Between',
  'Like',
  'Function',
  'Case',
  'Trim',
  'Substring',
]);

const booleanOperators: ReadonlySet<string> = new Set(['And', 'Or', 'Eq', 'NotEq', 'Lt', 'LtEq', 'Gt', 'GtEq']);
const otherOperators: ReadonlySet<string> = new Set(['Plus', 'Minus', 'Multiply', 'StringConcat']);
const booleanFunctions: ReadonlySet<string> = new Set(['REGEXP_CONTAINS', 'STARTS_WITH', 'ENDS_WITH']);
const booleanKinds: ReadonlySet<string> = new Set([
  'IsNull',
  'IsNotNull',
  'IsTrue',
  'IsNotTrue',
  'IsFalse',
  'IsNotFalse',
  'InList',
  'Between',
  'Like',
]);

interface Found {
  readonly fields: Map<string, FieldRef>;
  sound: boolean;
}

/** The fields it reads; `undefined` after reporting what is not allowed. */
export function checkSql(sql: string, cursor: Cursor, scope: Scope): readonly FieldRef[] | undefined {
  const parsed = parseExpression(sql);
  if (parsed.kind === 'fault') {
    scope.report(
      error('rubric/sql', cursor.place, `The SQL could not be read: ${parsed.reason}.`, {
        todo: 'Write one scalar GoogleSQL expression that is true or false.',
      }),
    );
    return undefined;
  }
  const found: Found = { fields: new Map(), sound: true };
  const refuse = (what: string, todo: string | undefined) => {
    found.sound = false;
    scope.report(error('rubric/sql', cursor.place, what, { todo }));
  };
  visit(parsed.tree, { cursor, scope, found, refuse });
  if (found.sound && !isBoolean(parsed.tree, scope)) {
    refuse('The SQL must be true or false.', 'End it in a comparison, such as "lead.employees > 10".');
  }
  return found.sound ? [...found.fields.values()] : undefined;
}

interface Visit {
  readonly cursor: Cursor;
  readonly scope: Scope;
  readonly found: Found;
  readonly refuse: (what: string, todo: string | undefined) => void;
}

const tooMuch = 'The escape hatch takes comparisons, AND, OR, NOT, CASE, IN, LIKE, BETWEEN and listed functions.';

/** An expression is `{ Kind: body }`; `body` holds further expressions at known keys. */
function visit(tree: unknown, context: Visit): void {
  const [kind, body] = kindOf(tree);
  if (kind === 'Identifier') {
    const name = text(dig(body, ['value']));
    context.refuse(`"${name}" is not a field.`, `Write lead.${name} or account.${name}.`);
    return;
  }
  if (!allowedKinds.has(kind)) {
    const words = /Subquery|Exists/.test(kind) ? 'A sub-query' : `"${kind}"`;
    context.refuse(`${words} cannot stand in a rubric's SQL.`, tooMuch);
    return;
  }
  if (kind === 'CompoundIdentifier') return readField(body, context);
  if (kind === 'Function') return visitFunction(body, context);
  if (kind === 'Value') return undefined;
  const operator = dig(body, ['op']);
  if (kind === 'BinaryOp' && !booleanOperators.has(text(operator)) && !otherOperators.has(text(operator))) {
    context.refuse(`The operator ${text(operator)} cannot stand in a rubric's SQL.`, tooMuch);
  }
  for (const part of expressionsIn(body)) visit(part, context);
}

function readField(body: unknown, context: Visit): void {
  const name = Array.isArray(body) ? body.map((part) => text(dig(part, ['value']))).join('.') : '';
  const field = resolveField(name, context.cursor, context.scope);
  if (field === undefined) context.found.sound = false;
  else context.found.fields.set(fieldName(field), field);
}

function visitFunction(body: unknown, context: Visit): void {
  const name = functionName(body);
  if (!sqlFunctions.has(name)) {
    context.refuse(
      `The function ${name} cannot be called in a rubric's SQL.`,
      didYouMean(name, sqlFunctions) ?? tooMuch,
    );
    return;
  }
  const over = dig(body, ['over']);
  if (over !== undefined && over !== null) context.refuse("A window (OVER) cannot stand in a rubric's SQL.", tooMuch);
  const clauses = dig(body, ['args', 'List', 'clauses']);
  const extras = [
    dig(body, ['args', 'List', 'duplicate_treatment']),
    dig(body, ['filter']),
    dig(body, ['null_treatment']),
  ];
  if ((Array.isArray(clauses) && clauses.length > 0) || extras.some((extra) => extra !== undefined && extra !== null)) {
    context.refuse(`${name} takes plain arguments only.`, tooMuch);
  }
  const args = dig(body, ['args', 'List', 'args']);
  for (const argument of Array.isArray(args) ? args : []) {
    const expression = dig(argument, ['Unnamed', 'Expr']);
    if (expression === undefined) context.refuse(`${name} takes plain arguments only.`, tooMuch);
    else visit(expression, context);
  }
}

function functionName(body: unknown): string {
  const parts = dig(body, ['name']);
  return (Array.isArray(parts) ? parts : [])
    .map((part) => text(dig(part, ['Identifier', 'value'])).toUpperCase())
    .join('.');
}

function isBoolean(tree: unknown, scope: Scope): boolean {
  const [kind, body] = kindOf(tree);
  if (booleanKinds.has(kind)) return true;
  if (kind === 'Nested') return isBoolean(body, scope);
  if (kind === 'BinaryOp') return booleanOperators.has(text(dig(body, ['op'])));
  if (kind === 'UnaryOp') return text(dig(body, ['op'])) === 'Not';
  if (kind === 'Function') {
    const args = dig(body, ['args', 'List', 'args']);
    const second = Array.isArray(args) ? dig(args[1], ['Unnamed', 'Expr']) : undefined;
    const name = functionName(body);
    return booleanFunctions.has(name) || (['COALESCE', 'IFNULL', 'IF'].includes(name) && isBoolean(second, scope));
  }
  if (kind === 'CompoundIdentifier' && Array.isArray(body)) {
    return scope.fields.get(body.map((part) => text(dig(part, ['value']))).join('.'))?.type === 'BOOL';
  }
  if (kind === 'Case') {
    const branches = dig(body, ['conditions']);
    return Array.isArray(branches) && branches.every((branch) => isBoolean(dig(branch, ['result']), scope));
  }
  return kind === 'Value' && typeof dig(body, ['value', 'Boolean']) === 'boolean';
}

function kindOf(tree: unknown): readonly [string, unknown] {
  if (typeof tree === 'string') return [tree, undefined];
  if (typeof tree !== 'object' || tree === null) return ['nothing', undefined];
  const [first] = Object.entries(tree);
  return first ?? ['nothing', undefined];
}

/** The nested expressions of a node: values that look like `{ Kind: ... }`, at any of its keys. */
function expressionsIn(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null) return [];
  if (looksLikeExpression(body)) return [body];
  const parts: unknown[] = Array.isArray(body)
    ? body
    : Object.entries(body)
        .filter(([key]) => !leaves.has(key))
        .map(([, value]) => value);
  return parts.flatMap(expressionsIn);
}

const leaves: ReadonlySet<string> = new Set(['op', 'span', 'data_type', 'token', 'case_token', 'end_token', 'value']);

function looksLikeExpression(value: object): boolean {
  const keys = Object.keys(value);
  const [key] = keys;
  return !Array.isArray(value) && keys.length === 1 && key !== undefined && /^[A-Z]/.test(key);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
