import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Relation } from '../judge/judge.js';
import { typeText } from '../judge/types.js';
import { ForeignType, literalForDuckDB, typeForDuckDB, typeFromDuckDB, valueFromDuckDB } from './values.js';

/** DuckDB refused: text it cannot bind is `invalid` (the translation is wrong), a row without an answer an `error`. */
export class DuckDBError extends Error {
  constructor(
    readonly kind: 'invalid' | 'error',
    message: string,
  ) {
    super(message);
    this.name = 'DuckDBError';
  }
}

/** A DuckDB connection as the project's own sessions are set up. SQL here is DuckDB's. */
export interface Session {
  readonly connection: DuckDBConnection;
  query(sql: string): Promise<Relation>;
  /** Makes (or replaces) a small table of literal rows, its name between double quotes as one name. */
  load(name: string, relation: Relation): Promise<void>;
  close(): void;
}

/** Opens an in-memory database and runs the set-up statements on it. */
export async function openSession(setUp: readonly string[]): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const statement of setUp) await connection.run(statement);
  return {
    connection,
    query: (sql) => query(connection, sql),
    load: async (name, relation) => {
      const columns = relation.columns.map((each) => `"${each.name}" ${typeForDuckDB(each.type)}`);
      await connection.run(`CREATE OR REPLACE TABLE "${name}" (${columns.join(', ')})`);
      for (let from = 0; from < relation.rows.length; from += 500) {
        const rows = relation.rows.slice(from, from + 500).map((row) => {
          const cells = relation.columns.map((each, at) => literalForDuckDB(row[at] ?? null, each.type));
          return `(${cells.join(', ')})`;
        });
        await connection.run(`INSERT INTO "${name}" VALUES ${rows.join(', ')}`);
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Runs one query and returns its rows under GoogleSQL's type names. Throws DuckDBError. */
export async function query(connection: DuckDBConnection, sql: string): Promise<Relation> {
  try {
    const reader = await connection.runAndReadAll(sql);
    const names = reader.columnNames();
    const columns = names.map((name, at) => ({ name, type: typeFromDuckDB(reader.columnType(at)) }));
    return { columns, rows: reader.getRows().map((row) => row.map(valueFromDuckDB)) };
  } catch (error) {
    if (error instanceof ForeignType) throw new DuckDBError('invalid', error.message);
    const message = error instanceof Error ? error.message : String(error);
    throw new DuckDBError(runtime.test(message) ? 'error' : 'invalid', message);
  }
}

/** How DuckDB begins the messages of errors that a value caused. */
const runtime = /^(Conversion|Out of Range|Invalid Input|Constraint|Arithmetic) Error/;

export function sizeText(relation: Relation): string {
  return `${relation.rows.length} rows x (${relation.columns.map((each) => `${each.name} ${typeText(each.type)}`).join(', ')})`;
}
