import type { Context } from './context.js';
import { identifier } from './literals.js';
import { nameOf } from './names.js';
import type { Scope } from './scope.js';
import { sortKeys } from './sort.js';
import { Fields, type Json, list, variant } from './tree.js';

interface Over {
  readonly sql: string;
  readonly ordered: boolean;
}

/** ` OVER (...)`; a named window is taken to be ordered. */
export function overClause(context: Context, node: Json, scope: Scope): Over {
  const { kind, body } = variant(node);
  if (kind === 'NamedWindow') return { sql: ` OVER ${identifier(nameOf(context, body))}`, ordered: true };
  if (kind !== 'WindowSpec')
    return context.source.refuse(
      node,
      'This window has no translation.',
      'Write OVER (PARTITION BY ... ORDER BY ...).',
    );
  const { sql, ordered } = windowSpec(context, body, scope);
  return { sql: ` OVER ${sql}`, ordered };
}

/** `(PARTITION BY ... ORDER BY ... ROWS ...)`. */
export function windowSpec(context: Context, node: Json, scope: Scope): Over {
  const fields = new Fields(node);
  const name = fields.take('window_name');
  const partition = list(fields.take('partition_by'));
  const order = list(fields.take('order_by'));
  const frame = fields.take('window_frame');
  context.source.end(fields, 'The window');
  const parts = [
    ...(name ? [identifier(nameOf(context, name))] : []),
    ...(partition.length > 0
      ? [`PARTITION BY ${partition.map((each) => context.expression(each, scope).sql).join(', ')}`]
      : []),
    ...(order.length > 0 ? [`ORDER BY ${sortKeys(context, order, scope)}`] : []),
    ...(frame ? [frameClause(context, frame, scope)] : []),
  ];
  return { sql: `(${parts.join(' ')})`, ordered: order.length > 0 || Boolean(name) };
}

function frameClause(context: Context, node: Json, scope: Scope): string {
  const fields = new Fields(node);
  if (!fields.word('units', 'Rows'))
    context.source.refuse(node, 'A RANGE frame has no translation.', 'Write ROWS BETWEEN ... AND ...');
  const start = bound(context, fields.take('start_bound'), scope);
  const end = fields.take('end_bound');
  context.source.end(fields, 'The frame');
  if (end === undefined || end === null) return `ROWS BETWEEN ${start} AND CURRENT ROW`;
  return `ROWS BETWEEN ${start} AND ${bound(context, end, scope)}`;
}

function bound(context: Context, node: Json, scope: Scope): string {
  const { kind, body } = variant(node);
  if (kind === 'CurrentRow') return 'CURRENT ROW';
  if (kind !== 'Preceding' && kind !== 'Following')
    return context.source.refuse(
      node,
      'This frame has no translation.',
      'Write n PRECEDING, CURRENT ROW or n FOLLOWING.',
    );
  if (body === undefined || body === null) return `UNBOUNDED ${kind.toUpperCase()}`;
  const { sql, literal, type } = context.expression(body, scope);
  if (literal === undefined || type !== 'INT64')
    context.source.refuse(body, 'The frame must be bounded by a literal number.', 'Write 6 PRECEDING.');
  return `${sql} ${kind.toUpperCase()}`;
}
