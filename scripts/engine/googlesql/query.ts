import type { Context } from './context.js';
import { identifier } from './literals.js';
import { nameOf } from './names.js';
import { Scope } from './scope.js';
import { select } from './select.js';
import { isNumber, ordinal, sortKeys } from './sort.js';
import { words } from './source.js';
import { Fields, type Json, list, variant } from './tree.js';

/** A query: WITH, its body, ORDER BY, LIMIT. */
export function query(context: Context, node: Json, outer: Scope): string {
  const { source } = context;
  const fields = new Fields(node);
  const ctes = fields.take('with');
  const body = fields.take('body');
  const order = fields.take('order_by');
  const limit = fields.take('limit_clause');
  source.end(fields, 'The query');
  const scope = outer.inner();
  const parts: string[] = [];
  if (ctes) parts.push(withClause(context, ctes, scope));
  const { sql, names } = setOrSelect(context, body, scope);
  parts.push(sql);
  if (order) parts.push(orderBy(context, order, names));
  if (limit) parts.push(limitClause(context, limit, scope));
  return parts.join('\n');
}

function withClause(context: Context, node: Json, scope: Scope): string {
  const fields = new Fields(node);
  const tables = list(fields.take('cte_tables')).map((table) => cte(context, table, scope));
  context.source.end(fields, 'WITH');
  return `WITH ${tables.join(',\n')}`;
}

function cte(context: Context, node: Json, scope: Scope): string {
  const fields = new Fields(node);
  const alias = new Fields(fields.take('alias'));
  const name = nameOf(context, alias.take('name'));
  alias.take('explicit');
  context.source.end(alias, 'The name in WITH');
  const body = fields.take('query');
  const { sql, isCut } = context.ctes.define(name, () => context.query(body, scope));
  context.source.end(fields, 'WITH');
  return `${identifier(name)} AS ${isCut ? 'MATERIALIZED ' : ''}(\n${sql}\n)`;
}

/** `names` is the scope whose aliases ORDER BY sees; undefined for a set operation. */
function setOrSelect(
  context: Context,
  node: Json,
  scope: Scope,
): { readonly sql: string; readonly names: Scope | undefined } {
  const { kind, body } = variant(node);
  if (kind === 'Select') {
    const own = scope.inner();
    return { sql: select(context, body, own), names: own };
  }
  if (kind === 'Query') return { sql: `(${context.query(body, scope)})`, names: undefined };
  if (kind !== 'SetOperation')
    return context.source.refuse(
      node,
      `This query (${words(kind)}) has no translation.`,
      'Write SELECT, or UNION ALL of SELECTs.',
    );
  const fields = new Fields(body);
  const isUnionAll = fields.word('op', 'Union') && fields.word('set_quantifier', 'All');
  const left = fields.take('left');
  const right = fields.take('right');
  if (!isUnionAll)
    context.source.refuse(
      right,
      'This set operation has no translation.',
      'Write UNION ALL, and SELECT DISTINCT around it where rows must be distinct.',
    );
  context.source.end(fields, 'UNION ALL');
  const sides = [left, right].map((side) => setOrSelect(context, side, scope).sql);
  return { sql: sides.join('\nUNION ALL\n'), names: undefined };
}

function orderBy(context: Context, node: Json, names: Scope | undefined): string {
  const fields = new Fields(node);
  const { kind, body } = variant(fields.take('kind'));
  context.source.end(fields, 'ORDER BY');
  if (kind !== 'Expressions')
    context.source.refuse(node, 'This ORDER BY has no translation.', 'Write the columns to sort by.');
  const key = (expression: Json): string | undefined => {
    if (isNumber(expression)) return ordinal(expression);
    const inner = variant(expression);
    const name = inner.kind === 'Identifier' ? nameOf(context, inner.body) : undefined;
    if (!names)
      return name === undefined
        ? context.source.refuse(
            expression,
            'After UNION ALL only column names can sort.',
            'Write the name of a column.',
          )
        : identifier(name);
    // A SELECT list's alias comes first on both engines, as long as it stands alone.
    return name !== undefined && names.alias(name) !== undefined && names.alias(name) !== 'ambiguous'
      ? identifier(name)
      : undefined;
  };
  const scope = names ?? new Scope(undefined);
  return `ORDER BY ${scope.within('order', () => sortKeys(context, list(body), scope, key))}`;
}

function limitClause(context: Context, node: Json, scope: Scope): string {
  const { kind, body } = variant(node);
  const fields = new Fields(body);
  const limit = fields.take('limit');
  if (kind !== 'LimitOffset') context.source.refuse(node, 'This LIMIT has no translation.', 'Write LIMIT 10.');
  context.source.end(fields, 'LIMIT');
  const number = ordinal(limit);
  if (number === undefined || !/^\d+$/.test(number))
    return context.source.refuse(limit, 'LIMIT must be a literal number.', 'Write LIMIT 10.');
  void scope;
  return `LIMIT ${number}`;
}
