/** What follows from each kind of answer to a row, with every message whole. */
import { describe, expect, test } from 'vitest';
import { counts, ok, OwnEngine, refusal } from './own-engine.js';
import { leads, outcomes, plan, type Wanted } from './planned.js';

const at = new OwnEngine();

test('all goes well: each row once, and nothing when it is asked again', async () => {
  await plan(at.store, 'run1', leads(25));
  const progress: number[] = [];
  const summary = await at.apply({ onProgress: ({ ok: written }) => progress.push(written) });
  expect(summary).toEqual({
    runId: 'run1',
    status: 'done',
    planned: 25,
    ok: 25,
    rejected: 0,
    deferred: 0,
    skipped: 0,
    waiting: 0,
    calls: 4,
    retries: 0,
    bisects: 0,
    foundWritten: 0,
    strayJobs: [],
    unknown: 0,
    errors: [],
    latency: { p50: 0, p95: 0 },
    actTimes: {},
    quota: {},
    seconds: 0,
    exitCode: 0,
  });
  expect(at.crm.calls.map(({ batchId, ids }) => [batchId, ids.length])).toEqual([
    ['b1', 10],
    ['b11', 10],
    ['b21', 5],
  ]);
  expect(progress.at(-1)).toBe(25);
  expect(await at.apply()).toMatchObject({ status: 'done', ok: 25, calls: 0, exitCode: 0 });
  expect(at.crm.writes).toHaveLength(25);
});

test('rows of two objects go in calls of their own', async () => {
  const wanted: Wanted[] = leads(12).flatMap((lead, index) => [
    lead,
    { object: 'contact', id: `C${index}`, fields: { Score: '1' } },
  ]);
  await plan(at.store, 'run1', wanted);
  await at.apply();
  const kinds = at.crm.calls.map(({ ids }) => [...new Set(ids.map((id) => id[0]))].join());
  expect(kinds.toSorted()).toEqual(['C', 'C', 'L', 'L']);
  expect(at.crm.writes).toHaveLength(24);
});

