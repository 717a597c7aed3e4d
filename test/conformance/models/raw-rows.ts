import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Target } from '../../../scripts/engine/engine.js';

/** The most rows of one raw table, unless a project says fewer: the judge joins by nested loops where it must. */
export const mostRawRows = 20_000;
/** One row in so many is kept back for the second load. */
const keptBack = 20;

/**
 * Cuts the raw tables of a database file to what the judge can hold, and keeps back a part of them for a second load.
 * Works on DuckDB directly, since the engine offers no way to change a raw table.
 */
export interface RawTables {
  /** Cuts by whole ids where a table is too large. Returns one line per table: its rows before and after. */
  cut(tables: readonly Target[], cutBy: Readonly<Record<string, string>>, most: number): Promise<readonly string[]>;
  /** Anything else, with the database in use and in UTC. */
  change(work: (connection: DuckDBConnection) => Promise<void>): Promise<void>;
  /** Moves every twentieth row out of sight. Returns how many of all tables together. */
  keepBack(tables: readonly Target[]): Promise<number>;
  /** Puts the rows kept back into the tables. */
  release(tables: readonly Target[]): Promise<void>;
  /** Copies tables as they are before the next load adds to them; those that are not there yet are left out. */
  remember(tables: readonly Target[]): Promise<void>;
}

/** Opens the file for each piece of work and closes it again, since the engine must have it to itself. */
export function rawTables(file: string, database: string): RawTables {
  const open = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS ${name(database)}`);
      return await work(connection);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  };
  return {
    cut: (tables, cutBy, most) =>
      open(async (connection) => {
        const lines: string[] = [];
        for (const target of tables) lines.push(await cutTable(connection, target, cutBy[target.name], most));
        return lines;
      }),
    change: (work) =>
      open(async (connection) => {
        await connection.run(`USE ${name(database)}`);
        await connection.run(`SET TimeZone = 'UTC'`);
        await work(connection);
      }),
    keepBack: (tables) =>
      open(async (connection) => {
        let count = 0;
        for (const target of tables) {
          const [table, back] = [full(target), full({ ...target, name: `${target.name}__kept_back` })];
          const rows = `SELECT rowid FROM ${table} WHERE rowid % ${keptBack} = ${keptBack - 1}`;
          await connection.run(`CREATE TABLE ${back} AS SELECT * FROM ${table} WHERE rowid IN (${rows})`);
          await connection.run(`DELETE FROM ${table} WHERE rowid IN (${rows})`);
          count += await number(connection, `SELECT count(*) FROM ${back}`);
        }
        return count;
      }),
    release: (tables) =>
      open(async (connection) => {
        for (const target of tables) {
          const back = full({ ...target, name: `${target.name}__kept_back` });
          await connection.run(`INSERT INTO ${full(target)} SELECT * FROM ${back}`);
          await connection.run(`DROP TABLE ${back}`);
        }
      }),
    remember: (tables) =>
      open(async (connection) => {
        for (const target of tables) {
          if (!(await isThere(connection, target))) continue;
          await connection.run(`CREATE OR REPLACE TABLE ${full(asBefore(target))} AS SELECT * FROM ${full(target)}`);
        }
      }),
  };
}

/** Where a table is kept as it was before the last load. */
export function asBefore(target: Target): Target {
  return { ...target, name: `${target.name}__before` };
}

async function cutTable(
  connection: DuckDBConnection,
  target: Target,
  by: string | undefined,
  most: number,
): Promise<string> {
  const table = full(target);
  const before = await number(connection, `SELECT count(*) FROM ${table}`);
  if (before <= most) return `${target.schema}.${target.name}: ${before} rows, all of them`;
  if (by === undefined) {
    throw new Error(`${target.schema}.${target.name} has ${before} rows, more than ${most}, and no column to cut by`);
  }
  // The largest share of the ids, in thousandths, whose rows fit.
  const share = await number(
    connection,
    `SELECT coalesce(max(bucket) + 1, 0) FROM (
       SELECT bucket, sum(count(*)) OVER (ORDER BY bucket) AS total
       FROM (SELECT hash(${name(by)}) % 1000 AS bucket FROM ${table}) GROUP BY bucket
     ) WHERE total <= ${most}`,
  );
  await connection.run(`DELETE FROM ${table} WHERE hash(${name(by)}) % 1000 >= ${share}`);
  const after = await number(connection, `SELECT count(*) FROM ${table}`);
  return `${target.schema}.${target.name}: ${before} rows, cut to ${after} by whole ${by}`;
}

async function isThere(connection: DuckDBConnection, { database, schema, name: table }: Target): Promise<boolean> {
  const quoted = [database, schema, table].map((part) => `'${part.replaceAll("'", "''")}'`);
  const [catalog, its, named] = quoted;
  return (
    (await number(
      connection,
      `SELECT count(*) FROM duckdb_tables() WHERE database_name = ${catalog} AND schema_name = ${its} AND table_name = ${named}`,
    )) > 0
  );
}

async function number(connection: DuckDBConnection, sql: string): Promise<number> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return Number(rows[0]?.[0] ?? 0);
}

/** A table's name as DuckDB's SQL writes it. */
export function full(target: Target): string {
  return [target.database, target.schema, target.name].map(name).join('.');
}

function name(part: string): string {
  return `"${part.replaceAll('"', '""')}"`;
}
