/** A run whose memory is in BigQuery: what may be written is known there before it is, and what came of it while it goes on. */
import { type Problem, ProblemError } from '../../problem.js';
import { KeepUp } from '../../sync/bigquery/keep-up.js';
import type { BigQueryMemory } from '../../sync/bigquery/memory.js';
import { type CommandContext, showProblems } from '../context.js';

export interface Remembered<Result> {
  readonly result: Result;
  /** False, with the problem shown, where BigQuery does not have all of it yet. */
  readonly isRemembered: boolean;
}

/** Milliseconds between two looks whether something is to be done. */
const looks = 5_000;

/** Does the work at once where there is no such memory. A lease that is lost ends the work as an interrupt does. */
export async function remember<Result>(
  context: CommandContext,
  memory: BigQueryMemory | undefined,
  runId: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Remembered<Result>> {
  if (memory === undefined) return { result: await work(context.signal), isRemembered: true };
  await memory.begin(runId);
  const lost = new AbortController();
  const keepUp = new KeepUp(
    { renew: () => memory.renew(), flush: () => memory.flush(runId) },
    context.clock().getTime(),
    isLost,
  );
  const timer = setInterval(() => {
    keepUp.tick(context.clock().getTime()).catch(() => lost.abort());
  }, looks);
  let result: Result;
  try {
    result = await work(AbortSignal.any([context.signal, lost.signal]));
  } finally {
    clearInterval(timer);
  }
  try {
    await memory.end(runId);
    return { result, isRemembered: true };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    showProblems({ ...context, json: false, format: 'text' }, [...error.problems, notThere(runId)]);
    return { result, isRemembered: false };
  }
}

function isLost(error: unknown): boolean {
  return error instanceof ProblemError && error.problems.some(({ code }) => code === 'sync/lease-lost');
}

function notThere(runId: string): Problem {
  return {
    code: 'sync/not-remembered',
    severity: 'error',
    what: `What came of ${runId} is in the sync's own file, and not all of it is in BigQuery.`,
    why: 'The next plan is made from what BigQuery knows.',
    todo: 'Run `npx leadscore sync publish` on this machine; every other sync command does it as well. If this disk is lost, its records are sent again.',
  };
}
