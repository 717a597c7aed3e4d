/** Reads what a run left with DuckDB's own client and SQL: no part of the project stands between a row and the test. */
import { DuckDBInstance } from '@duckdb/node-api';

/** Whole numbers up to 2^53 as number; DECIMAL, TIMESTAMP, DATE and larger ones as text. */
export type Cell = string | number | boolean | null;
export type Cells = Readonly<Record<string, Cell>>;

export interface Database {
  rows(sql: string): Promise<readonly Cells[]>;
  /** The one row of a query that has one. */
  row(sql: string): Promise<Cells>;
  /** The one number of a query with one row and column. */
  number(sql: string): Promise<number>;
  close(): void;
}

/**
 * Opens database files for reading, each under its name (none: an empty database in memory). The one named `leadscore`,
 * which is the name its own views know it by, is the current one; its tables in the dataset `leadscore` need no prefix.
 */
export async function openDatabases(files: Readonly<Record<string, string>>): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  for (const [name, path] of Object.entries(files)) {
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS "${name}" (READ_ONLY)`);
  }
  if ('leadscore' in files) await connection.run('USE leadscore.leadscore');
  const rows = async (sql: string): Promise<readonly Cells[]> => {
    const result = await connection.runAndReadAll(sql);
    const types = new Map(result.columnNames().map((name, at) => [name, String(result.columnType(at))]));
    return result
      .getRowObjectsJson()
      .map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value, types.get(name))])),
      );
  };
  const row = async (sql: string): Promise<Cells> => {
    const [first, ...more] = await rows(sql);
    if (first === undefined || more.length > 0) throw new Error(`One row is expected of: ${sql}`);
    return first;
  };
  return {
    rows,
    row,
    number: async (sql) => {
      const values = Object.values(await row(sql));
      if (values.length !== 1 || typeof values[0] !== 'number') throw new Error(`One number is expected of: ${sql}`);
      return values[0];
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const wholeNumbers = /^(BIGINT|HUGEINT|INTEGER|UBIGINT|UINTEGER)$/;

function cell(value: unknown, type: string | undefined): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value !== 'string') throw new Error(`A cell of type ${type ?? 'unknown'} is not read here.`);
  return type !== undefined && wholeNumbers.test(type) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
