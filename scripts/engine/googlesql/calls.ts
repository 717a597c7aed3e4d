import type { Context } from './context.js';
import { type Call, type CallShape, type Clause, calls } from './entries/aggregates.js';
import { byKey } from './entries.js';
import { print } from './entry-print.js';
import type { Printed } from './entry.js';
import { nameOf } from './names.js';
import { ofSameType, typed, untyped } from './printed.js';
import type { Scope } from './scope.js';
import { sortKeys } from './sort.js';
import { Fields, type Json, isList, list, namePart, variant } from './tree.js';
import { overClause } from './window.js';

/** Functions whose last argument is a date part, and those with an INTERVAL. */
const withPart = new Set(['DATE_DIFF', 'DATE_TRUNC', 'TIMESTAMP_DIFF', 'TIMESTAMP_TRUNC']);
const withInterval = new Set(['DATE_ADD', 'DATE_SUB', 'TIMESTAMP_ADD', 'TIMESTAMP_SUB', 'GENERATE_DATE_ARRAY']);

export interface FunctionNode {
  readonly name: string;
  readonly args: readonly Json[];
  /** COUNT(*) */
  readonly star: boolean;
  readonly clauses: readonly Json[];
  readonly distinct: boolean;
  readonly over: Json;
  readonly node: Json;
}

/** A function's parts; every part that is not listed here is refused. */
export function readFunction(context: Context, node: Json): FunctionNode {
  const { source } = context;
  const fields = new Fields(node);
  const path = list(fields.take('name'));
  const name = functionName(context, path);
  const inner = variant(fields.take('args'));
  if (inner.kind !== 'List')
    return source.refuse(node, `${name} over a subquery has no translation.`, 'Write ARRAY_AGG in the subquery.');
  const args = new Fields(inner.body);
  const given = list(args.take('args'));
  const over = fields.take('over');
  const distinct = args.take('duplicate_treatment');
  const clauses = list(args.take('clauses'));
  source.end(args, `The call of ${name}`);
  source.end(fields, `The call of ${name}`);
  if (distinct !== undefined && distinct !== null && distinct !== 'Distinct')
    source.refuse(node, `${name}(ALL ...) has no translation.`, 'Leave ALL out.');
  const only = variant(given[0]);
  const star = given.length === 1 && only.kind === 'Unnamed' && only.body === 'Wildcard';
  return {
    name,
    args: star ? [] : given.map((arg) => argument(context, arg)),
    star,
    clauses,
    distinct: distinct === 'Distinct',
    over,
    node,
  };
}

/** In capitals, with `SAFE.` before it where that stands there. Words that are reserved elsewhere (IF) may name a function. */
export function functionName(context: Context, path: readonly Json[]): string {
  const [first, second] = path;
  if (path.length === 2 && second !== undefined && plainName(context, [first]) === 'SAFE')
    return `SAFE.${plainName(context, [second])}`;
  return plainName(context, path);
}

function plainName(context: Context, path: readonly Json[]): string {
  const [part, ...more] = path;
  const fields = new Fields(namePart(part));
  const value = fields.take('value');
  if (more.length > 0 || typeof value !== 'string') {
    return context.source.refuse(
      part,
      'A function with a dot in its name has no translation.',
      'Write a function of the list.',
    );
  }
  fields.take('quote_style');
  context.source.end(fields, 'The name');
  return value.toUpperCase();
}

function argument(context: Context, node: Json): Json {
  const { kind, body } = variant(node);
  const inner = variant(body);
  if (kind === 'Unnamed' && inner.kind === 'Expr') return inner.body;
  return context.source.refuse(node, 'Named arguments have no translation.', 'Write the arguments in their order.');
}

export function functionCall(context: Context, node: Json, scope: Scope): Printed {
  const call = readFunction(context, node);
  const shape = Object.hasOwn(calls, call.name) ? calls[call.name] : undefined;
  if (shape) return shapedCall(context, call, shape, scope, false);
  if (call.over || call.clauses.length > 0 || call.distinct || call.star) {
    context.source.refuse(
      node,
      `${call.name} with OVER, DISTINCT, ORDER BY or * has no translation.`,
      'Write a plain call.',
    );
  }
  const { key, args } = partsOf(context, call);
  const entry = byKey.get(key) ?? byKey.get(`${call.name}#${args.length}`) ?? byKey.get(call.name);
  const wanted = entry && (entry.form.match(/\$\d/g) ?? []).length;
  if (!entry || entry.kind !== 'function' || (entry.variadic ? args.length < 1 : wanted !== args.length)) {
    const forms = [...byKey.values()]
      .filter((each) => each.form.startsWith(`${call.name}(`))
      .map((each) => each.form.replaceAll('$', 'x'));
    return context.source.refuse(
      node,
      forms.length === 0
        ? `The function ${key} has no translation.`
        : `${key} with ${args.length === 1 ? 'one argument' : `${args.length} arguments`} has no translation.`,
      forms.length === 0
        ? 'Write it with functions of the list (scripts/engine/googlesql/entries).'
        : `Write ${[...new Set(forms)].join(', or ')}.`,
    );
  }
  if (call.name === 'IF') return branches(context, node, args, scope);
  return print(
    context,
    node,
    entry,
    args.map((arg) => context.expression(arg, scope)),
  );
}

