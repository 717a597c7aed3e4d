/** The real GA4 export cut into two loads: some rows twice, some rows late. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface Loads {
  /** Globs for `--raw`. */
  readonly first: string;
  readonly late: string;
  readonly rows: number;
  /** Rows that stand in the two loads once more than in the export. */
  readonly doubled: number;
  /** Rows that only the late load has. */
  readonly moved: number;
  /** A file of the moved rows (parquet): event_id, as the source's mapping makes it. */
  readonly movedRows: string;
}

const dayFile = /^events_2020110[2-9]\.parquet$/;

/**
 * Writes the day files of `from` into `to`/first and `to`/late under their own names. A hash of file name and row
 * number chooses: 2 % of the rows are only in the late load, 1 % are twice in the first, and 1 % are in both.
 */
export async function writeLoads(from: string, to: string): Promise<Loads> {
  const days = readdirSync(from).filter((name) => dayFile.test(name));
  for (const load of ['first', 'late']) mkdirSync(path.join(to, load), { recursive: true });
  const movedRows = path.join(to, 'moved.parquet');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const counted = { rows: 0, doubled: 0, moved: 0 };
  try {
    for (const day of days) {
      await connection.run(`
        CREATE OR REPLACE TABLE day AS
        SELECT *, ('0x' || substr(md5('${day}:' || file_row_number), 1, 8))::BIGINT % 100 AS lot
        FROM read_parquet('${path.join(from, day)}', file_row_number = true)`);
      const copied = 'SELECT * EXCLUDE (lot, file_row_number) FROM day';
      const write = (load: string, rows: string): Promise<unknown> =>
        connection.run(`COPY (${rows}) TO '${path.join(to, load, day)}' (FORMAT parquet)`);
      await write('first', `${copied} WHERE lot >= 2 UNION ALL ${copied} WHERE lot = 2`);
      await write('late', `${copied} WHERE lot IN (0, 1, 3)`);
      const [row] = (
        await connection.runAndReadAll(
          'SELECT count(*)::INTEGER, count(*) FILTER (lot IN (2, 3))::INTEGER, count(*) FILTER (lot < 2)::INTEGER FROM day',
        )
      ).getRows();
      counted.rows += Number(row?.[0]);
      counted.doubled += Number(row?.[1]);
      counted.moved += Number(row?.[2]);
      await connection.run(`
        ${day === days[0] ? 'CREATE TABLE moved AS' : 'INSERT INTO moved'}
        SELECT concat_ws('.', user_pseudo_id, event_timestamp, event_name, coalesce((
            SELECT min(p.value.string_value) FROM (SELECT unnest(event_params) AS p) WHERE p.key = 'page_location'
          ), '')) AS event_id
        FROM day
        WHERE lot < 2`);
    }
    await connection.run(`COPY moved TO '${movedRows}' (FORMAT parquet)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return {
    ...counted,
    first: path.join(to, 'first/events_*.parquet'),
    late: path.join(to, 'late/events_*.parquet'),
    movedRows,
  };
}
