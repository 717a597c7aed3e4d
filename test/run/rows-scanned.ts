import type { DuckDbEngine } from '../../scripts/engine/duckdb/duckdb-engine.js';

interface Operator {
  readonly operator_rows_scanned?: number;
  readonly extra_info?: { readonly Table?: string; readonly Projections?: string | readonly string[] };
  readonly children?: readonly Operator[];
}

/** Rows that DuckDB reads of each table for a statement in its own SQL, by table and the columns read: from its profile of running it. */
export async function rowsScanned(engine: DuckDbEngine, sql: string): Promise<Record<string, number>> {
  const [[, profile] = []] = await engine.native(async (session) =>
    (await session.run(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`)).getRows(),
  );
  const found: Record<string, number> = {};
  const visit = ({ operator_rows_scanned: rows = 0, extra_info: info, children = [] }: Operator): void => {
    if (info?.Table !== undefined) {
      const columns = typeof info.Projections === 'string' ? [info.Projections] : (info.Projections ?? []);
      const name = `${info.Table.split('.').at(-1)}(${columns.join(', ')})`;
      found[name] = (found[name] ?? 0) + rows;
    }
    for (const child of children) visit(child);
  };
  visit(JSON.parse(String(profile)) as Operator);
  return found;
}
