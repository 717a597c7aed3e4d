import { cellText } from '../compare.js';
import type { Relation } from '../judge/judge.js';

/**
 * The table after an incremental write by the official CLI's rules, which the judge cannot run as a MERGE: columns are
 * the existing table's; without a unique key rows are added; with one, a row replaces those of equal key, and a key
 * that holds NULL equals none. Throws where two new rows match one existing row, which MERGE refuses too.
 */
export function increment(before: Relation, added: Relation, uniqueKey: readonly string[]): Relation {
  const places = before.columns.map(({ name }) => {
    const at = added.columns.findIndex((each) => each.name.toLowerCase() === name.toLowerCase());
    if (at < 0) throw new Error(`the incremental query has no column ${name}`);
    return at;
  });
  const rows = added.rows.map((row) => places.map((at) => row[at] ?? null));
  if (uniqueKey.length === 0) return { columns: before.columns, rows: [...before.rows, ...rows] };

  const keyPlaces = uniqueKey.map((name) =>
    before.columns.findIndex((each) => each.name.toLowerCase() === name.toLowerCase()),
  );
  const keyOf = (row: Relation['rows'][number]): string | undefined => {
    const cells = keyPlaces.map((at) => row[at] ?? null);
    return cells.includes(null) ? undefined : cells.map(cellText).join('\u0000');
  };
  const news = new Map<string, Relation['rows'][number][]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== undefined) news.set(key, [...(news.get(key) ?? []), row]);
  }
  const kept = before.rows.map((row) => {
    const key = keyOf(row);
    const matches = key === undefined ? [] : (news.get(key) ?? []);
    if (matches.length > 1)
      throw new Error(`two new rows match the row of key ${(key ?? '').replaceAll('\u0000', ', ')}`);
    return matches[0] ?? row;
  });
  const known = new Set(before.rows.map(keyOf));
  const appended = rows.filter((row) => !known.has(keyOf(row)) || keyOf(row) === undefined);
  return { columns: before.columns, rows: [...kept, ...appended] };
}
