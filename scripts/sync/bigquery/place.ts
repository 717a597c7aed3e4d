/** Where the memory of one sync is, and who writes there: what every part of it is given. */
import type { BigQueryEngine, JobResult } from '../../engine/bigquery/bigquery-engine.js';
import { relationName } from '../../engine/bigquery/name.js';
import { merge, type Merge } from '../../engine/bigquery/statements.js';
import { memoryTarget } from './tables.js';

export interface Place {
  readonly engine: BigQueryEngine;
  /** The project that has the dataset. */
  readonly database: string;
  readonly syncId: string;
  /** Of one load job at most. */
  readonly rowsPerLoad?: number;
}

/** A table of the memory, in backticks. */
export function tableIn({ database }: Pick<Place, 'database'>, name: string): string {
  return relationName(memoryTarget(database, name));
}

/** One MERGE into a table of the memory; gives how many rows it changed. Parameters are texts. */
export async function mergeInto(
  { engine, database }: Pick<Place, 'engine' | 'database'>,
  table: string,
  what: Merge,
  { sql, params }: { readonly sql: string; readonly params: Record<string, string> },
): Promise<number> {
  const { affected = 0 }: JobResult = await engine.execute(merge(memoryTarget(database, table), what, sql).sql, params);
  return affected;
}
