/** Rows that go as a job, which goes on without us: its id is stored before any data is sent, so that a later process finds it. */
import type { JobRoute, JobState, Refusal, Route } from '../destination.js';
import type { FieldMapping, ObjectName, PlannedRow } from '../rows.js';
import { storeTable } from '../store/store.js';
import { ended, failed, firstAttempt } from './attempt.js';
import { backoff, mostTries } from './backoff.js';
import { batchesOf, pagesOf } from './batches.js';
import { type Sending, sendBatch } from './batch-sender.js';
import { classify, classifyCall, refusalOf } from './classify.js';
import { recordAnswers } from './job-answers.js';
import { type JobRange, waitingIn } from './job-rows.js';
import type { ApplyStore } from './request.js';
import { Stopped } from './stop.js';
import { misconfigured, outOfQuota, signedOut } from './stop-reasons.js';

export interface JobBatch extends JobRange {
  readonly batchId: string;
  readonly remoteJobId?: string;
}

export interface JobSending extends Sending {
  readonly store: ApplyStore;
  readonly jobs: JobRoute;
  readonly mapping: readonly FieldMapping[];
}

/** Milliseconds between two looks at a job. */
const firstLook = 5_000;
const longestLook = 30_000;

const unprocessed: Refusal = { code: 'UNPROCESSED', message: 'The job ended without this record.' };

/**
 * Carries a batch out as one job after another, and what is left in the end as calls, until every row has an outcome or the run
 * stops. Its intent must be durable. Throws `Stopped`.
 */
export async function carryJob(batch: JobBatch, sending: JobSending): Promise<void> {
  const { store, runId, destination, clock, random, stop } = sending;
  let { remoteJobId: jobId } = batch;
  let mayBeWritten = jobId !== undefined;
  let last = unprocessed;
  for (let round = 1; ; round += 1) {
    const waiting = await waitingIn(store, runId, batch);
    if (waiting === 0) return;
    if (round > mostTries) return deferRest(batch, last, sending);
    if (jobId === undefined) {
      const route = destination.routeFor(waiting);
      if (!route.isJob) return sendRest(batch, route, mayBeWritten, sending);
      if (round > 1) await clock.sleep(backoff(round - 1, firstLook, random), stop.signal);
      const uploaded = await upload(batch, sending);
      if ('halve' in uploaded) return carryHalves(batch, sending);
      if ('refusal' in uploaded) {
        last = uploaded.refusal;
        continue;
      }
      ({ jobId } = uploaded);
    }
    mayBeWritten = true;
    const state = await ending(jobId, sending);
    if (state?.is === 'open') await sending.calls.fetch(() => sending.jobs.abandon(jobId ?? ''), 'go on');
    else if (state !== undefined) {
      const refusal = await recordAnswers(batch, jobId, round, sending);
      last = state.is === 'failed' ? state.refusal : (refusal ?? last);
      if (state.is === 'failed') stopFor(state.refusal, sending);
    }
    jobId = undefined;
  }
}

/**
 * A job may have been made whose id nobody stored: it has no data, since that goes up afterwards, and only takes up room. It looks
 * like a job of any other program of the same user, so it is left alone and noted for a person. Throws `Stopped`.
 */
export async function noteStrayJobs({ store, runId, calls, jobs, tally }: JobSending): Promise<void> {
  const since = await intendedSince(store, runId);
  const open = (await calls.fetch(() => jobs.openJobs(since), 'go on')) ?? [];
  const stored = await store.rows(
    `SELECT DISTINCT remote_job_id FROM ${storeTable('sync_batch')} WHERE remote_job_id IS NOT NULL`,
  );
  for (const row of stored) tally.ownJobs.add(String(row.remote_job_id));
  for (const jobId of open) tally.openJobs.add(jobId);
}

