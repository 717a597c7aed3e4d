/** From a question to a CRM to a plan that stands in the store, with what it would do. */
import { ProblemError, type Problem } from '../../problem.js';
import { storeTable, type SyncStore } from '../store/store.js';
import { choiceProblems } from './choices.js';
import { ask, type Asked, type Question } from './ask.js';
import { settleStopped } from './give-up.js';
import { withLengths } from './lengths.js';
import { type PlanSummary, summarise, summaryJson } from './summary.js';
import { type Warehouse, writePlan } from './write-plan.js';

export interface PlanOrder extends Question {
  readonly warehouse: Warehouse;
  /** Nothing is asked of the CRM: neither its fields, nor its limits, nor what it holds. */
  readonly isOffline: boolean;
  readonly now: Date;
  /** Four digits of chance, so that two plans of one second have two names. */
  readonly chance: string;
  readonly signal: AbortSignal;
}

/** Days after which what was written is no longer kept. */
export const payloadDays = 30;

/** Takes the place of plans that nobody has carried out. Throws a ProblemError for every fault of the mapping, and where a run has not ended. */
export async function makePlan(store: SyncStore, order: PlanOrder): Promise<PlanSummary> {
  const { config, destination, now } = order;
  const [unfinished] = (await store.runs(1000)).filter(
    ({ status }) => status === 'running' || status === 'paused_quota',
  );
  if (unfinished !== undefined) throw new ProblemError(notEnded(unfinished.runId, unfinished.status));
  const asked: Asked = order.isOffline ? { described: new Map(), warnings: [] } : await ask(order);
  await settleStopped(store);
  await dropOldPayloads(store, now);
  const runId = `${config.id}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${order.chance}`;
  await writePlan(store, {
    config,
    mappings: withLengths(order.mappings, asked.described),
    warehouse: order.warehouse,
    runId,
    now,
  });
  const refused = await choiceProblems(store, runId, { described: asked.described, objects: config.objects });
  if (refused.length > 0) {
    await store.changeRun(runId, { status: 'failed', stopReason: 'values that a field of the CRM does not take' });
    throw new ProblemError(refused);
  }
  await supersede(store, config.id, runId);
  const summary = await summarise(store, runId, config, {
    destination,
    isAsked: !order.isOffline,
    signal: order.signal,
    warnings: asked.warnings,
    ...(asked.limits !== undefined && { limits: asked.limits }),
  });
  // Without the examples: what people's records hold is kept in the plan alone.
  await store.changeRun(runId, { planSummary: JSON.stringify(summaryJson({ ...summary, samples: [] })) });
  return summary;
}

/** Plans that were never begun hold values of people for nothing. */
async function supersede(store: SyncStore, syncId: string, runId: string): Promise<void> {
  await store.transaction(async (session) => {
    const waiting = `SELECT run_id FROM ${storeTable('sync_run')} WHERE sync_id = $1 AND run_id <> $2 AND status IN ('planned', 'failed') AND started_at IS NULL`;
    await session.run(`DELETE FROM ${storeTable('sync_plan')} WHERE run_id IN (${waiting})`, [syncId, runId]);
    await session.run(`DELETE FROM ${storeTable('sync_skipped')} WHERE run_id IN (${waiting})`, [syncId, runId]);
    await session.run(`DELETE FROM ${storeTable('sync_run')} WHERE run_id IN (${waiting})`, [syncId, runId]);
  });
}

/** What was written is kept for a month, so that a person can see it. */
async function dropOldPayloads(store: SyncStore, now: Date): Promise<void> {
  const before = new Date(now.getTime() - payloadDays * 86_400_000).toISOString();
  await store.transaction(async (session) => {
    await session.run(
      `UPDATE ${storeTable('sync_plan')} SET payload = NULL
      WHERE payload IS NOT NULL AND run_id IN (
        SELECT run_id FROM ${storeTable('sync_run')} WHERE finished_at < CAST($1 AS TIMESTAMP) AND status NOT IN ('running', 'paused_quota')
      )`,
      [before],
    );
  });
}

function notEnded(runId: string, status: string): Problem {
  return {
    code: 'sync/not-ended',
    severity: 'error',
    what: `The run ${runId} has not ended${status === 'paused_quota' ? ': it waits for more calls' : ''}.`,
    why: 'It goes on with its own plan; newer scores go into the plan after it.',
    todo: 'Run `npx leadscore sync apply`, which goes on with it.',
  };
}
