/** A plan that is not carried on, because another takes its place: its rows get their last word, so that the next plan has them. */
import { ProblemError } from '../../problem.js';
import type { Refusal } from '../destination.js';
import { failed } from './attempt.js';
import { pagesOf } from './batches.js';
import type { Clock } from './clock.js';
import type { ApplyStore } from './request.js';

const superseded: Refusal = { code: 'SUPERSEDED', message: 'Another plan has taken the place of this one.' };

/**
 * Rows of batches that were about to be sent are deferred as ones that may be written, so that the next plan sends them
 * whatever they are to hold; the others are deferred as they are. Gives how many. Nothing is left to do for a run that is done.
 */
export async function giveUpRun(store: ApplyStore, runId: string, clock: Clock): Promise<number> {
  const run = await store.run(runId);
  if (run === undefined)
    throw new ProblemError({ code: 'sync/no-run', severity: 'error', what: `There is no plan "${runId}".` });
  if (run.status === 'done') return 0;
  let rows = 0;
  for (const { batchId, object, seqLow, seqHigh } of await store.openBatches(runId))
    rows += await defer(store, runId, { batchId, mayBeWritten: true }, { after: seqLow - 1, upTo: seqHigh, object });
  rows += await defer(
    store,
    runId,
    { batchId: 'given-up', mayBeWritten: false },
    { after: 0, upTo: await store.lastSeq(runId) },
  );
  await store.fold(runId);
  await store.totals(runId);
  await store.changeRun(runId, {
    status: 'aborted',
    finishedAt: new Date(clock.now()).toISOString(),
    stopReason: `superseded: ${superseded.message}`,
  });
  return rows;
}

async function defer(
  store: ApplyStore,
  runId: string,
  { batchId, mayBeWritten }: { readonly batchId: string; readonly mayBeWritten: boolean },
  range: Parameters<typeof pagesOf>[2],
): Promise<number> {
  let rows = 0;
  for await (const page of pagesOf(store, runId, range)) {
    rows += page.length;
    await store.log(
      runId,
      page.map((row) =>
        failed(batchId, { row, tries: 0, mayBeWritten }, 'deferred', { refusal: superseded, as: 'transient' }),
      ),
    );
  }
  return rows;
}
