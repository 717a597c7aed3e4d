/** Arrays, structs, and what is read out of them. */
import { readFunction, shapedCall } from './calls.js';
import type { Context } from './context.js';
import { calls } from './entries/aggregates.js';
import { byKey } from './entries.js';
import { print } from './entry-print.js';
import type { GType, Printed } from './entry.js';
import { identifier } from './literals.js';
import { columnName, nameOf } from './names.js';
import { typed, untyped } from './printed.js';
import type { Scope } from './scope.js';
import { Fields, type Json, list, variant } from './tree.js';

export function array(context: Context, body: Json, scope: Scope): Printed {
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

export function struct(context: Context, body: Json, scope: Scope): Printed {
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
export function access(context: Context, body: Json, scope: Scope): Printed {
  const fields = new Fields(body);
  const root = fields.take('root');
  let chain = list(fields.take('access_chain'));
  context.source.end(fields, 'The access');
  let value = firstOfAggregate(context, root, chain[0], scope) ?? firstField(context, root, chain[0], scope);
  if (value) chain = chain.slice(1);
  else value = context.expression(root, scope);
  for (const step of chain) value = accessStep(context, value, step, scope);
  return value;
}

/** `alias.array` of `alias.array[OFFSET(0)]`: a column of a relation, where a bare alias would be its whole row. */
function firstField(context: Context, root: Json, step: Json, scope: Scope): Printed | undefined {
  const owner = variant(root);
  const { kind, body } = variant(step);
  const field = kind === 'Dot' ? variant(body) : undefined;
  if (owner.kind !== 'Identifier' || field?.kind !== 'Identifier') return undefined;
  return columnName(context, [owner.body, field.body], scope);
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
