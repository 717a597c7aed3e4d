import type { Route } from '../destination.js';
import type { OpenBatch, RunRecord } from '../store/store.js';
import { mostTries } from './backoff.js';
import { batchesOf, pagesOf, seqsOf } from './batches.js';
import { type Sending, sendBatch } from './batch-sender.js';
import type { CallBudget } from './budget.js';
import { Calls } from './calls.js';
import { carryJob, type JobSending, noteStrayJobs } from './job.js';
import { jobRanges } from './job-rows.js';
import type { Latencies } from './latency.js';
import { Pace } from './pace.js';
import { Reader } from './reader.js';
import { Recorder } from './recorder.js';
import { recoverBatch } from './recover.js';
import type { ApplyRequest } from './request.js';
import { sideBySide } from './side-by-side.js';
import { Slots } from './slots.js';
import type { Stop } from './stop.js';
import type { Tally } from './tally.js';

export interface Doing {
  readonly budget: CallBudget;
  readonly latencies: Latencies;
  readonly tally: Tally;
  readonly stop: Stop;
}

/** Batches whose intent is written while the calls before them are under way. */
const aheadOfCalls = 2;

/** Sends every row of the plan that has no outcome. Ends early where the run stops; throws `Stopped`, or faults of our own. */
export async function carryOut(request: ApplyRequest, run: RunRecord, doing: Doing): Promise<void> {
  const { store, runId, destination, clock } = request;
  const { waiting } = await store.totals(runId);
  if (waiting === 0) return;
  await store.changeRun(runId, { status: 'running', startedAt: new Date(clock.now()).toISOString() });
  const first = destination.routeFor(waiting);
  const greeting = sendingBy(first, request, run, { ...doing, rows: waiting });
  await greeting.calls.insist(() => destination.greet(), 'stop', Math.min(first.countedCalls, 1));
  // What the CRM says of its limits may be a reason for another route.
  const route = destination.routeFor(waiting);
  const sending = sendingBy(route, request, run, { ...doing, rows: waiting });
  const jobs = jobSending(sending, request, run);
  await recover(route, request, sending, jobs);
  if (sending.stop.isAsked) return;
  if (route.isJob && jobs !== undefined) await sendJobs(route, request, jobs);
  else await sendBatches(route, request, sending);
}

function sendingBy(
  route: Route,
  request: ApplyRequest,
  run: RunRecord,
  { budget, latencies, tally, stop, rows }: Doing & { readonly rows: number },
): Sending {
  const { runId, destination, clock, random } = request;
  const calls = new Calls({
    destination,
    clock,
    random,
    stop,
    budget,
    pace: new Pace(clock, route.callsPerSecond, route.callsInFlight),
    // While a job's rows go out, records may have to be read.
    slots: new Slots(route.isJob ? 2 * route.callsInFlight : route.callsInFlight),
    latencies,
    tally,
    mostInVain: mostTries * (route.callsInFlight + 2),
  });
  const recorder = new Recorder(request, { tally, stop, rows, calls: () => budget.spent });
  const reader = new Reader(destination, calls, stop, run.mapping);
  return { runId, destination, calls, reader, recorder, tally, stop, clock, random };
}

function jobSending(sending: Sending, { store }: ApplyRequest, { mapping }: RunRecord): JobSending | undefined {
  const { jobs } = sending.destination;
  return jobs === undefined ? undefined : { ...sending, store, jobs, mapping };
}

async function sendBatches(route: Route, { store, runId }: ApplyRequest, sending: Sending): Promise<void> {
  const pages = pagesOf(store, runId, { after: 0, upTo: await store.lastSeq(runId) });
  const most = aheadOfCalls * route.callsInFlight;
  await sideBySide(batchesOf(pages, route.rowsPerCall), most, sending.stop, async (batch) => {
    const { batchId, object, rows, records } = batch;
    await store.intend(runId, [{ batchId, object, ...seqsOf(rows), records, route: route.name }]);
    await sendBatch(batch, route, false, sending);
  });
}

async function sendJobs(route: Route, { store, runId }: ApplyRequest, sending: JobSending): Promise<void> {
  const ranges = await jobRanges(store, runId, route.rowsPerCall);
  await sideBySide(each(ranges), route.callsInFlight, sending.stop, async (range) => {
    const batchId = `b${range.seqLow}`;
    await store.intend(runId, [{ batchId, ...range, route: route.name }]);
    await carryJob({ batchId, ...range }, sending);
  });
}

/** What processes that ended too early left behind, before anything new. */
async function recover(
  route: Route,
  { store, runId }: ApplyRequest,
  sending: Sending,
  jobs?: JobSending,
): Promise<void> {
  const open = await store.openBatches(runId);
  const ordinary = sending.destination.routeFor(1);
  const jobRoute = sending.destination.routeFor(Number.MAX_SAFE_INTEGER);
  const isOfJob = (batch: OpenBatch): boolean => jobRoute.isJob && batch.route === jobRoute.name;
  if (jobs !== undefined && open.some((batch) => isOfJob(batch) && batch.remoteJobId === undefined))
    await noteStrayJobs(jobs);
  await sideBySide(each(open), route.callsInFlight, sending.stop, async (batch) => {
    if (jobs !== undefined && isOfJob(batch)) await carryJob(batch, jobs);
    else await recoverBatch(store, batch, ordinary, sending);
  });
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
