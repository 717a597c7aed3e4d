import type { Engine, Row, Target } from '../../../scripts/engine/engine.js';
import type { Relation } from '../judge/judge.js';
import { parseType } from '../judge/types.js';

/** What the comparison needs of DuckDB: the rows of a table or view, and of a query in GoogleSQL. */
export interface Warehouse {
  read(target: Target): Promise<Relation>;
  query(sql: string): Promise<Relation>;
}

/** The project's own engine, as its users run it. Tables come back in the engine's own types and values. */
export function engineWarehouse(engine: Engine): Warehouse {
  const query = async (sql: string): Promise<Relation> => {
    const columns = (await engine.describe(sql)).map(({ name, type }) => ({ name, type: parseType(type) }));
    const rows = await engine.query(sql);
    return { columns, rows: rows.map((row: Row) => columns.map((each) => row[each.name] ?? null)) };
  };
  return { read: (target) => query(`SELECT * FROM ${quoted(target)}`), query };
}

/** A table's name as models write it: one name in backticks. */
export function quoted(target: Target): string {
  return `\`${tableName(target)}\``;
}

export function tableName(target: Target): string {
  return `${target.database}.${target.schema}.${target.name}`;
}
