/** A plan that is not carried on: its rows get their last word, so that the next plan has them. */
import type { Refusal } from '../destination.js';
import type { SyncStore } from '../store/store.js';
import { failed } from './attempt.js';
import { pagesOf, type SeqRange } from './batches.js';

const givenUp: Refusal = { code: 'GIVEN_UP', message: 'the run was given up before it was sent' };

/**
 * Rows without an outcome are put off until the next plan; one of a batch that was about to be sent may stand in the CRM
 * already, and is written again whatever its values. Gives how many. The run's own status stays as it is.
 */
export async function giveUpRun(store: SyncStore, runId: string): Promise<number> {
  const { waiting } = await store.totals(runId);
  // A process may have ended between the last outcome and the fold.
  if (waiting > 0) await deferAll(store, runId);
  await store.fold(runId);
  await store.totals(runId);
  return waiting;
}

async function deferAll(store: SyncStore, runId: string): Promise<void> {
  for (const { batchId, object, seqLow, seqHigh } of await store.openBatches(runId))
    await defer(store, runId, { batchId, mayBeWritten: true }, { after: seqLow - 1, upTo: seqHigh, object });
  const all = { after: 0, upTo: await store.lastSeq(runId) };
  await defer(store, runId, { batchId: 'given-up', mayBeWritten: false }, all);
}

async function defer(
  store: SyncStore,
  runId: string,
  { batchId, mayBeWritten }: { readonly batchId: string; readonly mayBeWritten: boolean },
  range: SeqRange,
): Promise<void> {
  for await (const { rows } of pagesOf(store, runId, range))
    await store.log(
      runId,
      rows.map((row) =>
        failed(batchId, { row, tries: 0, mayBeWritten }, 'deferred', { refusal: givenUp, as: 'transient' }),
      ),
    );
}
