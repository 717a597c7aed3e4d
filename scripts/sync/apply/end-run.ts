/** What a run is at its end: state from its log, its status, and the summary. */
import { actTimesOf } from '../store/act-times.js';
import { storeTable } from '../store/store.js';
import type { ErrorClass, RunStatus } from '../rows.js';
import type { CallBudget } from './budget.js';
import type { Latencies } from './latency.js';
import type { ApplyRequest, ApplyStore } from './request.js';
import type { StopReason } from './stop.js';
import type { ErrorCount, RunSummary } from './summary.js';
import type { Tally } from './tally.js';

/** What a process did for a run. */
export interface Done {
  readonly began: number;
  readonly budget: CallBudget;
  readonly latencies: Latencies;
  readonly tally: Tally;
}

type Request = Pick<ApplyRequest, 'store' | 'runId' | 'clock'>;

/** Folds the log and writes the run's end. Throws where its rows do not add up: then it has failed, whatever stopped it. */
export async function endRun(request: Request, done: Done, stop: StopReason | undefined): Promise<RunSummary> {
  const { store, runId, clock } = request;
  await store.fold(runId);
  const summary = await summarise(request, done, stop).catch(async (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    await store.changeRun(runId, { status: 'failed', stopReason: `totals: ${why}` });
    throw error;
  });
  const { status, stop: reason } = summary;
  await store.changeRun(runId, {
    status,
    ...(status !== 'running' && { finishedAt: new Date(clock.now()).toISOString() }),
    ...(reason !== undefined && { stopReason: `${reason.code}: ${reason.why}` }),
    moreApiCalls: summary.calls,
    summary: JSON.stringify(summary),
  });
  return summary;
}

/** Counts what the log has of the run. A plan that was not stopped and has rows left has failed. */
export async function summarise(
  { store, runId, clock }: Request,
  { began, budget, latencies, tally }: Done,
  asked: StopReason | undefined,
): Promise<RunSummary> {
  const totals = await store.totals(runId);
  const stop = asked ?? (totals.waiting === 0 ? undefined : lost(totals.waiting));
  const status: RunStatus = totals.waiting === 0 && asked?.status === 'running' ? 'done' : (stop?.status ?? 'done');
  const errors = await errorCounts(store, runId);
  const [p50, p95] = [latencies.quantile(0.5), latencies.quantile(0.95)];
  return {
    runId,
    status,
    ...(stop !== undefined && status !== 'done' && { stop }),
    ...totals,
    calls: budget.spent,
    retries: tally.retries,
    bisects: tally.bisects,
    foundWritten: tally.foundWritten,
    strayJobs: tally.strayJobs,
    unknown: errors.reduce((sum, { class: is, rows }) => sum + (is === 'unknown' ? rows : 0), 0),
    errors: errors.slice(0, mostCodes),
    ...(p50 !== undefined && p95 !== undefined && { latency: { p50, p95 } }),
    actTimes: await actTimesOf(store, [runId]),
    quota: budget.quota,
    seconds: (clock.now() - began) / 1000,
    exitCode: exitCodeOf(status, totals.rejected + totals.deferred),
  };
}

const mostCodes = 20;

function lost(waiting: number): StopReason {
  return {
    status: 'failed',
    code: 'totals',
    why: `${waiting} planned rows have no outcome though nothing stopped the run. This is a fault of leadscore's own; \`npx leadscore sync apply\` sends them.`,
  };
}

function exitCodeOf(status: RunStatus, notWritten: number): RunSummary['exitCode'] {
  if (status === 'paused_quota') return 4;
  if (status !== 'done') return 3;
  return notWritten > 0 ? 2 : 0;
}

/** Rejected and deferred rows by code, the most frequent first. */
async function errorCounts(store: ApplyStore, runId: string): Promise<readonly ErrorCount[]> {
  const rows = await store.rows(
    `WITH refused AS (
      SELECT log_id, seq, error_class, error_code, error_message
      FROM ${storeTable('sync_log')}
      WHERE run_id = $1 AND outcome IN ('rejected', 'deferred')
    ),

    replaced AS (
      SELECT r.log_id
      FROM ${storeTable('sync_log')} AS later
      INNER JOIN refused AS r ON r.seq = later.seq AND r.log_id < later.log_id
      WHERE later.run_id = $1
    )

    SELECT error_code, error_class, COUNT(*) AS records, ARG_MIN(error_message, seq) AS example
    FROM refused
    WHERE log_id NOT IN (SELECT log_id FROM replaced)
    GROUP BY error_code, error_class
    ORDER BY records DESC, error_code, error_class`,
    [runId],
  );
  return rows.map((row) => ({
    code: String(row.error_code),
    class: String(row.error_class) as ErrorClass,
    rows: Number(row.records),
    example: String(row.example),
  }));
}