describe('rows', () => {
  test('permanent and gone: rejected at once, with the message masked', async () => {
    await plan(at.store, 'run1', leads(3));
    at.crm.meets = () => ({
      rows: ({ crmId }) =>
        crmId === 'L1'
          ? refusal('TOO_LONG', 'Tier: hot is too long for jane@example.com')
          : crmId === 'L2'
            ? refusal('DELETED', 'entity is deleted', { httpStatus: 404 })
            : 'ok',
    });
    expect(await at.apply()).toMatchObject({
      status: 'done',
      exitCode: 2,
      errors: [
        { code: 'DELETED', class: 'gone', rows: 1, example: 'entity is deleted' },
        { code: 'TOO_LONG', class: 'permanent', rows: 1, example: 'Tier: [value] is too long for [address]' },
      ],
    });
    expect(await outcomes(at.store, 'run1')).toEqual([
      'lead/L1 | rejected | permanent TOO_LONG: Tier: [value] is too long for [address] | try 1',
      'lead/L2 | rejected | gone DELETED: entity is deleted | try 1',
      'lead/L3 | ok | try 1',
    ]);
  });

  test('transient: sent again after a wait, alone, and deferred after six tries', async () => {
    await plan(at.store, 'run1', leads(3));
    at.crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L2' ? refusal('BUSY') : 'ok') });
    expect(counts(await at.apply())).toEqual({ planned: 3, ok: 2, rejected: 0, deferred: 1, skipped: 0, waiting: 0 });
    expect(await outcomes(at.store, 'run1')).toEqual([
      'lead/L1 | ok | try 1',
      'lead/L2 | deferred | transient BUSY: BUSY it says | try 6',
      'lead/L3 | ok | try 1',
    ]);
    expect(at.crm.calls.map(({ ids }) => ids.length)).toEqual([3, 1, 1, 1, 1, 1]);
    // Half of 0.5 s * 2^n, as the random number has it.
    expect(at.clock.slept).toEqual([250, 500, 1000, 2000, 4000]);
  });

  test('transient with a shortest wait of its own', async () => {
    await plan(at.store, 'run1', leads(1));
    at.crm.meets = (_, number) => (number === 1 ? { rows: () => refusal('LOCKED') } : undefined);
    await at.apply();
    expect(await outcomes(at.store, 'run1')).toEqual(['lead/L1 | ok | try 2']);
    expect(at.clock.slept).toEqual([2000]);
  });

  test('too much at once: halved until it passes, which is no try', async () => {
    await plan(at.store, 'run1', leads(8));
    at.crm.meets = ({ ids }) => (ids.length > 2 ? { rows: () => refusal('TOO_MUCH') } : undefined);
    expect(await at.apply()).toMatchObject({ ok: 8, bisects: 3, exitCode: 0 });
    expect(at.crm.calls.map(({ ids }) => ids.length)).toEqual([8, 4, 2, 2, 4, 2, 2]);
    expect(await outcomes(at.store, 'run1')).toEqual(ok(8));
  });

  test('unknown: once more, then rejected', async () => {
    await plan(at.store, 'run1', leads(2));
    at.crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L1' ? refusal('NEVER_SEEN') : 'ok') });
    expect(await at.apply()).toMatchObject({ unknown: 1, exitCode: 2 });
    expect(await outcomes(at.store, 'run1')).toEqual([
      'lead/L1 | rejected | unknown NEVER_SEEN: NEVER_SEEN it says | try 2',
      'lead/L2 | ok | try 1',
    ]);
  });

  test('missing in the answer: once more, then rejected; never taken for written', async () => {
    await plan(at.store, 'run1', leads(3));
    at.crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L2' ? 'missing' : 'ok') });
    expect(await at.apply()).toMatchObject({ ok: 2, rejected: 1, unknown: 1 });
    expect(await outcomes(at.store, 'run1')).toEqual([
      'lead/L1 | ok | try 1',
      "lead/L2 | rejected | unknown NO_RESULT: The CRM's answer has no result for this record. | try 2 | may be written",
      'lead/L3 | ok | try 1',
    ]);
  });

  test('answers for other rows than were sent tell nothing of these', async () => {
    await plan(at.store, 'run1', leads(2));
    at.crm.meets = (_, number) => (number === 1 ? { wrongSeq: true } : undefined);
    await at.apply();
    expect(await outcomes(at.store, 'run1')).toEqual(['lead/L1 | ok | try 2', 'lead/L2 | ok | try 2']);
    at.crm.meets = () => ({ wrongSeq: true });
    await plan(at.store, 'run2', leads(1));
    await at.apply({ runId: 'run2' });
    expect(await outcomes(at.store, 'run2')).toEqual([
      "lead/L1 | rejected | unknown WRONG_RESULTS: The CRM's answer has results for records that were not sent, or two for one. | try 2 | may be written",
    ]);
  });

  test('quota: the rows that were answered are recorded, the run pauses, and goes on with the rest', async () => {
    await plan(at.store, 'run1', leads(3));
    at.crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L2' ? refusal('DAILY', 'daily limit') : 'ok') });
    const summary = await at.apply();
    expect(counts(summary)).toEqual({ planned: 3, ok: 2, rejected: 0, deferred: 0, skipped: 0, waiting: 1 });
    expect(summary).toMatchObject({
      status: 'paused_quota',
      exitCode: 4,
      stop: {
        status: 'paused_quota',
        code: 'quota',
        why: 'The CRM takes no more calls for now (DAILY: daily limit). Run `npx leadscore sync apply` again once it does; it goes on from here.',
      },
    });
    at.crm.meets = () => undefined;
    expect(await at.apply()).toMatchObject({ status: 'done', ok: 3, exitCode: 0 });
    expect(at.crm.writes.map(({ id }) => id)).toEqual(['L1', 'L3', 'L2']);
  });

  test('a session that ends within an answer is renewed once', async () => {
    await plan(at.store, 'run1', leads(2));
    at.crm.meets = (_, number) =>
      number === 1 ? { rows: ({ crmId }) => (crmId === 'L2' ? refusal('SESSION') : 'ok') } : undefined;
    expect(await at.apply()).toMatchObject({ ok: 2, status: 'done' });
    expect(at.crm.renewals).toBe(1);
    at.crm.meets = () => ({ rows: () => refusal('SESSION') });
    await plan(at.store, 'run2', leads(2));
    expect(await at.apply({ runId: 'run2' })).toMatchObject({ status: 'aborted', waiting: 2, stop: { code: 'auth' } });
  });
});
