/** Carries a plan out: sends what has no outcome yet, however often it was begun before. */
import { ProblemError } from '../../problem.js';
import type { RunRecord } from '../store/store.js';
import { CallBudget } from './budget.js';
import { carryOut } from './carry-out.js';
import { endRun, summarise } from './end-run.js';
import { Latencies } from './latency.js';
import type { ApplyPlan } from './request.js';
import { Stop, Stopped } from './stop.js';
import { interrupted } from './stop-reasons.js';
import { Tally } from './tally.js';

export const applyPlan: ApplyPlan = async (request) => {
  const { store, runId, clock, signal, settings } = request;
  const run = await store.run(runId);
  if (run === undefined) throw new ProblemError(noRun(runId));
  const stop = new Stop();
  const doing = {
    began: clock.now(),
    budget: new CallBudget(settings.isForced === true ? 1 : settings.budget),
    latencies: new Latencies(),
    tally: new Tally(),
  };
  if (isOver(run)) return summarise(request, doing, undefined);
  const interrupt = (): void => stop.ask(interrupted);
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    await carryOut(request, run, { ...doing, stop });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
  return endRun(request, doing, stop.reason);
};

function isOver({ status }: RunRecord): boolean {
  return status === 'done';
}

function noRun(runId: string) {
  return {
    code: 'sync/no-run',
    severity: 'error',
    what: `There is no plan "${runId}".`,
    todo: 'See `npx leadscore sync status` for those that there are, or make one with `npx leadscore sync plan`.',
  } as const;
}
