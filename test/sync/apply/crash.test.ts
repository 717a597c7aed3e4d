/** A run that a process left behind is gone on with: what was written is found, and only the rest is sent. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from './fake-clock.js';
import { FakeCrm } from './fake-crm.js';
import { emptied, leads, outcomes, plan } from './planned.js';

let store: SyncStore;
const clock = new FakeClock();
let crm = new FakeCrm();
beforeAll(async () => {
  store = await SyncStore.open(':memory:', { owner: 'test', now: () => clock.now() });
});
afterAll(async () => store.close());
beforeEach(async () => {
  crm = new FakeCrm();
  await emptied(store);
  await plan(store, 'run1', leads(20));
  await store.intend('run1', [
    { batchId: 'b1', object: 'lead', seqLow: 1, seqHigh: 10, records: 10, route: 'webhook' },
  ]);
});

async function apply(): Promise<RunSummary> {
  return applyPlan({
    store,
    destination: crm,
    runId: 'run1',
    settings: { budget: 0.2, breakers: usualBreakers },
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
  });
}

function written(count: number, tier = 'hot'): void {
  for (const { id, fields } of leads(count)) crm.records.set(id, new Map(Object.entries({ ...fields, Tier: tier })));
}

test('the whole batch had been written: none of it is sent', async () => {
  written(10);
  expect(await apply()).toMatchObject({ status: 'done', ok: 20, foundWritten: 10 });
  expect(crm.calls.map(({ batchId }) => batchId)).toEqual(['b11']);
});

test('a part of it had: the rest goes as another call', async () => {
  written(4);
  expect(await apply()).toMatchObject({ status: 'done', ok: 20, foundWritten: 4 });
  expect(crm.calls.map(({ ids }) => ids.length)).toEqual([6, 10]);
  expect(crm.calls[0]?.batchId).toMatch(/^b1-[0-9a-f]{12}$/);
});

test('what differs in nothing but case is not written yet', async () => {
  written(10, 'Hot');
  expect(await apply()).toMatchObject({ foundWritten: 0, ok: 20 });
  expect(crm.records.get('L1')?.get('Tier')).toBe('hot');
});

test('where nothing can be read, all of it is sent again under the same id', async () => {
  written(10);
  crm.canRead = false;
  expect(await apply()).toMatchObject({ status: 'done', ok: 20, foundWritten: 0 });
  expect(crm.calls.map(({ batchId, ids }) => [batchId, ids.length])).toEqual([
    ['b1', 10],
    ['b11', 10],
  ]);
});

test('a row that is rejected now may have been written then', async () => {
  crm.meets = () => ({
    rows: ({ crmId }) => (crmId === 'L1' || crmId === 'L11' ? { code: 'TOO_LONG', message: 'too long' } : 'ok'),
  });
  await apply();
  const said = await outcomes(store, 'run1');
  expect([said[0], said[10]]).toEqual([
    'lead/L1 | rejected | permanent TOO_LONG: too long | try 1 | may be written',
    'lead/L11 | rejected | permanent TOO_LONG: too long | try 1',
  ]);
});
