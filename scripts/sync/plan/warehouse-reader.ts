import { translate } from '../../engine/duckdb/dialect.js';
import type { Row } from '../../engine/engine.js';
import type { Place } from '../bigquery/place.js';
import type { StoreSession } from '../store/store.js';
import { readColumnTypes } from './columns.js';

/** Reads single tables of the warehouse, wherever it is: portable GoogleSQL. */
export interface WarehouseReader {
  /** In backticks. */
  name(table: string): string;
  rows(sql: string): Promise<readonly Row[]>;
  has(table: string): Promise<boolean>;
}

/** Of a file that the session has attached under that name. */
export function readerOfFile(session: StoreSession, attached: string, dataset: string): WarehouseReader {
  return {
    name: (table) => `\`${attached}.${dataset}.${table}\``,
    rows: (sql) => session.rows(translate(sql)),
    has: async (table) => (await readColumnTypes(session, attached, dataset, table)) !== undefined,
  };
}

export function readerOfBigQuery(
  { engine, database }: Pick<Place, 'engine' | 'database'>,
  dataset: string,
): WarehouseReader {
  return {
    name: (table) => `\`${database}.${dataset}.${table}\``,
    rows: (sql) => engine.query(sql),
    has: async (name) => (await engine.relation({ database, schema: dataset, name })) !== undefined,
  };
}
