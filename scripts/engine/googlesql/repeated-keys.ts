import { identifier } from './literals.js';
import { callOf, columnGiven, groupedBy, isOfOneTable, isOne, nameAlone, operandsOf } from './shape.js';
import { type Json, isObject, list, variant } from './tree.js';

/** A SELECT that counts the rows of each key, of which only keys of several rows are asked for. */
export interface RepeatedKeys {
  readonly select: Json;
  /** Columns that GROUP BY names. */
  readonly keys: readonly Json[];
}

/**
 * The inner SELECT of `SELECT * FROM (SELECT keys, COUNT(1) AS n FROM relation GROUP BY keys) AS data WHERE n > 1`, which is how
 * Dataform asks whether a key is unique; undefined for any other. Only how long the query takes depends on it, never its rows.
 */
export function repeatedKeys(outer: Json): RepeatedKeys | undefined {
  if (!isObject(outer)) return undefined;
  const [from, ...others] = list(outer['from']);
  if (others.length > 0 || !isObject(from) || list(from['joins']).length > 0) return undefined;
  const { kind, body } = variant(from['relation']);
  const query = kind === 'Derived' && isObject(body) ? body['subquery'] : undefined;
  if (!isObject(query) || query['with'] || query['order_by'] || query['limit_clause']) return undefined;
  const select = variant(query['body']).kind === 'Select' ? variant(query['body']).body : undefined;
  if (!isObject(select) || !isOfOneTable(select) || select['qualify']) return undefined;
  const keys = groupedBy(select).map(nameAlone);
  const asked = operandsOf(outer['selection'], 'Gt');
  const counted = asked !== undefined && isOne(asked.right) ? nameAlone(asked.left) : undefined;
  const items = list(select['projection']);
  const columns = items.flatMap((item) => columnGiven(item) ?? []);
  const isAsked =
    keys.length > 0 &&
    items.length === keys.length + 1 &&
    keys.every((key) => key !== undefined && columns.includes(key)) &&
    items.some((item) => counted !== undefined && countOfRows(item) === counted);
  return isAsked ? { select, keys: groupedBy(select) } : undefined;
}

/**
 * What stands in FROM then, of a relation in FROM and keys over it, both translated. Texts that are counted take the more memory the
 * longer they are, and spill at a hundred million; so hashes are counted, and texts only where a hash occurs again. Equal keys, NULL
 * among them, have equal hashes.
 */
export function repeatedAlone(relation: string, keys: readonly string[]): string {
  const hash = `hash(${keys.join(', ')})`;
  const again = identifier('again$');
  const key = identifier('key$');
  return `${relation} SEMI JOIN (SELECT ${hash} AS ${key} FROM ${relation} GROUP BY 1 HAVING count(*) > 1) AS ${again} ON ${again}.${key} = ${hash}`;
}

/** The name, in small letters, of `COUNT(1) AS name`; undefined for any other column. */
function countOfRows(item: Json): string | undefined {
  const { kind, body } = variant(item);
  if (kind !== 'ExprWithAlias' || !isObject(body)) return undefined;
  const call = callOf(body['expr'], 'count');
  const given = variant(call?.['args']).body;
  const [argument, ...more] = isObject(given) && !given['duplicate_treatment'] ? list(given['args']) : [];
  const value = variant(variant(argument).body);
  const isPlain = more.length === 0 && !call?.['over'] && !call?.['filter'];
  const name = isObject(body['alias']) ? body['alias']['value'] : undefined;
  return isPlain && value.kind === 'Expr' && isOne(value.body) && typeof name === 'string'
    ? name.toLowerCase()
    : undefined;
}
