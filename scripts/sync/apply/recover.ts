/**
 * Batches that a process intended and of which it recorded no outcome, because it ended before: what they wrote is read back,
 * and only the rest is sent again.
 */
import type { OpenBatch } from '../store/store.js';
import { ended, firstAttempt } from './attempt.js';
import { pagesOf } from './batches.js';
import { type Sending, sendBatch } from './batch-sender.js';
import type { Route } from '../destination.js';
import type { ApplyStore } from './request.js';

/** `route`: by which rows go that are not in the CRM. Throws `Stopped`. */
export async function recoverBatch(
  store: ApplyStore,
  { batchId, object, seqLow, seqHigh, records }: OpenBatch,
  route: Route,
  sending: Sending,
): Promise<void> {
  const { runId, reader, recorder, tally } = sending;
  for await (const { rows } of pagesOf(store, runId, { after: seqLow - 1, upTo: seqHigh, object })) {
    const { written, open } = await reader.written(rows);
    tally.foundWritten += written.length;
    await recorder.record(written.map((row) => ended(batchId, firstAttempt(row), 'ok')));
    for (let from = 0; from < open.length; from += route.rowsPerCall)
      await sendBatch(
        { batchId, object, rows: open.slice(from, from + route.rowsPerCall), records, isWhole: false },
        route,
        true,
        sending,
      );
  }
}
