/** How a sync stands: what is acknowledged, what is refused and why, and its last runs. */
import type { ErrorClass, RunStatus } from '../rows.js';
import { type ActTimes, actTimesOf } from './act-times.js';
import { storeTable, type SyncStore } from './store.js';

export interface RunLine {
  readonly runId: string;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly stopReason?: string;
  readonly planned: number;
  readonly ok: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly skipped: number;
  readonly apiCalls: number;
}

export interface RefusedCode {
  readonly code: string;
  readonly class: ErrorClass;
  readonly records: number;
  /** One of its messages, values masked, and one of its records. */
  readonly example: string;
  readonly record: string;
  /** When the first of them is sent again though nothing changed; absent: only when something changes, or on `sync retry`. */
  readonly retryAt?: string;
}

export interface Standing {
  /** Records that hold what was written last. */
  readonly acknowledged: number;
  /** Records that hold what somebody else wrote, and may. */
  readonly kept: number;
  readonly rejected: number;
  readonly deferred: number;
  /** The most frequent first. */
  readonly refused: readonly RefusedCode[];
  /** From an act to the CRM, in these runs. */
  readonly actTimes: ActTimes;
  /** The newest first. */
  readonly runs: readonly RunLine[];
}

/** Totals of a run are counted from its plan and its log. */
export async function standingOf(store: SyncStore, runs: number): Promise<Standing> {
  const [state] = await store.rows(
    `SELECT
      COUNT(*) FILTER (WHERE status = 'ok')
        + (SELECT COALESCE(SUM(acknowledged_elsewhere), 0) FROM ${storeTable('sync_memory')}) AS acknowledged,
      COUNT(*) FILTER (WHERE status = 'kept') AS kept,
      COUNT(*) FILTER (WHERE status = 'rejected') AS rejected,
      COUNT(*) FILTER (WHERE status = 'deferred') AS deferred
    FROM ${storeTable('sync_state')}`,
  );
  const codes = await store.rows(
    `SELECT
      error_code, error_class, COUNT(*) AS records, MIN_BY(error_message, row_key) AS example, MIN(row_key) AS record,
      CAST(MIN(retry_at) AS TIMESTAMP WITH TIME ZONE) AS retry_at
    FROM ${storeTable('sync_dead_letter')}
    GROUP BY error_code, error_class
    ORDER BY records DESC, error_code`,
  );
  const lines: RunLine[] = [];
  for (const run of await store.runs(runs)) {
    const { ok, rejected, deferred, skipped } = await store.totals(run.runId);
    lines.push({
      runId: run.runId,
      status: run.status,
      createdAt: run.createdAt,
      ...(run.finishedAt !== undefined && { finishedAt: run.finishedAt }),
      ...(run.stopReason !== undefined && { stopReason: run.stopReason }),
      planned: run.planned,
      ok,
      rejected,
      deferred,
      skipped,
      apiCalls: run.apiCalls,
    });
  }
  return {
    acknowledged: Number(state?.acknowledged ?? 0),
    kept: Number(state?.kept ?? 0),
    rejected: Number(state?.rejected ?? 0),
    deferred: Number(state?.deferred ?? 0),
    refused: codes.map((row) => ({
      code: String(row.error_code),
      class: String(row.error_class) as ErrorClass,
      records: Number(row.records),
      example: String(row.example ?? ''),
      record: String(row.record),
      ...(typeof row.retry_at === 'string' && { retryAt: row.retry_at }),
    })),
    actTimes: await actTimesOf(
      store,
      lines.map(({ runId }) => runId),
    ),
    runs: lines,
  };
}
