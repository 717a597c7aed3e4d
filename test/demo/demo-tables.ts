import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

const folders = { salesforce: 'salesforce', files: 'files', tools: 'tools', truth: 'truth' } as const;

export interface DemoTables {
  /** All rows, as JSON-like values. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** The one number of a query with one row and column. */
  number(sql: string): Promise<number>;
  close(): void;
}

/** The written files as DuckDB tables: every CSV as text under its own name, the GA4 files as `ga4`. */
export async function openDemo(directory: string): Promise<DemoTables> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  const csv = (folder: string, table: string): Promise<unknown> =>
    connection.run(
      `CREATE TABLE ${table} AS FROM read_csv('${join(directory, folder, `${table}.csv`)}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false)`,
    );
  for (const table of ['lead', 'contact', 'account', 'opportunity', 'campaign', 'campaign_member']) {
    await csv(folders.salesforce, table);
  }
  await csv(folders.files, 'marketing_events');
  for (const table of ['tool_events', 'tier_decisions']) await csv(folders.tools, table);
  for (const table of ['truth_people', 'truth_outcomes']) await csv(folders.truth, table);
  await connection.run(
    `CREATE TABLE ga4 AS FROM read_parquet('${join(directory, 'ga4', 'events_*.parquet')}', filename = true)`,
  );
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    number: async (sql) => Number(await only(connection, sql)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function only(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  if (rows.length !== 1 || rows[0]?.length !== 1) throw new Error(`one cell expected: ${sql}`);
  return rows[0][0];
}