/** Creates a job, stores its id, sends the rows. `refusal`: there is no job. `halve`: too much for one. */
async function upload(
  batch: JobBatch,
  sending: JobSending,
): Promise<{ readonly jobId: string } | { readonly refusal: Refusal } | { readonly halve: true }> {
  const { store, runId, jobs, calls, mapping, destination, tally } = sending;
  const fields = [...new Set(mapping.filter(({ object }) => object === batch.object).map(({ field }) => field))];
  const created: { jobId?: string } = {};
  const answer = await calls.one(
    1,
    async () => {
      const made = await jobs.create(batch.object, fields);
      if (!('jobId' in made)) return { came: 'refusal', refusal: made };
      created.jobId = made.jobId;
      tally.ownJobs.add(made.jobId);
      return { came: 'rows', rows: [] };
    },
    (each) => Promise.resolve(each),
  );
  const { jobId } = created;
  if (answer.came !== 'rows' || jobId === undefined) {
    const refusal = answer.came === 'rows' ? unprocessed : refusalOf(answer);
    stopFor(refusal, sending);
    // It may have been made all the same.
    await noteStrayJobs(sending);
    return { refusal };
  }
  await store.setRemoteJob(runId, batch.batchId, jobId);
  const sent = await calls.one(
    1,
    (signal) => jobs.upload(jobId, rowsOf(batch, sending), signal),
    (each) => Promise.resolve(each),
  );
  if (sent.came === 'rows') return { jobId };
  stopFor(refusalOf(sent), sending);
  const isTooMuch = classifyCall(sent, destination.errorClasses).halve && batch.seqHigh > batch.seqLow;
  const state = await calls.fetch(() => jobs.state(jobId), 'go on');
  if (state?.is === 'running' || state?.is === 'done') return { jobId };
  if (state?.is === 'open') await calls.fetch(() => jobs.abandon(jobId), 'go on');
  return isTooMuch ? { halve: true } : { refusal: refusalOf(sent) };
}

async function* rowsOf(batch: JobBatch, { store, runId, reader, recorder }: JobSending): AsyncGenerator<PlannedRow> {
  const { object, seqLow, seqHigh, batchId } = batch;
  for await (const page of pagesOf(store, runId, { after: seqLow - 1, upTo: seqHigh, object })) {
    const { rows, kept } = await reader.toWrite(page.rows);
    await recorder.record(kept.map((row) => ended(batchId, firstAttempt(row), 'skipped')));
    yield* rows;
  }
}

/** How a job ended, looking now and then; `open` where its data never came. Undefined where the CRM knows of none such. */
async function ending(jobId: string, { jobs, calls, clock, stop }: JobSending): Promise<JobState | undefined> {
  for (let wait = firstLook; ; wait = Math.min(wait * 1.5, longestLook)) {
    const state = await calls.fetch(() => jobs.state(jobId), 'go on');
    if (state?.is !== 'running') return state;
    await clock.sleep(wait, stop.signal);
    if (stop.isAsked) throw new Stopped();
  }
}

async function carryHalves(batch: JobBatch, sending: JobSending): Promise<void> {
  const middle = Math.floor((batch.seqLow + batch.seqHigh) / 2);
  const { remoteJobId: _, ...half } = batch;
  sending.tally.bisects += 1;
  await carryJob({ ...half, seqHigh: middle }, sending);
  await carryJob({ ...half, seqLow: middle + 1 }, sending);
}

async function sendRest(batch: JobBatch, route: Route, mayBeWritten: boolean, sending: JobSending): Promise<void> {
  const { store, runId } = sending;
  const { object, seqLow, seqHigh, batchId } = batch;
  const pages = pagesOf(store, runId, { after: seqLow - 1, upTo: seqHigh, object });
  // Whatever their own ids are, they belong to the batch whose intent is durable.
  for await (const { rows } of batchesOf(pages, route.rowsPerCall))
    await sendBatch({ batchId, object, rows, records: batch.records, isWhole: false }, route, mayBeWritten, sending);
}

async function deferRest(batch: JobBatch, refusal: Refusal, { store, runId, recorder }: JobSending): Promise<void> {
  const { object, seqLow, seqHigh, batchId } = batch;
  for await (const { rows } of pagesOf(store, runId, { after: seqLow - 1, upTo: seqHigh, object }))
    await recorder.record(
      rows.map((row) =>
        failed(batchId, { row, tries: mostTries, mayBeWritten: true }, 'deferred', {
          refusal,
          as: 'transient',
        }),
      ),
    );
}

/** Throws `Stopped` where no job would be taken. */
function stopFor(refusal: Refusal, { destination, stop }: JobSending): void {
  const { class: is } = classify(refusal, destination.errorClasses);
  if (is === 'quota') stop.ask(outOfQuota(refusal));
  else if (is === 'config') stop.ask(misconfigured(refusal));
  else if (is === 'auth') stop.ask(signedOut(refusal));
  else return;
  throw new Stopped();
}

/** By object, when the run first intended to send a batch of it. */
async function intendedSince(store: ApplyStore, runId: string): Promise<ReadonlyMap<ObjectName, number>> {
  const rows = await store.rows(
    `SELECT object, epoch_ms(MIN(intended_at)) AS since FROM ${storeTable('sync_batch')} WHERE run_id = $1 GROUP BY object`,
    [runId],
  );
  return new Map(rows.map(({ object, since }) => [String(object) as ObjectName, Number(since)]));
}
