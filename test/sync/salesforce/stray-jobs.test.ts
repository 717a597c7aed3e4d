/** A job of the Bulk API whose id was never recorded, and one of another program of the same user: nothing tells them apart. */
import { afterEach, expect, test } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import type { FieldMapping } from '../../../scripts/sync/rows.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from '../apply/fake-clock.js';
import { plan } from '../apply/planned.js';
import { opened, type Opened } from './opened.js';

let at: Opened;
let store: SyncStore;
afterEach(async () => {
  await store.close();
  await at.close();
});

const mapping: readonly FieldMapping[] = [
  {
    rubric: 'r',
    object: 'lead',
    field: 'Lead_Score__c',
    from: 'total_score',
    type: 'number',
    write: 'always',
    whenNull: 'skip',
  },
];

test.each([
  ['the answer to its creation is lost', false],
  ['the process ends before it has recorded its id', true],
])('a job is made, and %s: all is written, once; open jobs are named and left as they are', async (_when, isDead) => {
  at = await opened({ connection: { route: 'bulk2' } });
  const { server, destination, leads } = at;
  // The clock of the fake stands still; jobs are as old as the server says.
  const clock = new FakeClock();
  store = await SyncStore.open(':memory:', { owner: 'test', now: () => Date.now() });
  const ids = leads(...Array.from({ length: 20 }, (_, index) => `Lead ${index}`));
  await plan(
    store,
    'run1',
    ids.map((id, n) => ({ id, fields: { Lead_Score__c: String(n + 1) } })),
    mapping,
  );
  const { jobs } = destination;
  if (jobs === undefined) throw new Error('there is no job route');
  // Another program of the same user, which has not sent its data yet.
  const foreign = await jobs.create('lead', ['Lead_Score__c']);
  if (isDead) {
    await store.changeRun('run1', { status: 'running' });
    await store.intend('run1', [
      { batchId: 'b1', object: 'lead', seqLow: 1, seqHigh: 20, records: 20, route: 'bulk2' },
    ]);
    await jobs.create('lead', ['Lead_Score__c']);
  } else server.faults.order({ answers: 'reset', carriedOut: true, on: 'POST /services/data/v62.0/jobs/ingest' });
  const summary = await applyPlan({
    store,
    destination,
    runId: 'run1',
    settings: { budget: 1, breakers: usualBreakers },
    clock,
    random: () => 0,
    signal: new AbortController().signal,
  });
  expect(summary).toMatchObject({ status: 'done', ok: 20 });
  expect(summary.strayJobs).toContain('jobId' in foreign ? foreign.jobId : '');
  const states = [...server.org.jobs].map(([id, { state }]) => [summary.strayJobs.includes(id), state]);
  expect(states).toEqual([
    [true, 'Open'],
    [true, 'Open'],
    [false, 'JobComplete'],
  ]);
  expect(server.history.writes).toHaveLength(20);
});
