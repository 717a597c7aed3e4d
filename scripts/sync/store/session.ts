import type { DuckDBConnection } from '@duckdb/node-api';
import { rowReader } from '../../engine/duckdb/rows.js';
import type { Row } from '../../engine/engine.js';

export type Parameter = string | number | boolean | null;

/** SQL in DuckDB's dialect on the store's own tables and, while planning, on the warehouse. */
export interface StoreSession {
  /** Runs a statement; parameters are $1, $2, ... */
  run(sql: string, values?: readonly Parameter[]): Promise<void>;
  /** The rows of a query, cells as `Engine.rows` gives them. */
  rows(sql: string, values?: readonly Parameter[]): Promise<Row[]>;
}

export function sessionOn(connection: DuckDBConnection): StoreSession {
  return {
    async run(sql, values) {
      await connection.run(sql, values === undefined ? undefined : [...values]);
    },
    async rows(sql, values) {
      const result = await connection.run(sql, values === undefined ? undefined : [...values]);
      const read = rowReader(result);
      return (await result.getRows()).map((cells) => read(cells));
    },
  };
}
