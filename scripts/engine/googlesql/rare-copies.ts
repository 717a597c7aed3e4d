import { identifier } from './literals.js';
import { callOf, columnGiven, groupedBy, isOfOneTable, isOne, nameAlone, operandsOf } from './shape.js';
import { type Json, type JsonObject, isObject, list, variant } from './tree.js';

/** The first of each group of rows: `SELECT ... FROM relation QUALIFY ROW_NUMBER() OVER (PARTITION BY keys ORDER BY ...) = 1`. */
export interface FirstOfEach {
  /** Columns that PARTITION BY names. */
  readonly keys: readonly Json[];
}

/**
 * From so many columns in ORDER BY on, a row is taken to be alone in its group as a rule: who settles ties by all that a
 * row says, takes copies out.
 */
const manyTies = 4;

/** A SELECT of a tree that takes copies out of all its rows. */
export interface LastStep extends FirstOfEach {
  readonly select: Json;
  /** That a row is the first of its group. */
  readonly first: Json;
  /** A column that must be true of the first, too, for any row of the group to stay. */
  readonly beside: Json;
}

/** Rows of which one in each group is to stay. Expressions of DuckDB over the columns that a query gives. */
export interface Copies {
  /** What the expressions call the rows. */
  readonly alias: string;
  /** What the rows of a group have in common. */
  readonly keys: readonly string[];
  /** Whether a row is the first of its group; a window over all rows of the group. */
  readonly isFirst: string;
  /** A column that the query gives beside its own: whether a row goes even as the first of its group. */
  readonly leftOut?: string;
}

/**
 * What a SELECT of that shape is, where copies are rare; undefined for any other. Only how long the query takes depends
 * on it, never its rows.
 */
export function rareCopies(select: Json): FirstOfEach | undefined {
  if (!isObject(select)) return undefined;
  const [item, ...items] = list(select['projection']);
  const isWhole =
    items.length === 0 &&
    variant(item).kind === 'Wildcard' &&
    !hasExcept(variant(item).body) &&
    isOfOneTable(select) &&
    groupedBy(select).length === 0;
  const window = isWhole ? windowOfFirst(select['qualify']) : undefined;
  const keys = list(window?.['partition_by']);
  const isTieBroken = list(window?.['order_by']).length >= manyTies;
  return isTieBroken && keys.length > 0 && keys.every((key) => nameAlone(key) !== undefined) ? { keys } : undefined;
}

/** What the column of `Copies.leftOut` is called. */
export const leftOutColumn = 'is_left_out$';

/**
 * The SELECT that a query ends with, where it takes rare copies out of all its rows and tells them apart by columns that it gives:
 * whoever writes its rows down can take the copies out of those, in place of holding all of them. `QUALIFY ... = 1`, or `QUALIFY ... = 1
 * AND column`. Undefined for any other.
 */
export function lastStepOnCopies(query: Json): LastStep | undefined {
  if (!isObject(query) || query['order_by'] || query['limit_clause']) return undefined;
  const { kind, body: select } = variant(query['body']);
  if (kind !== 'Select' || !isObject(select) || !isOfOneTable(select) || groupedBy(select).length > 0) return undefined;
  const both = operandsOf(select['qualify'], 'And');
  const first = both === undefined ? select['qualify'] : both.left;
  if (both !== undefined && nameAlone(both.right) === undefined) return undefined;
  const window = windowOfFirst(first);
  const keys = list(window?.['partition_by']);
  const ties = list(window?.['order_by']).map((tie) => (isObject(tie) ? tie['expr'] : undefined));
  const given = new Set(list(select['projection']).flatMap((item) => columnGiven(item) ?? []));
  const isGiven = (node: Json): boolean => given.has(nameAlone(node) ?? '');
  return keys.length > 0 && ties.length >= manyTies && [...keys, ...ties].every(isGiven)
    ? { select, keys, first, beside: both?.right }
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

function windowOfFirst(condition: Json): JsonObject | undefined {
  const first = operandsOf(condition, 'Eq');
  if (first === undefined || !isOne(first.right)) return undefined;
  const over = variant(callOf(first.left, 'row_number')?.['over']);
  return over.kind === 'WindowSpec' && isObject(over.body) ? over.body : undefined;
}
