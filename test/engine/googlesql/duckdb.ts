/** A DuckDB connection as the engine sets it up, answering in short forms that a table of cases can hold. */
import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';
import { duckdbSetup } from '../../../scripts/engine/googlesql/macros.js';

export async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const statement of duckdbSetup) await connection.run(statement);
  return connection;
}

/** All rows, each an array; NUMERIC without trailing zeros, whole numbers and moments as text. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Json[][]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowsJson().map((row) => row.map(short));
}

function short(value: Json): Json {
  if (Array.isArray(value)) return value.map(short);
  return typeof value === 'string' && /^-?\d+\.\d{9}$/.test(value) ? value.replace(/\.?0+$/, '') : value;
}
