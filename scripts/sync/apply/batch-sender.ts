import { createHash } from 'node:crypto';
import type { Destination, Route } from '../destination.js';
import { type Attempt, ended, firstAttempt } from './attempt.js';
import { type Batch, seqsOf } from './batches.js';
import type { Calls } from './calls.js';
import type { Clock } from './clock.js';
import { type Group, judge, type Judged } from './judge.js';
import type { Reader } from './reader.js';
import type { Recorder } from './recorder.js';
import type { Stop } from './stop.js';
import type { Tally } from './tally.js';
import type { LogEntry, WrittenBatch } from '../store/store.js';

export interface Sending {
  readonly runId: string;
  readonly destination: Destination;
  readonly calls: Calls;
  readonly reader: Reader;
  readonly recorder: Recorder;
  readonly tally: Tally;
  readonly stop: Stop;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Sends a batch, and again what is worth it, until every row has an outcome or the run stops. Its intent must be durable.
 * Throws `Stopped`.
 */
export async function sendBatch(batch: Batch, route: Route, mayBeWritten: boolean, sending: Sending): Promise<void> {
  const { reader, recorder, stop, clock, tally } = sending;
  const { rows, kept } = await reader.toWrite(batch.rows);
  await recorder.record(kept.map((row) => ended(batch.batchId, firstAttempt(row, mayBeWritten), 'skipped')));
  const groups: Group[] = [{ attempts: rows.map((row) => firstAttempt(row, mayBeWritten)), wait: 0 }];
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    if (group.attempts.length === 0) continue;
    if (group.wait > 0) await clock.sleep(group.wait, stop.signal);
    if (stop.isAsked) return;
    if (group.attempts.some(({ tries }) => tries > 0) || group.wasSignedOut) tally.retries += 1;
    const judged = await sendGroup(batch, group, route, sending);
    if (judged.isBisected) tally.bisects += 1;
    // Depth first: few rows of a batch are on their way when the next one is looked at.
    groups.unshift(...judged.next);
  }
}

async function sendGroup(batch: Batch, group: Group, route: Route, sending: Sending): Promise<Judged> {
  const { batchId, records } = batch;
  const { runId, destination, calls, recorder, stop, random } = sending;
  const rows = group.attempts.map(({ row }) => row);
  const call = { runId, batchId: rows.length === records ? batchId : partId(batchId, group.attempts) };
  const { judged, session } = await calls.one(
    route.countedCalls,
    (signal) => destination.send(rows, call, signal),
    async (answer, of) => {
      const outcome = judge(group, answer, { batchId, rules: destination.errorClasses, random });
      const written = writtenAsWhole(batch, outcome.entries);
      if (written === undefined) await recorder.record(outcome.entries);
      else await recorder.recordWritten(written);
      if (outcome.stop !== undefined) stop.ask(outcome.stop);
      return { judged: outcome, session: of };
    },
  );
  if (judged.next.some(({ wasSignedOut }) => wasSignedOut)) await calls.signInAgain(session);
  return judged;
}

/** Undefined where the entries say more than that every row of the batch was written. */
function writtenAsWhole(
  { batchId, object, rows, records, isWhole }: Batch,
  entries: readonly LogEntry[],
): WrittenBatch | undefined {
  const attempt = entries[0]?.attempt;
  if (!isWhole || entries.length !== records || attempt === undefined) return undefined;
  const isPlain = entries.every((entry) => entry.outcome === 'ok' && entry.attempt === attempt);
  return isPlain ? { batchId, object, ...seqsOf(rows), records, attempt } : undefined;
}

/** Other rows are another call: whoever knows a call by its id must not take the one for the other. */
function partId(batchId: string, attempts: readonly Attempt[]): string {
  const seqs = attempts.map(({ row }) => row.seq).join(',');
  return `${batchId}-${createHash('sha256').update(seqs).digest('hex').slice(0, 12)}`;
}
