/** Ends runs that have not ended, where nobody wants to go on with them. */
import type { OpenBatch, SyncStore } from '../store/store.js';

/** How many rows of a plan are put off at a time. */
const page = 5000;

/**
 * Every row without an outcome is put off until the next plan; one of a batch that was about to be sent may stand in the CRM
 * already, and is written again whatever its values. Gives the ids of the runs that were ended.
 */
export async function giveUp(store: SyncStore): Promise<readonly string[]> {
  const open = (await store.runs(1000)).filter(({ status }) => status === 'running' || status === 'paused_quota');
  for (const { runId } of open) {
    const batches = await store.openBatches(runId);
    const last = await store.lastSeq(runId);
    for (let after = 0; after < last; after += page) {
      const rows = await store.planPage(runId, { after, upTo: Math.min(last, after + page) });
      await store.log(
        runId,
        rows.map((row) => {
          const batch = batches.find((each) => isIn(each, row));
          return {
            batchId: batch?.batchId ?? 'given-up',
            seq: row.seq,
            rowKey: row.rowKey,
            fingerprint: row.fingerprint,
            outcome: 'deferred' as const,
            mayBeWritten: batch !== undefined,
            error: {
              class: 'transient' as const,
              code: 'GIVEN_UP',
              message: 'the run was given up before it was sent',
            },
            attempt: 0,
          };
        }),
      );
    }
    await store.fold(runId);
    await store.totals(runId);
    await store.changeRun(runId, {
      status: 'aborted',
      finishedAt: new Date().toISOString(),
      stopReason: 'given up by hand',
    });
  }
  return open.map(({ runId }) => runId);
}

function isIn({ object, seqLow, seqHigh }: OpenBatch, row: { readonly object: string; readonly seq: number }): boolean {
  return object === row.object && row.seq >= seqLow && row.seq <= seqHigh;
}
