import type { Judge, Relation } from '../judge/judge.js';

/** The judge's warehouse: each table's rows by its full name. */
export type Tables = Map<string, Relation>;

/** Runs GoogleSQL on the judge over those of the tables that it names between backticks. */
export async function evaluateOver(judge: Judge, tables: Tables, sql: string): Promise<Relation> {
  const named: Record<string, Relation> = {};
  for (const [, name] of sql.matchAll(/`([^`]+)`/g)) {
    const relation = tables.get(name ?? '');
    if (relation && name !== undefined) named[name] = relation;
  }
  return judge.evaluate(sql, named);
}

/** Rows as a warehouse stores them: a column cannot hold a NULL array, which becomes an empty one (BigQuery's rule). */
export function stored({ columns, rows }: Relation): Relation {
  const arrays = columns.map((each) => each.type.kind === 'ARRAY');
  if (!arrays.includes(true)) return { columns, rows };
  return {
    columns,
    rows: rows.map((row) => row.map((cell, at) => (cell === null && arrays[at] === true ? [] : cell))),
  };
}
