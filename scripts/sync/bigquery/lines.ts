/** Rows of the sync's own file as newline-delimited JSON for load jobs, page by page. */
import type { Row } from '../../engine/engine.js';
import type { OutcomesAsked } from '../store/outcomes.js';
import type { SyncStore } from '../store/store.js';
import type { MemoryTable } from './tables.js';

type Reader = Pick<SyncStore, 'rows'>;

const pageRows = 5_000;

/** A moment of the file, which is UTC, as BigQuery reads it. */
export function momentSql(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ') AS ${column}`;
}

/** A row that has the columns of the table, and no others. */
export function lineOf({ columns }: Pick<MemoryTable, 'columns'>, row: Row): string {
  const cells = columns.flatMap(({ name }): [string, unknown][] => {
    const value = row[name] ?? null;
    return value === null ? [] : [[name, typeof value === 'bigint' ? Number(value) : value]];
  });
  return `${JSON.stringify(Object.fromEntries(cells))}\n`;
}

/** `page` gives rows after a number, in its order, and each row has it under that name. */
export async function* pagedLines(
  table: Pick<MemoryTable, 'columns'>,
  after: number,
  number: string,
  page: (after: number, most: number) => Promise<readonly Row[]>,
): AsyncGenerator<string> {
  for (let last = after; ;) {
    const rows = await page(last, pageRows);
    for (const row of rows) yield lineOf(table, row);
    if (rows.length < pageRows) return;
    last = Number(rows.at(-1)?.[number] ?? last);
  }
}

/** Rows of a run whose outcome has a number in (after, upTo]; `from`: the query that has them. */
export function logLines(
  store: Reader,
  table: MemoryTable,
  from: (asked: OutcomesAsked) => string,
  {
    syncId,
    runId,
    after,
    upTo,
  }: { readonly syncId: string; readonly runId: string; readonly after: number; readonly upTo: number },
) {
  const cells = table.columns
    .filter(({ name }) => name !== 'sync_id')
    .map(({ name, type }) => (type === 'TIMESTAMP' ? momentSql(name) : name));
  return pagedLines(table, after, 'log_id', async (last, most) => {
    const rows = await store.rows(
      `SELECT ${cells.join(', ')}
      FROM ${from({ runId: '$1', logIds: ['CAST($2 AS BIGINT)', 'CAST($3 AS BIGINT)'] })}
      ORDER BY log_id
      LIMIT CAST($4 AS BIGINT)`,
      [runId, last, upTo, most],
    );
    return rows.map((row) => ({ ...row, sync_id: syncId }));
  });
}

/** Rows of a run's plan in (after, upTo], without their values. */
export function planLines(
  store: Reader,
  table: Pick<MemoryTable, 'columns'>,
  runId: string,
  after: number,
  upTo: number,
) {
  return pagedLines(table, after, 'seq', (from, most) =>
    store.rows(
      `SELECT seq, row_key, object, crm_id, fingerprint, causes
      FROM leadscore_sync.sync_plan
      WHERE run_id = $1 AND seq > CAST($2 AS BIGINT) AND seq <= CAST($3 AS BIGINT)
      ORDER BY seq
      LIMIT CAST($4 AS BIGINT)`,
      [runId, from, upTo, most],
    ),
  );
}
