import { identifier } from './literals.js';
import { type Json, type JsonObject, isObject, list, variant } from './tree.js';

/** The first of each group of rows: `SELECT * FROM relation QUALIFY ROW_NUMBER() OVER (PARTITION BY keys ORDER BY ...) = 1`. */
export interface FirstOfEach {
  /** Columns that PARTITION BY names. */
  readonly keys: readonly Json[];
}

/**
 * From so many columns in ORDER BY on, a row is taken to be alone in its group as a rule: who settles ties by all that a
 * row says, takes copies out.
 */
const manyTies = 4;

/**
 * What a SELECT of that shape is, where copies are rare; undefined for any other. Only how long the query takes depends
 * on it, never its rows.
 */
export function rareCopies(select: Json): FirstOfEach | undefined {
  if (!isObject(select)) return undefined;
  const [item, ...items] = list(select['projection']);
  const [from, ...joined] = list(select['from']);
  const isAlone =
    items.length === 0 &&
    variant(item).kind === 'Wildcard' &&
    !hasExcept(variant(item).body) &&
    joined.length === 0 &&
    isObject(from) &&
    list(from['joins']).length === 0 &&
    variant(from['relation']).kind === 'Table' &&
    ['distinct', 'selection', 'having'].every((clause) => !select[clause]) &&
    list(variant(select['group_by']).body).every((part) => list(part).length === 0) &&
    list(select['named_window']).length === 0;
  const window = isAlone ? windowOfFirst(select['qualify']) : undefined;
  const keys = list(window?.['partition_by']);
  const isTieBroken = list(window?.['order_by']).length >= manyTies;
  return isTieBroken && keys.length > 0 && keys.every((key) => variant(key).kind === 'Identifier')
    ? { keys }
    : undefined;
}

/**
 * The same rows in another way. DuckDB sorts every row with all its columns for that window, and gives them back in no order;
 * by a hash of the keys it finds the groups of several rows, and sorts those alone. Keys that are equal, NULL among them, have
 * equal hashes, so that a group is never torn; keys that are not, and share one, are merely sorted for nothing. `relation`
 * is a name in FROM, `keys` expressions over it, both translated.
 */
export function firstOfRareCopies(relation: string, keys: readonly string[], qualify: string): string {
  const key = `hash(${keys.join(', ')})`;
  const again = identifier('again$');
  const hash = identifier('key$');
  return [
    'SELECT * FROM (',
    `WITH ${again} AS MATERIALIZED (SELECT ${key} AS ${hash} FROM ${relation} GROUP BY 1 HAVING count(*) > 1)`,
    `SELECT * FROM ${relation} ANTI JOIN ${again} ON ${hash} = ${key}`,
    'UNION ALL',
    `SELECT * FROM ${relation} SEMI JOIN ${again} ON ${hash} = ${key}`,
    `QUALIFY ${qualify}`,
    ')',
  ].join('\n');
}

function hasExcept(wildcard: Json): boolean {
  return isObject(wildcard) && Boolean(wildcard['opt_except']);
}

function windowOfFirst(qualify: Json): JsonObject | undefined {
  const { kind, body } = variant(qualify);
  if (kind !== 'BinaryOp' || !isObject(body) || variant(body['op']).kind !== 'Eq' || !isOne(body['right']))
    return undefined;
  const call = variant(body['left']);
  if (call.kind !== 'Function' || !isObject(call.body)) return undefined;
  const [name, ...path] = list(call.body['name']);
  const over = variant(call.body['over']);
  return path.length === 0 && wordOf(name) === 'ROW_NUMBER' && over.kind === 'WindowSpec' && isObject(over.body)
    ? over.body
    : undefined;
}

function isOne(node: Json): boolean {
  const value = variant(node).kind === 'Value' ? variant(node).body : undefined;
  const number = isObject(value) ? variant(value['value']) : undefined;
  return number?.kind === 'Number' && list(number.body)[0] === '1';
}

function wordOf(name: Json): string | undefined {
  const { kind, body } = variant(name);
  const value = kind === 'Identifier' && isObject(body) ? body['value'] : undefined;
  return typeof value === 'string' ? value.toUpperCase() : undefined;
}
