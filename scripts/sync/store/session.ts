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
  /** Adds rows of texts to a temporary table, whose columns are texts in that order. */
  appendTexts(temporary: string, rows: readonly (readonly (string | null)[])[]): Promise<void>;
  /** Lets go what memory still has of what was read: after a query over many rows. Nothing of this session may be under way. */
  letPagesGo(): Promise<void>;
}

/** `letPagesGo`: of the whole store. */
export function sessionOn(connection: DuckDBConnection, letPagesGo: () => Promise<void>): StoreSession {
  return {
    letPagesGo,
    async run(sql, values) {
      await connection.run(sql, values === undefined ? undefined : [...values]);
    },
    async rows(sql, values) {
      return rowsOf(connection, sql, values);
    },
    async appendTexts(temporary, rows) {
      const appender = await connection.createAppender(temporary, 'main', 'temp');
      try {
        for (const row of rows) {
          for (const cell of row) {
            if (cell === null) appender.appendNull();
            else appender.appendVarchar(cell);
          }
          appender.endRow();
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    },
  };
}

/** Cells as `Engine.rows` gives them. */
export async function rowsOf(connection: DuckDBConnection, sql: string, values?: readonly Parameter[]): Promise<Row[]> {
  const result = await connection.run(sql, values === undefined ? undefined : [...values]);
  const read = rowReader(result);
  return (await result.getRows()).map((cells) => read(cells));
}
