import type { Value } from '../../scripts/engine/engine.js';
import type { Relation } from './judge/judge.js';
import { type SqlType, typeText } from './judge/types.js';

/** A cell as text that is equal exactly when the cells are: 0 and -0, and NULL and '', are different cells. */
export function cellText(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each: Value) => cellText(each)).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, each]) => `${name}: ${cellText(each as Value)}`)
      .join(', ')}}`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

export interface Difference {
  /** The column, or a description of the shape that differs. */
  readonly where: string;
  readonly judge: string;
  readonly duckdb: string;
}

/** How the columns differ, by number, name and GoogleSQL type. */
export function compareColumns(judge: Relation, duckdb: Relation): Difference[] {
  const [wanted, got] = [judge, duckdb].map((each) =>
    each.columns.map((column) => columnText(column.name, column.type)),
  );
  const differences: Difference[] = [];
  for (let at = 0; at < Math.max(wanted?.length ?? 0, got?.length ?? 0); at += 1) {
    const [left = '(none)', right = '(none)'] = [wanted?.[at], got?.[at]];
    if (left !== right) differences.push({ where: `column ${at + 1}`, judge: left, duckdb: right });
  }
  return differences;
}

/** How the rows differ as multisets: each row of one side that the other lacks, at most `limit` of each. */
export function compareRows(judge: Relation, duckdb: Relation, limit = 3): Difference[] {
  const counts = new Map<string, number>();
  for (const row of duckdb.rows) bump(counts, rowText(row), 1);
  for (const row of judge.rows) bump(counts, rowText(row), -1);
  const more = [...counts].filter(([, count]) => count > 0);
  const less = [...counts].filter(([, count]) => count < 0);
  if (more.length === 0 && less.length === 0) return [];
  const pair = nearest(less[0]?.[0], judge, more[0]?.[0], duckdb);
  return [
    { where: 'rows', judge: String(judge.rows.length), duckdb: String(duckdb.rows.length) },
    ...pair,
    ...less.slice(0, limit).map(([row, count]) => ({ where: `row (x${-count})`, judge: row, duckdb: '(none)' })),
    ...more.slice(0, limit).map(([row, count]) => ({ where: `row (x${count})`, judge: '(none)', duckdb: row })),
  ];
}

function bump(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

export function rowText(row: readonly Value[]): string {
  return row.map(cellText).join(' | ');
}

function columnText(name: string, type: SqlType): string {
  return `${name} ${typeText(type)}`;
}

/** For the first row that only one side has: the other side's row with the most equal cells, as named differences. */
function nearest(row: string | undefined, of: Relation, other: string | undefined, within: Relation): Difference[] {
  if (row === undefined || other === undefined) return [];
  const cells = of.rows.find((each) => rowText(each) === row)?.map(cellText) ?? [];
  let best: { cells: string[]; equal: number } = { cells: [], equal: -1 };
  for (const each of within.rows) {
    const texts = each.map(cellText);
    const equal = texts.filter((text, at) => text === cells[at]).length;
    if (equal > best.equal) best = { cells: texts, equal };
  }
  return of.columns.flatMap((column, at) =>
    cells[at] === best.cells[at]
      ? []
      : [{ where: `column ${column.name}`, judge: cells[at] ?? '(none)', duckdb: best.cells[at] ?? '(none)' }],
  );
}
