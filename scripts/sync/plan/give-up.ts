/** Ends runs that have not ended, where nobody wants to go on with them. */
import { giveUpRun } from '../apply/give-up.js';
import type { SyncStore } from '../store/store.js';

/** Puts the rows off that have no outcome, of every run that could be gone on with. Gives the ids of those runs. */
export async function giveUp(store: SyncStore): Promise<readonly string[]> {
  const open = (await store.runs(1000)).filter(({ status }) => status === 'running' || status === 'paused_quota');
  for (const { runId } of open) {
    await giveUpRun(store, runId);
    await store.changeRun(runId, {
      status: 'aborted',
      finishedAt: new Date().toISOString(),
      stopReason: 'given up by hand',
    });
  }
  return open.map(({ runId }) => runId);
}

/**
 * The same for runs that were stopped for good, before another plan is made: a call of theirs may have written what no answer
 * told of, and a record whose values went back since would be passed over.
 */
export async function settleStopped(store: SyncStore): Promise<void> {
  const stopped = (await store.runs(1000)).filter(
    ({ status, startedAt }) => (status === 'aborted' || status === 'failed') && startedAt !== undefined,
  );
  for (const { runId } of stopped) await giveUpRun(store, runId);
}
