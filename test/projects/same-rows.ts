import type { Cells, Database } from './open-database.js';

/**
 * Rows that one of two tables has more often than the other, with the side they are on: at most five of each. Empty
 * means that both hold the same rows, each as often, in columns of the same names and types.
 * Rows are shown as hashes: they belong to others. `without` are columns that are not compared.
 */
export async function differences(
  database: Database,
  left: string,
  right: string,
  without: readonly string[] = [],
): Promise<readonly Cells[]> {
  const columns = async (table: string): Promise<ReadonlyMap<string, string>> =>
    new Map(
      (await database.rows(`DESCRIBE FROM ${table}`))
        .map((column): [string, string] => [String(column.column_name), String(column.column_type)])
        .filter(([name]) => !without.includes(name))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  const [ofLeft, ofRight] = [await columns(left), await columns(right)];
  const described = [ofLeft, ofRight].map((one) => JSON.stringify([...one]));
  if (described[0] !== described[1]) {
    return [{ side: 'columns', left: described[0] ?? '', right: described[1] ?? '' }];
  }
  const names = [...ofLeft.keys()].map((name) => `"${name}"`).join(', ');
  const more = (side: string, one: string, other: string): string =>
    `(SELECT '${side}' AS side, row FROM (
       SELECT md5(to_json(t)::VARCHAR) AS row FROM (SELECT ${names} FROM ${one} EXCEPT ALL SELECT ${names} FROM ${other}) AS t
     ) ORDER BY row LIMIT 5)`;
  return database.rows(`${more('only left', left, right)} UNION ALL ${more('only right', right, left)}`);
}