/** The entry's key and the arguments that are values: date parts and units belong to the key. */
function partsOf(context: Context, call: FunctionNode): { readonly key: string; readonly args: readonly Json[] } {
  const last = call.args.at(-1);
  const { kind, body } = variant(last);
  if (withPart.has(call.name)) return { key: `${call.name}(${datePart(context, last)})`, args: call.args.slice(0, -1) };
  if (withInterval.has(call.name) && kind === 'Interval') {
    const fields = new Fields(body);
    const value = fields.take('value');
    const { kind: unit } = variant(fields.take('leading_field'));
    context.source.end(fields, 'The INTERVAL');
    return { key: `${call.name}(${unit.toUpperCase()})`, args: [...call.args.slice(0, -1), value] };
  }
  if (call.name === 'TO_HEX' && kind === 'Function') {
    const inner = readFunction(context, body);
    return { key: `TO_HEX(${inner.name})`, args: inner.args };
  }
  return { key: call.name, args: call.args };
}

function datePart(context: Context, node: Json): string {
  const { kind, body } = variant(node);
  if (kind === 'Identifier') return nameOf(context, body).toUpperCase();
  if (kind !== 'Function')
    return context.source.refuse(node, 'A date part must stand here.', 'Write DAY, WEEK(MONDAY), MONTH, ...');
  const { name, args } = readFunction(context, body);
  const day = variant(args[0]);
  return `${name}(${day.kind === 'Identifier' ? nameOf(context, day.body).toUpperCase() : ''})`;
}

function branches(context: Context, node: Json, args: readonly Json[], scope: Scope): Printed {
  const [condition, yes, no] = args.map((arg) => context.expression(arg, scope));
  const entry = byKey.get('IF');
  if (!entry || !condition || !yes || !no)
    return context.source.refuse(node, 'IF needs three arguments.', 'Write IF(condition, value, value).');
  return print(context, node, entry, [
    condition,
    marked(yes, context.source.branchMarker('if-true', args[1])),
    marked(no, context.source.branchMarker('if-false', args[2])),
  ]);
}

/** A branch's value that evaluates the marker first; the marker is always TRUE. */
export function marked(value: Printed, marker: string | undefined): Printed {
  return marker === undefined
    ? value
    : { ...value, sql: `(CASE WHEN ${marker} THEN ${value.sql} END)`, literal: undefined };
}

/** An aggregate or window function. `firstOnly`: only the first element of ARRAY_AGG's array is wanted. */
export function shapedCall(
  context: Context,
  call: FunctionNode,
  shape: CallShape,
  scope: Scope,
  firstOnly: boolean,
): Printed {
  const { source } = context;
  const { name, node } = call;
  const args = call.args.map((arg) => context.expression(arg, scope));
  if (!shape.counts.includes(args.length) || call.star !== (name === 'COUNT' && args.length === 0)) {
    source.refuse(
      node,
      `${name} with these arguments has no translation.`,
      `Write ${shape.forms.map(({ form }) => form.replaceAll('$', 'x')).join(', or ')}.`,
    );
  }
  const allowed = (clause: Clause): boolean => shape.allows.some((each) => each === clause || each === `${clause}!`);
  const refuse = (clause: string): never =>
    source.refuse(
      node,
      `${name} with ${clause} has no translation.`,
      `Write ${shape.forms.map(({ form }) => form.replaceAll('$', 'x')).join(', or ')}.`,
    );
  if (call.distinct && !allowed('distinct')) refuse('DISTINCT');
  let written: Call = { args, ...(call.distinct ? { distinct: true } : {}) };
  for (const clause of call.clauses) {
    const { kind, body } = variant(clause);
    if (kind === 'OrderBy' && allowed('order') && !shape.allows.includes('order!')) {
      written = { ...written, order: sortKeys(context, list(body), scope) };
    } else if (kind === 'Limit' && allowed('limit')) {
      const limit = context.expression(body, scope);
      if (limit.type !== 'INT64' || limit.literal === undefined || Number(limit.literal) < 0)
        refuse('a LIMIT that is no literal');
      written = { ...written, limit: String(limit.literal) };
    } else if (kind === 'IgnoreOrRespectNulls' && allowed('nulls')) {
      written = { ...written, ignoreNulls: body === 'IgnoreNulls' };
    } else if (kind === 'Having' && allowed('having') && isList(body) && (body[0] === 'Max' || body[0] === 'Min')) {
      written = { ...written, having: { kind: body[0], by: context.expression(body[1], scope) } };
    } else refuse(kind.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toUpperCase());
  }
  if (shape.allows.includes('having!') && !written.having) refuse('no HAVING MAX or HAVING MIN');
  if (call.over) {
    if (!allowed('over')) refuse('OVER');
    if (call.distinct) refuse('DISTINCT and OVER');
    const over = overClause(context, call.over, scope);
    if (shape.allows.includes('order!') && !over.ordered) refuse('no ORDER BY in OVER');
    written = { ...written, over: over.sql };
  } else if (shape.allows.includes('over!')) refuse('no OVER');
  if (name === 'LAG' || name === 'LEAD') {
    const [, offset] = args;
    if (offset && (offset.type !== 'INT64' || Number(offset.literal) < 0)) refuse('an offset that is no literal');
  }
  if (name === 'STRING_AGG' && args[1] && args[1].literal === undefined) refuse('a separator that is no literal');
  const sql = shape.print(written, firstOnly);
  if (shape.type) return typed(sql, shape.type);
  const [x] = args;
  if (!shape.sameType || !x) return untyped(sql);
  const witness = written.over === undefined ? `any_value(${x.witness})` : x.witness;
  // Of no rows, or of a row that is not there, it is NULL whatever its argument.
  return { ...ofSameType(x, sql), witness: x.type ? x.witness : witness };
}
