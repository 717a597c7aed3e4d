import type { Context } from './context.js';
import type { Scope } from './scope.js';
import { Fields, type Json, variant } from './tree.js';

/** Sort keys with the place of NULLs said: first when ascending, last when descending, unless written otherwise. */
export function sortKeys(
  context: Context,
  nodes: readonly Json[],
  scope: Scope,
  print?: (node: Json) => string | undefined,
): string {
  return nodes.map((node) => sortKey(context, node, scope, print)).join(', ');
}

function sortKey(context: Context, node: Json, scope: Scope, print?: (node: Json) => string | undefined): string {
  const fields = new Fields(node);
  const expression = fields.take('expr');
  const options = new Fields(fields.take('options'));
  context.source.end(fields, 'ORDER BY');
  const descending = options.take('asc') === false;
  const nullsFirst = options.take('nulls_first') ?? !descending;
  context.source.end(options, 'ORDER BY');
  const own = print?.(expression);
  if (own === undefined && isNumber(expression)) {
    context.source.refuse(expression, 'A number sorts nothing here.', 'Write the expression to sort by.');
  }
  const sql = own ?? context.expression(expression, scope).sql;
  return `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst === true ? 'FIRST' : 'LAST'}`;
}

/** The number that a node is, as in ORDER BY 2. */
export function isNumber(node: Json): boolean {
  return ordinal(node) !== undefined;
}

export function ordinal(node: Json): string | undefined {
  const { kind, body } = variant(node);
  if (kind !== 'Value') return undefined;
  const fields = new Fields(body);
  const value = variant(fields.take('value'));
  if (fields.rest().length > 0) return undefined;
  return value.kind === 'Number' && Array.isArray(value.body) ? String(value.body[0]) : undefined;
}
