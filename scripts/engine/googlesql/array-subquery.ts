import { functionName } from './calls.js';
import type { Context } from './context.js';
import type { Printed } from './entry.js';
import { identifier } from './literals.js';
import { untyped } from './printed.js';
import type { Scope } from './scope.js';
import { Fields, type Json, isObject, list, variant } from './tree.js';

const reductions: { readonly [name: string]: string } = { MIN: 'list_min', MAX: 'list_max' };

/**
 * `(SELECT MIN(p.x) FROM UNNEST(array) AS p WHERE ...)` as a function of the list: as a correlated subquery DuckDB needs
 * sixty times as long. Undefined for any other shape.
 */
export function arraySubquery(context: Context, node: Json, scope: Scope): Printed | undefined {
  const query = new Fields(node);
  const { kind, body } = variant(query.take('body'));
  if (kind !== 'Select' || query.rest().length > 0) return undefined;
  const select = new Fields(body);
  const reduction = aggregate(context, list(select.take('projection')));
  const array = unnestedArray(list(select.take('from')));
  const where = select.take('selection');
  select.word('flavor', 'Standard');
  const group = select.take('group_by');
  const { kind: grouping, body: keys } = variant(group);
  const grouped = grouping !== 'Expressions' || list(keys).some((each) => list(each).length > 0);
  if (!reduction || !array || grouped || select.rest().length > 0 || hasSubquery([reduction.of, where]))
    return undefined;
  const inner = scope.inner();
  const name = `${array.name}$`;
  const elements = scope.within(scope.clause, () => context.expression(array.of, scope)).sql;
  inner.sources.push({ kind: 'element', name: array.name, sql: identifier(name) });
  inner.clause = 'where';
  const lambda = (expression: Json): string =>
    `lambda ${identifier(name)}: ${context.expression(expression, inner).sql}`;
  const kept = where ? `list_filter(${elements}, ${lambda(where)})` : elements;
  return untyped(`${reduction.by}(list_transform(${kept}, ${lambda(reduction.of)}))`);
}

function aggregate(context: Context, items: readonly Json[]): { readonly by: string; readonly of: Json } | undefined {
  const [item, ...more] = items;
  const expression = variant(item);
  if (more.length > 0 || (expression.kind !== 'UnnamedExpr' && expression.kind !== 'ExprWithAlias')) return undefined;
  const call = variant(
    expression.kind === 'UnnamedExpr'
      ? expression.body
      : isObject(expression.body)
        ? expression.body['expr']
        : undefined,
  );
  if (call.kind !== 'Function') return undefined;
  const fields = new Fields(call.body);
  const name = functionName(context, list(fields.take('name')));
  const args = variant(fields.take('args'));
  const given = new Fields(args.body);
  const [arg, ...others] = list(given.take('args'));
  const plain = fields.rest().length === 0 && given.rest().length === 0 && others.length === 0;
  const value = variant(variant(arg).body);
  const by = Object.hasOwn(reductions, name) ? reductions[name] : undefined;
  return plain && by !== undefined && value.kind === 'Expr' ? { by, of: value.body } : undefined;
}

function unnestedArray(items: readonly Json[]): { readonly name: string; readonly of: Json } | undefined {
  const [item, ...more] = items;
  const fields = new Fields(item);
  const { kind, body } = variant(fields.take('relation'));
  if (more.length > 0 || kind !== 'UNNEST' || fields.rest().length > 0) return undefined;
  const unnest = new Fields(body);
  const [array, ...others] = list(unnest.take('array_exprs'));
  const alias = new Fields(unnest.take('alias'));
  const given = new Fields(alias.take('name'));
  const name = given.take('value');
  alias.take('explicit');
  given.take('quote_style');
  if (alias.rest().length > 0 || given.rest().length > 0) return undefined;
  return others.length === 0 && unnest.rest().length === 0 && typeof name === 'string'
    ? { name, of: array }
    : undefined;
}

function hasSubquery(node: Json): boolean {
  if (Array.isArray(node)) return node.some((each: Json) => hasSubquery(each));
  if (!isObject(node)) return false;
  return Object.entries(node).some(
    ([key, value]) => ['Subquery', 'Exists', 'InSubquery', 'over'].includes(key) || hasSubquery(value),
  );
}
