import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Written by every run, whatever becomes of it. */
const logs = /^(leadscore\.leadscore_(runs|run_actions|held_assertions)|leadscore_raw\.loads)$/;

/** Opens the warehouse as DuckDB itself does, which fails when it is damaged. */
async function reading<T>(directory: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(join(directory, '.leadscore/warehouse.duckdb'), {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows and a hash over all cells of each table, by its name; the order of rows does not matter. Empty without a warehouse. */
export async function tableHashes(directory: string): Promise<Record<string, string>> {
  if (!existsSync(join(directory, '.leadscore/warehouse.duckdb'))) return {};
  return reading(directory, async (connection) => {
    const tables = await connection.runAndReadAll(
      'SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL',
    );
    const hashes: Record<string, string> = {};
    for (const [schema, table] of tables.getRows()) {
      const name = `${String(schema)}.${String(table)}`;
      if (logs.test(name)) continue;
      const counted = await connection.runAndReadAll(
        `SELECT COUNT(*), COALESCE(SUM(hash(t)::HUGEINT), 0) FROM "${String(schema)}"."${String(table)}" AS t`,
      );
      const [[rows, hash] = []] = counted.getRows();
      hashes[name] = `${String(rows)} rows, ${String(hash)}`;
    }
    return hashes;
  });
}

export async function query(directory: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  return reading(directory, async (connection) => (await connection.runAndReadAll(sql)).getRows());
}
