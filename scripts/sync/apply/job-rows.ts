import type { ObjectName, PlannedRow } from '../rows.js';
import { hasNoOutcomeSql } from '../store/outcomes.js';
import { storeTable } from '../store/store.js';
import type { ApplyStore } from './request.js';

/** A range of the plan that goes as a job. Grain: one per job. */
export interface JobRange {
  readonly object: ObjectName;
  readonly seqLow: number;
  readonly seqHigh: number;
  readonly records: number;
}

/** Rows without an outcome, object by object, in ranges of so many. */
export async function jobRanges(store: ApplyStore, runId: string, rowsPerJob: number): Promise<readonly JobRange[]> {
  const rows = await store.rows(
    `WITH waiting AS (
      SELECT object, seq, (ROW_NUMBER() OVER (PARTITION BY object ORDER BY seq) - 1) // CAST($2 AS BIGINT) AS job
      FROM ${storeTable('sync_plan')} AS plan
      WHERE run_id = $1 AND ${hasNoOutcomeSql('plan', { runId: '$1' })}
    )

    SELECT object, MIN(seq) AS seq_low, MAX(seq) AS seq_high, COUNT(*) AS records
    FROM waiting
    GROUP BY object, job
    ORDER BY seq_low`,
    [runId, rowsPerJob],
  );
  return rows.map((row) => ({
    object: String(row.object) as ObjectName,
    seqLow: Number(row.seq_low),
    seqHigh: Number(row.seq_high),
    records: Number(row.records),
  }));
}

const ofRange = { runId: '$1', seqs: ['CAST($3 AS BIGINT)', 'CAST($4 AS BIGINT) + 1'] } as const;

/** How many rows of a range have no outcome. */
export async function waitingIn(store: ApplyStore, runId: string, range: JobRange): Promise<number> {
  const [row] = await store.rows(
    `SELECT COUNT(*) AS waiting
    FROM ${storeTable('sync_plan')} AS plan
    WHERE run_id = $1 AND object = $2 AND seq BETWEEN CAST($3 AS BIGINT) AND CAST($4 AS BIGINT)
      AND ${hasNoOutcomeSql('plan', ofRange)}`,
    [runId, range.object, range.seqLow, range.seqHigh],
  );
  return Number(row?.waiting ?? 0);
}

/** What an answer of a job is about: enough of the row for the log. */
export type JobRow = Pick<PlannedRow, 'seq' | 'rowKey' | 'crmId' | 'fingerprint'>;

const between = '\u001f';

/** Rows of a range without an outcome, by the ids that a job's answers name. */
export async function rowsByCrmId(
  store: ApplyStore,
  runId: string,
  { object, seqLow, seqHigh }: JobRange,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JobRow>> {
  const rows = await store.rows(
    `SELECT seq, row_key, crm_id, fingerprint
    FROM ${storeTable('sync_plan')} AS plan
    WHERE run_id = $1 AND object = $2 AND seq BETWEEN CAST($3 AS BIGINT) AND CAST($4 AS BIGINT)
      AND crm_id IN (SELECT UNNEST(STRING_SPLIT($5, '${between}')))
      AND ${hasNoOutcomeSql('plan', ofRange)}`,
    [runId, object, seqLow, seqHigh, ids.join(between)],
  );
  return new Map(
    rows.map((row) => [
      String(row.crm_id),
      {
        seq: Number(row.seq),
        rowKey: String(row.row_key),
        crmId: String(row.crm_id),
        fingerprint: String(row.fingerprint),
      },
    ]),
  );
}
