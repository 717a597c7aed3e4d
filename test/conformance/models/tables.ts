import type { Judge, Relation } from '../judge/judge.js';

/** The judge's warehouse: each table's rows by its full name. */
export type Tables = Map<string, Relation>;

/**
 * Runs GoogleSQL on the judge over those of the tables that it names between backticks, and of these over the columns
 * that it names: the reference implementation's server takes requests of 4 MB at most.
 */
export async function evaluateOver(judge: Judge, tables: Tables, sql: string): Promise<Relation> {
  if (readsNothing(sql)) return evaluateOnce(judge, sql);
  const named: Record<string, Relation> = {};
  for (const [, name] of sql.matchAll(/`([^`]+)`/g)) {
    const relation = tables.get(name ?? '');
    if (relation && name !== undefined) named[name] = namedColumns(relation, sql);
  }
  return judge.evaluate(sql, named);
}

/** A query over no table and without a clock, such as a packaged list: it has one answer. */
function readsNothing(sql: string): boolean {
  return !sql.includes('`') && !/\bCURRENT_|\bRAND\b|\bGENERATE_UUID\b/i.test(sql);
}

const answers = new WeakMap<Judge, Map<string, Promise<Relation>>>();

/** The packaged lists have thousands of rows and are the same in every project and load: one evaluation serves all. */
function evaluateOnce(judge: Judge, sql: string): Promise<Relation> {
  const known = answers.get(judge) ?? new Map<string, Promise<Relation>>();
  answers.set(judge, known);
  const answer = known.get(sql) ?? judge.evaluate(sql);
  known.set(sql, answer);
  return answer;
}

/** The columns that the SQL could mean: those whose names it holds, or all of them where it writes a star. */
function namedColumns(relation: Relation, sql: string): Relation {
  if (/(?:\bSELECT\s+(?:DISTINCT\s+)?|,\s*|\.)\*/i.test(sql)) return relation;
  const words = new Set(sql.toLowerCase().match(/\w+/g));
  const kept = relation.columns.flatMap(({ name }, at) => {
    const parts = name.toLowerCase().match(/\w+/g) ?? [];
    return parts.every((part) => words.has(part)) ? [at] : [];
  });
  const places = kept.length > 0 ? kept : [0];
  return {
    columns: places.flatMap((at) => relation.columns[at] ?? []),
    rows: relation.rows.map((row) => places.map((at) => row[at] ?? null)),
  };
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
