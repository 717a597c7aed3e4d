/** What became of a run's rows, counted from the plan and the log, each on its own. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { table } from './open.js';
import { outcomesSql } from './outcomes.js';

export interface Totals {
  readonly planned: number;
  readonly ok: number;
  readonly rejected: number;
  readonly deferred: number;
  /** By the planner or while sending (a field that is not empty, and is written only then). */
  readonly skipped: number;
  /** Rows of the plan that have no outcome yet. */
  readonly waiting: number;
}

/** Seqs that are counted at once. */
const seqsAtOnce = 50_000;

/** Throws where the rows do not add up: an outcome of no planned row, or a planned row that is counted twice. */
export async function countTotals(connection: DuckDBConnection, runId: string): Promise<Totals> {
  const [planned = 0, leftOut = 0, first = 0, last = -1] = await numbersOf(
    connection,
    `WITH seqs AS (
      SELECT seq FROM ${table('sync_plan')} WHERE run_id = $1
      UNION ALL
      SELECT seq FROM ${table('sync_log')} WHERE run_id = $1
    )

    SELECT
      (SELECT planned FROM ${table('sync_run')} WHERE run_id = $1),
      (SELECT COALESCE(SUM(records), 0) FROM ${table('sync_skipped')} WHERE run_id = $1),
      COALESCE(MIN(seq), 0),
      COALESCE(MAX(seq), -1)
    FROM seqs`,
    [runId],
  );
  const counted = { ok: 0, rejected: 0, deferred: 0, skipped: leftOut, waiting: 0 };
  for (let from = first; from <= last; from += seqsAtOnce) {
    const [ok = 0, rejected = 0, deferred = 0, skipped = 0, waiting = 0] = await numbersOf(connection, partSql, [
      runId,
      from,
      from + seqsAtOnce,
    ]);
    counted.ok += ok;
    counted.rejected += rejected;
    counted.deferred += deferred;
    counted.skipped += skipped;
    counted.waiting += waiting;
  }
  const { ok, rejected, deferred, skipped, waiting } = counted;
  const sum = ok + rejected + deferred + skipped + waiting;
  if (sum !== planned) {
    throw new Error(
      `run ${runId}: ${planned} planned, but ${ok} ok, ${rejected} rejected, ${deferred} deferred, ${skipped} skipped and ${waiting} without an outcome are ${sum}`,
    );
  }
  return { planned, ...counted };
}

// As BIGINT, or no block of rows would be passed over.
const isInPart = 'run_id = $1 AND seq >= CAST($2 AS BIGINT) AND seq < CAST($3 AS BIGINT)';

const partSql = `WITH last_entries AS (
  SELECT seq, outcome
  FROM ${outcomesSql({ runId: '$1', seqs: ['CAST($2 AS BIGINT)', 'CAST($3 AS BIGINT)'] })}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY seq ORDER BY log_id DESC) = 1
),

plan AS (
  SELECT seq FROM ${table('sync_plan')} WHERE ${isInPart}
)

SELECT
  (SELECT COUNT(*) FROM last_entries WHERE outcome = 'ok'),
  (SELECT COUNT(*) FROM last_entries WHERE outcome = 'rejected'),
  (SELECT COUNT(*) FROM last_entries WHERE outcome = 'deferred'),
  (SELECT COUNT(*) FROM last_entries WHERE outcome = 'skipped'),
  (SELECT COUNT(*) FROM plan WHERE seq NOT IN (SELECT seq FROM last_entries))`;

async function numbersOf(
  connection: DuckDBConnection,
  sql: string,
  values: (string | number)[],
): Promise<readonly number[]> {
  const result = await connection.run(sql, values);
  return (await result.getRows())[0]?.map(Number) ?? [];
}
