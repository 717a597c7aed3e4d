/** Rows that go as jobs: their answers, what is left of them, and jobs that an earlier process left behind. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from './fake-clock.js';
import { FakeJobs, unprocessed } from './fake-jobs.js';
import { emptied, leads, outcomes, plan } from './planned.js';

let store: SyncStore;
let clock = new FakeClock();
let crm = new FakeJobs();
beforeAll(async () => {
  store = await SyncStore.open(':memory:', { owner: 'test', now: () => clock.now() });
});
afterAll(async () => store.close());
beforeEach(async () => {
  clock = new FakeClock();
  crm = new FakeJobs();
  await emptied(store);
});

async function apply(runId = 'run1'): Promise<RunSummary> {
  return applyPlan({
    store,
    destination: crm,
    runId,
    settings: { budget: 0.2, breakers: usualBreakers },
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
  });
}

const states = () => [...crm.allJobs.values()].map(({ state, rows }) => `${state} ${rows.length}`);

test('each object in jobs of its own, none larger than one may be; looked at less and less often', async () => {
  await plan(store, 'run1', [...leads(60), { object: 'contact', id: 'C1', fields: { Score: '1' } }]);
  crm.looks = 4;
  expect(await apply()).toMatchObject({ status: 'done', ok: 61, exitCode: 0 });
  expect(states()).toEqual(['done 50', 'done 10']);
  // The contact alone is fewer than a job is worth.
  expect(crm.calls.map(({ ids }) => ids)).toEqual([['C1']]);
  expect(clock.slept).toEqual([5_000, 7_500, 11_250]);
  expect(crm.writes).toHaveLength(61);
});

test('rejected rows are recorded, unprocessed ones go again, and few of them as calls', async () => {
  await plan(store, 'run1', leads(20));
  crm.says = ({ seq }, job) => {
    if (seq === 3) return { code: 'TOO_LONG', message: 'too long' };
    if (seq === 4) return { code: 'NEVER_SEEN', message: 'odd' };
    if (seq === 5) return 'silent';
    return job === 1 && seq > 10 ? unprocessed : 'ok';
  };
  crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L5' ? 'missing' : 'ok') });
  expect(await apply()).toMatchObject({ status: 'done', ok: 17, rejected: 3, exitCode: 2 });
  expect(states()).toEqual(['done 20', 'done 12']);
  const said = await outcomes(store, 'run1');
  expect(said.filter((line) => !line.includes('| ok |'))).toEqual([
    'lead/L3 | rejected | permanent TOO_LONG: too long | try 1',
    'lead/L4 | rejected | unknown NEVER_SEEN: odd | try 1 | may be written',
    "lead/L5 | rejected | unknown NO_RESULT: The CRM's answer has no result for this record. | try 2 | may be written",
  ]);
});

test('jobs that never take a row: deferred after six', async () => {
  await plan(store, 'run1', leads(10));
  crm.says = () => unprocessed;
  expect(await apply()).toMatchObject({ status: 'done', deferred: 10, exitCode: 2 });
  expect(states()).toEqual(Array.from({ length: 6 }, () => 'done 10'));
  expect((await outcomes(store, 'run1'))[0]).toBe(
    'lead/L1 | deferred | transient BUSY: not processed | try 6 | may be written',
  );
});

test('too much for one job: two halves', async () => {
  await plan(store, 'run1', leads(20));
  crm.meetsUpload = (_, rows) => (rows > 10 ? { code: 'TOO_MUCH', message: 'too large' } : undefined);
  expect(await apply()).toMatchObject({ status: 'done', ok: 20 });
  expect(states()).toEqual(['aborted 20', 'done 10', 'done 10']);
  expect(crm.writes).toHaveLength(20);
});

test('a job that may have been made without telling us is left alone and named, as is one of somebody else; another is made', async () => {
  await plan(store, 'run1', leads(10));
  await crm.jobs.create('lead', []);
  crm.meetsCreate = (number) => (number === 2 ? { code: 'BUSY', message: 'no answer' } : undefined);
  expect(await apply()).toMatchObject({ status: 'done', ok: 10, strayJobs: ['J1', 'J2'] });
  expect(states()).toEqual(['open 0', 'open 0', 'done 10']);
});

test('a refusal of every job ends the run', async () => {
  await plan(store, 'run1', leads(10));
  crm.meetsCreate = () => ({ code: 'NO_SUCH_FIELD', message: 'no such column' });
  expect(await apply()).toMatchObject({ status: 'aborted', waiting: 10, stop: { code: 'config' } });
});

test.for(['running', 'done', 'open', 'unknown', 'not stored'] as const)(
  'a job that an earlier process left: %s',
  async (left) => {
    await plan(store, 'run1', leads(10));
    await store.intend('run1', [
      { batchId: 'b1', object: 'lead', seqLow: 1, seqHigh: 10, records: 10, route: 'bulk2' },
    ]);
    const rows = await store.planPage('run1', { after: 0, upTo: 10 });
    if (left !== 'unknown') {
      await crm.jobs.create('lead', []);
      if (left === 'running' || left === 'done') await crm.jobs.upload('J1', given(rows), new AbortController().signal);
      if (left === 'done') for (let look = 0; look < 2; look += 1) await crm.jobs.state('J1');
    }
    if (left !== 'not stored') await store.setRemoteJob('run1', 'b1', left === 'unknown' ? 'J9' : 'J1');
    // One that looks like ours, of another program of the same user: it is no business of ours, whatever we left.
    const foreign = `J${crm.allJobs.size + 1}`;
    await crm.jobs.create('lead', []);
    const strayJobs = left === 'not stored' ? ['J1', foreign] : [];
    expect(await apply()).toMatchObject({ status: 'done', ok: 10, strayJobs });
    expect(crm.writes).toHaveLength(10);
    expect(crm.allJobs.get(foreign)?.state).toBe('open');
    const own = { running: 'done 10', done: 'done 10', open: 'aborted 0', 'not stored': 'open 0' };
    expect(states()).toEqual(
      left === 'running' || left === 'done'
        ? [own[left], 'open 0']
        : left === 'unknown'
          ? ['open 0', 'done 10']
          : [own[left], 'open 0', 'done 10'],
    );
  },
);

async function* given<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
