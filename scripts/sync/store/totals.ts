/** What became of a run's rows, counted from the plan and the log, each on its own. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { table } from './open.js';

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

/** Throws where the rows do not add up: an outcome of no planned row, or a planned row that is counted twice. */
export async function countTotals(connection: DuckDBConnection, runId: string): Promise<Totals> {
  const result = await connection.run(
    `WITH last_entries AS (
      SELECT seq, outcome
      FROM ${table('sync_log')}
      WHERE run_id = $1
      QUALIFY ROW_NUMBER() OVER (PARTITION BY seq ORDER BY log_id DESC) = 1
    ),

    plan AS (
      SELECT seq FROM ${table('sync_plan')} WHERE run_id = $1
    )

    SELECT
      (SELECT planned FROM ${table('sync_run')} WHERE run_id = $1),
      (SELECT COUNT(*) FROM last_entries WHERE outcome = 'ok'),
      (SELECT COUNT(*) FROM last_entries WHERE outcome = 'rejected'),
      (SELECT COUNT(*) FROM last_entries WHERE outcome = 'deferred'),
      (SELECT COUNT(*) FROM last_entries WHERE outcome = 'skipped')
        + (SELECT COALESCE(SUM(records), 0) FROM ${table('sync_skipped')} WHERE run_id = $1),
      (SELECT COUNT(*) FROM plan WHERE seq NOT IN (SELECT seq FROM last_entries))`,
    [runId],
  );
  const [planned = 0, ok = 0, rejected = 0, deferred = 0, skipped = 0, waiting = 0] =
    (await result.getRows())[0]?.map(Number) ?? [];
  const sum = ok + rejected + deferred + skipped + waiting;
  if (sum !== planned) {
    throw new Error(
      `run ${runId}: ${planned} planned, but ${ok} ok, ${rejected} rejected, ${deferred} deferred, ${skipped} skipped and ${waiting} without an outcome are ${sum}`,
    );
  }
  return { planned, ok, rejected, deferred, skipped, waiting };
}
