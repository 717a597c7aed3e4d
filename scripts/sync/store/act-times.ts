/** How long acts took into the CRM, in four parts: `sync_act_times` has them row by row. */
import { actTimesSql } from './act-times-sql.js';
import { lastLogId } from './outcomes.js';
import { storeTable, type SyncStore } from './store.js';

/** source_lag: until one knew of it; wait: until a run of the models began; run: until it ended; sync: until the CRM acknowledged. */
export const actTimeParts = ['source_lag', 'wait', 'run', 'sync', 'total'] as const;
export type ActTimePart = (typeof actTimeParts)[number];

/** Seconds that half of the records, and 95 % of them, kept within. */
export interface ActTime {
  /** Of which both ends of the part are known. */
  readonly records: number;
  readonly p50: number;
  readonly p95: number;
}

/** Parts of which no record is known are left out. */
export type ActTimes = Partial<Readonly<Record<ActTimePart, ActTime>>>;

/** Entries of the log that are looked up in their plans at once. */
const entriesAtOnce = 100_000;

/** Of all records that these runs wrote with a new act. One call at a time. */
export async function actTimesOf(store: Pick<SyncStore, 'rows'>, runIds: readonly string[]): Promise<ActTimes> {
  const isOfRuns = 'run_id IN (SELECT unnest(string_split($1, chr(10))))';
  const runs = runIds.join('\n');
  const [log] = await store.rows(
    `WITH entries AS (
      SELECT run_id, log_id AS first, log_id AS last FROM ${storeTable('sync_log')}
      UNION ALL
      SELECT run_id, first_log_id, ${lastLogId} FROM ${storeTable('sync_written')}
    )

    SELECT COALESCE(MIN(first), 0) AS first, COALESCE(MAX(last), -1) AS last FROM entries WHERE ${isOfRuns}`,
    [runs],
  );
  const seconds = actTimeParts.map((part) => `${part}_seconds`);
  await store.rows(
    `CREATE OR REPLACE TEMP TABLE act_seconds (${seconds.map((column) => `${column} DOUBLE`).join(', ')})`,
  );
  for (let from = Number(log?.first); from <= Number(log?.last); from += entriesAtOnce)
    await store.rows(
      `INSERT INTO temp.act_seconds
      SELECT ${seconds.join(', ')}
      FROM ${actTimesSql({ logIds: ['CAST($2 AS BIGINT)', 'CAST($3 AS BIGINT)'] })}
      WHERE ${isOfRuns}`,
      [runs, from - 1, from - 1 + entriesAtOnce],
    );
  const times: [ActTimePart, ActTime][] = [];
  // One after the other: all values of a part are in memory together.
  for (const part of actTimeParts) {
    const column = `${part}_seconds`;
    const [row] = await store.rows(
      `SELECT COUNT(${column}) AS records, quantile_disc(${column}, 0.5) AS p50, quantile_disc(${column}, 0.95) AS p95 FROM temp.act_seconds`,
    );
    const records = Number(row?.records ?? 0);
    if (records > 0) times.push([part, { records, p50: Number(row?.p50), p95: Number(row?.p95) }]);
  }
  await store.rows('DROP TABLE temp.act_seconds');
  return Object.fromEntries(times);
}
