/** What follows from each kind of refusal, with every message whole. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import type { ApplyRequest } from '../../../scripts/sync/apply/request.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import { CallFailed, type Refusal } from '../../../scripts/sync/destination.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from './fake-clock.js';
import { FakeCrm } from './fake-crm.js';
import { emptied, leads, mapping, outcomes, plan, type Wanted } from './planned.js';

let store: SyncStore;
let clock = new FakeClock();
let crm = new FakeCrm();
beforeAll(async () => {
  store = await SyncStore.open(':memory:', { owner: 'test', now: () => clock.now() });
});
afterAll(async () => store.close());
beforeEach(async () => {
  clock = new FakeClock();
  crm = new FakeCrm();
  await emptied(store);
});

async function apply(more: Partial<ApplyRequest> = {}): Promise<RunSummary> {
  return applyPlan({
    store,
    destination: crm,
    runId: 'run1',
    settings: { budget: 0.2, breakers: usualBreakers },
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    ...more,
  });
}

const refusal = (code: string, message = `${code} it says`, more: Partial<Refusal> = {}): Refusal => ({
  code,
  message,
  ...more,
});
const ok = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `lead/L${index + from} | ok | try 1`);
const counts = ({ planned, ok: written, rejected, deferred, skipped, waiting }: RunSummary) => ({
  planned,
  ok: written,
  rejected,
  deferred,
  skipped,
  waiting,
});

test('all goes well: each row once, and nothing when it is asked again', async () => {
  await plan(store, 'run1', leads(25));
  const progress: number[] = [];
  const summary = await apply({ onProgress: ({ ok: written }) => progress.push(written) });
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
    unknown: 0,
    errors: [],
    latency: { p50: 0, p95: 0 },
    actTimes: {},
    quota: {},
    seconds: 0,
    exitCode: 0,
  });
  expect(crm.calls.map(({ batchId, ids }) => [batchId, ids.length])).toEqual([
    ['b1', 10],
    ['b11', 10],
    ['b21', 5],
  ]);
  expect(progress.at(-1)).toBe(25);
  expect(await apply()).toMatchObject({ status: 'done', ok: 25, calls: 0, exitCode: 0 });
  expect(crm.writes).toHaveLength(25);
});

test('rows of two objects go in calls of their own', async () => {
  const wanted: Wanted[] = leads(12).flatMap((lead, index) => [
    lead,
    { object: 'contact', id: `C${index}`, fields: { Score: '1' } },
  ]);
  await plan(store, 'run1', wanted);
  await apply();
  const kinds = crm.calls.map(({ ids }) => [...new Set(ids.map((id) => id[0]))].join());
  expect(kinds.toSorted()).toEqual(['C', 'C', 'L', 'L']);
  expect(crm.writes).toHaveLength(24);
});

describe('rows', () => {
  test('permanent and gone: rejected at once, with the message masked', async () => {
    await plan(store, 'run1', leads(3));
    crm.meets = () => ({
      rows: ({ crmId }) =>
        crmId === 'L1'
          ? refusal('TOO_LONG', 'Tier: hot is too long for jane@example.com')
          : crmId === 'L2'
            ? refusal('DELETED', 'entity is deleted', { httpStatus: 404 })
            : 'ok',
    });
    expect(await apply()).toMatchObject({
      status: 'done',
      exitCode: 2,
      errors: [
        { code: 'DELETED', class: 'gone', rows: 1, example: 'entity is deleted' },
        { code: 'TOO_LONG', class: 'permanent', rows: 1, example: 'Tier: [value] is too long for [address]' },
      ],
    });
    expect(await outcomes(store, 'run1')).toEqual([
      'lead/L1 | rejected | permanent TOO_LONG: Tier: [value] is too long for [address] | try 1',
      'lead/L2 | rejected | gone DELETED: entity is deleted | try 1',
      'lead/L3 | ok | try 1',
    ]);
  });

  test('transient: sent again after a wait, alone, and deferred after six tries', async () => {
    await plan(store, 'run1', leads(3));
    crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L2' ? refusal('BUSY') : 'ok') });
    expect(counts(await apply())).toEqual({ planned: 3, ok: 2, rejected: 0, deferred: 1, skipped: 0, waiting: 0 });
    expect(await outcomes(store, 'run1')).toEqual([
      'lead/L1 | ok | try 1',
      'lead/L2 | deferred | transient BUSY: BUSY it says | try 6',
      'lead/L3 | ok | try 1',
    ]);
    expect(crm.calls.map(({ ids }) => ids.length)).toEqual([3, 1, 1, 1, 1, 1]);
    // Half of 0.5 s * 2^n, as the random number has it.
    expect(clock.slept).toEqual([250, 500, 1000, 2000, 4000]);
  });

  test('transient with a shortest wait of its own', async () => {
    await plan(store, 'run1', leads(1));
    crm.meets = (_, number) => (number === 1 ? { rows: () => refusal('LOCKED') } : undefined);
    await apply();
    expect(await outcomes(store, 'run1')).toEqual(['lead/L1 | ok | try 2']);
    expect(clock.slept).toEqual([2000]);
  });

  test('too much at once: halved until it passes, which is no try', async () => {
    await plan(store, 'run1', leads(8));
    crm.meets = ({ ids }) => (ids.length > 2 ? { rows: () => refusal('TOO_MUCH') } : undefined);
    expect(await apply()).toMatchObject({ ok: 8, bisects: 3, exitCode: 0 });
    expect(crm.calls.map(({ ids }) => ids.length)).toEqual([8, 4, 2, 2, 4, 2, 2]);
    expect(await outcomes(store, 'run1')).toEqual(ok(8));
  });

  test('unknown: once more, then rejected', async () => {
    await plan(store, 'run1', leads(2));
    crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L1' ? refusal('NEVER_SEEN') : 'ok') });
    expect(await apply()).toMatchObject({ unknown: 1, exitCode: 2 });
    expect(await outcomes(store, 'run1')).toEqual([
      'lead/L1 | rejected | unknown NEVER_SEEN: NEVER_SEEN it says | try 2',
      'lead/L2 | ok | try 1',
    ]);
  });

  test('missing in the answer: once more, then rejected; never taken for written', async () => {
    await plan(store, 'run1', leads(3));
    crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L2' ? 'missing' : 'ok') });
    expect(await apply()).toMatchObject({ ok: 2, rejected: 1, unknown: 1 });
    expect(await outcomes(store, 'run1')).toEqual([
      'lead/L1 | ok | try 1',
      "lead/L2 | rejected | unknown NO_RESULT: The CRM's answer has no result for this record. | try 2 | may be written",
      'lead/L3 | ok | try 1',
    ]);
  });

  test('answers for other rows than were sent tell nothing of these', async () => {
    await plan(store, 'run1', leads(2));
    crm.meets = (_, number) => (number === 1 ? { wrongSeq: true } : undefined);
    await apply();
    expect(await outcomes(store, 'run1')).toEqual(['lead/L1 | ok | try 2', 'lead/L2 | ok | try 2']);
    crm.meets = () => ({ wrongSeq: true });
    await plan(store, 'run2', leads(1));
    await apply({ runId: 'run2' });
    expect(await outcomes(store, 'run2')).toEqual([
      "lead/L1 | rejected | unknown WRONG_RESULTS: The CRM's answer has results for records that were not sent, or two for one. | try 2 | may be written",
    ]);
  });

  test('quota: the rows that were answered are recorded, the run pauses, and goes on with the rest', async () => {
    await plan(store, 'run1', leads(3));
    crm.meets = () => ({ rows: ({ crmId }) => (crmId === 'L2' ? refusal('DAILY', 'daily limit') : 'ok') });
    const summary = await apply();
    expect(counts(summary)).toEqual({ planned: 3, ok: 2, rejected: 0, deferred: 0, skipped: 0, waiting: 1 });
    expect(summary).toMatchObject({
      status: 'paused_quota',
      exitCode: 4,
      stop: {
        status: 'paused_quota',
        code: 'quota',
        why: 'The CRM takes no more calls for now (DAILY: daily limit). Run `sync apply` again once it does; it goes on from here.',
      },
    });
    crm.meets = () => undefined;
    expect(await apply()).toMatchObject({ status: 'done', ok: 3, exitCode: 0 });
    expect(crm.writes.map(({ id }) => id)).toEqual(['L1', 'L3', 'L2']);
  });

  test('a session that ends within an answer is renewed once', async () => {
    await plan(store, 'run1', leads(2));
    crm.meets = (_, number) =>
      number === 1 ? { rows: ({ crmId }) => (crmId === 'L2' ? refusal('SESSION') : 'ok') } : undefined;
    expect(await apply()).toMatchObject({ ok: 2, status: 'done' });
    expect(crm.renewals).toBe(1);
    crm.meets = () => ({ rows: () => refusal('SESSION') });
    await plan(store, 'run2', leads(2));
    expect(await apply({ runId: 'run2' })).toMatchObject({ status: 'aborted', waiting: 2, stop: { code: 'auth' } });
  });
});

describe('calls', () => {
  test.for([
    ['timeout', true],
    ['reset', true],
    ['unreadable', true],
    ['refused', false],
  ] as const)('no answer (%s): made again, and deferred after six tries', async ([because, mayBe]) => {
    await plan(store, 'run1', leads(2));
    crm.meets = () => ({ answer: { came: 'nothing', because, message: 'Nothing came.' } });
    expect(await apply()).toMatchObject({ deferred: 2, status: 'done', exitCode: 2, retries: 5 });
    const end = ['try 6', ...(mayBe ? ['may be written'] : [])].join(' | ');
    expect(await outcomes(store, 'run1')).toEqual(
      ['L1', 'L2'].map(
        (id) => `lead/${id} | deferred | transient NO_ANSWER_${because.toUpperCase()}: Nothing came. | ${end}`,
      ),
    );
    expect(crm.calls.map(({ batchId }) => batchId)).toEqual(['b1', 'b1', 'b1', 'b1', 'b1', 'b1']);
  });

  test('a wait that the CRM asks for is kept, by all calls', async () => {
    await plan(store, 'run1', leads(1));
    crm.meets = (_, number) =>
      number === 1
        ? { answer: { came: 'refusal', refusal: refusal('RATE', 'slow down', { httpStatus: 429, retryAfter: 9_000 }) } }
        : undefined;
    expect(await apply()).toMatchObject({ ok: 1, retries: 1 });
    expect(clock.slept[0]).toBe(9_000);
  });

  test('a wait that is too long pauses the run', async () => {
    await plan(store, 'run1', leads(1));
    crm.meets = () => ({
      answer: { came: 'refusal', refusal: refusal('RATE', 'later', { httpStatus: 429, retryAfter: 7_200_000 }) },
    });
    expect(await apply()).toMatchObject({
      status: 'paused_quota',
      waiting: 1,
      exitCode: 4,
      stop: {
        code: 'retry-after',
        why: 'The CRM asks to wait 120 minutes (RATE: later). Run `sync apply` again after that; it goes on from here.',
      },
    });
  });

  test('permanent: halved until the row is found', async () => {
    await plan(store, 'run1', leads(10));
    crm.meets = ({ ids }) =>
      ids.includes('L7')
        ? { answer: { came: 'refusal', refusal: refusal('BAD_BATCH', 'one of them', { httpStatus: 400 }) } }
        : undefined;
    expect(await apply()).toMatchObject({ ok: 9, rejected: 1, bisects: 4, exitCode: 2 });
    expect(await outcomes(store, 'run1')).toEqual([
      ...ok(6),
      'lead/L7 | rejected | permanent BAD_BATCH: one of them | try 1',
      ...ok(3, 8),
    ]);
    // The greeting, the batch, and at most two calls for each halving.
    expect(crm.calls.length).toBeLessThanOrEqual(1 + 2 * 4);
    expect(new Set(crm.calls.map(({ batchId }) => batchId)).size).toBe(crm.calls.length);
  });

  test('unknown: once more, then halved, then rejected', async () => {
    await plan(store, 'run1', leads(4));
    crm.meets = ({ ids }) =>
      ids.includes('L3')
        ? { answer: { came: 'refusal', refusal: refusal('ODD', 'no idea', { httpStatus: 418 }) } }
        : undefined;
    expect(await apply()).toMatchObject({ ok: 3, rejected: 1, unknown: 1 });
    expect(crm.calls.map(({ ids }) => ids.length)).toEqual([4, 4, 2, 2, 1, 1]);
    expect((await outcomes(store, 'run1'))[2]).toBe('lead/L3 | rejected | unknown ODD: no idea | try 2');
  });

  test('config: the run ends at once, and no row is marked', async () => {
    await plan(store, 'run1', leads(25));
    crm.route = { ...crm.route, callsInFlight: 1 };
    crm.meets = () => ({ answer: { came: 'refusal', refusal: refusal('NO_SUCH_FIELD', 'No such column Score.') } });
    expect(await apply()).toMatchObject({
      status: 'aborted',
      waiting: 25,
      exitCode: 3,
      stop: {
        code: 'config',
        why: "The CRM would refuse every row (NO_SUCH_FIELD: No such column Score). Mend the mapping, or what the sync's user may do, then plan again.",
      },
    });
    expect(crm.calls).toHaveLength(1);
    expect(await store.run('run1')).toMatchObject({
      status: 'aborted',
      stopReason:
        "config: The CRM would refuse every row (NO_SUCH_FIELD: No such column Score). Mend the mapping, or what the sync's user may do, then plan again.",
    });
  });

  test('auth: one renewal for all calls that met the same session', async () => {
    await plan(store, 'run1', leads(40));
    crm.route = { ...crm.route, callsInFlight: 4 };
    crm.meets = (_, number) =>
      number <= 4
        ? { answer: { came: 'refusal', refusal: refusal('EXPIRED', 'expired', { httpStatus: 401 }) } }
        : undefined;
    expect(await apply()).toMatchObject({ ok: 40, retries: 4, status: 'done' });
    expect(crm.renewals).toBe(1);
  });

  test('auth: a second 401 ends the run, and no row is marked', async () => {
    await plan(store, 'run1', leads(2));
    crm.meets = () => ({ answer: { came: 'refusal', refusal: refusal('EXPIRED', 'expired', { httpStatus: 401 }) } });
    expect(await apply()).toMatchObject({
      status: 'aborted',
      waiting: 2,
      exitCode: 3,
      stop: {
        code: 'auth',
        why: 'The CRM does not let us in, signed in anew as well (EXPIRED: expired). No row was marked. Check the secrets of the sync, then run `sync apply` again.',
      },
    });
    expect(crm.renewals).toBe(1);
    expect(crm.calls).toHaveLength(2);
  });

  test('auth: what refuses the renewal ends the run, or is waited for', async () => {
    await plan(store, 'run1', leads(1));
    const expired = {
      answer: { came: 'refusal', refusal: refusal('EXPIRED', 'expired', { httpStatus: 401 }) },
    } as const;
    crm.meets = (_, number) => (number === 1 ? expired : undefined);
    let renewals = 0;
    crm.meetsRenewal = () => {
      renewals += 1;
      return renewals === 1 ? new CallFailed({ came: 'nothing', because: 'refused', message: 'No way.' }) : undefined;
    };
    expect(await apply()).toMatchObject({ status: 'done', ok: 1 });
    await plan(store, 'run2', leads(1));
    crm.meets = () => expired;
    crm.meetsRenewal = () => new CallFailed({ came: 'refusal', refusal: refusal('invalid_grant', 'gone') });
    expect(await apply({ runId: 'run2' })).toMatchObject({ status: 'aborted', stop: { code: 'auth' }, waiting: 1 });
  });

  test('a CRM that is down ends the run before every row is deferred', async () => {
    await plan(store, 'run1', leads(400));
    crm.route = { ...crm.route, callsInFlight: 1 };
    crm.meets = () => ({ answer: { came: 'refusal', refusal: refusal('DOWN', 'down', { httpStatus: 503 }) } });
    const summary = await apply();
    expect(summary).toMatchObject({
      status: 'aborted',
      exitCode: 3,
      stop: {
        code: 'unreachable',
        why: '18 calls in a row brought nothing (DOWN: down). Run `sync apply` again once the CRM answers; it goes on from here.',
      },
    });
    expect(summary.waiting).toBeGreaterThan(350);
    crm.meets = () => undefined;
    expect(await apply()).toMatchObject({ status: 'done', waiting: 0 });
  });

  test('a greeting that is refused', async () => {
    await plan(store, 'run1', leads(1));
    crm.meetsGreeting = () => ({
      came: 'refusal',
      refusal: refusal('NO_SCOPE', 'scope is missing', { httpStatus: 403 }),
    });
    expect(await apply()).toMatchObject({
      status: 'aborted',
      stop: { code: 'config' },
      waiting: 1,
    });
    expect(crm.calls).toHaveLength(0);
  });
});

describe('limits of our own', () => {
  test('the budget: a share of what is left, then a pause', async () => {
    await plan(store, 'run1', leads(100));
    crm.limits = { usedToday: 960, allowedToday: 1000 };
    const summary = await apply();
    expect(summary).toMatchObject({
      status: 'paused_quota',
      exitCode: 4,
      calls: 8,
      ok: 70,
      waiting: 30,
      quota: { before: { used: 960, allowed: 1000 } },
      stop: {
        code: 'budget',
        why: `Our share of the CRM's calls for today is used up: 8 calls, 20 % of what was left. Run \`sync apply\` again tomorrow, or raise "budget".`,
      },
    });
    expect(await apply({ settings: { budget: 0.2, breakers: usualBreakers, isForced: true } })).toMatchObject({
      status: 'done',
      ok: 100,
    });
    expect(crm.writes).toHaveLength(100);
  });

  test('the breaker on rejects, and past it by force', async () => {
    await plan(store, 'run1', leads(60));
    crm.route = { ...crm.route, callsInFlight: 1 };
    const settings = { budget: 0.2, breakers: { ...usualBreakers, fewestRows: 20 } };
    crm.meets = () => ({ rows: ({ seq }) => (seq % 2 === 0 ? refusal('TOO_LONG') : 'ok') });
    expect(await apply({ settings })).toMatchObject({
      status: 'aborted',
      exitCode: 3,
      ok: 10,
      rejected: 10,
      waiting: 40,
      stop: {
        code: 'rejects',
        why: 'The CRM rejected 10 of the first 20 rows; "max_reject_share" is 50 %. See `sync status` for the reasons. After mending them plan again, or go on with `sync apply --force`.',
      },
    });
    expect(await apply({ settings: { ...settings, isForced: true } })).toMatchObject({
      status: 'done',
      ok: 30,
      rejected: 30,
    });
  });

  test('an interruption: what is under way ends and is recorded', async () => {
    await plan(store, 'run1', leads(50));
    const interruption = new AbortController();
    crm.meets = (_, number) => {
      if (number === 2) interruption.abort();
      return undefined;
    };
    const summary = await apply({ signal: interruption.signal });
    expect(summary).toMatchObject({
      status: 'running',
      exitCode: 3,
      ok: 20,
      waiting: 30,
      stop: {
        code: 'interrupted',
        why: 'Interrupted. What was under way has ended and is recorded; `sync apply` goes on from here.',
      },
    });
    expect(await apply()).toMatchObject({ status: 'done', ok: 50 });
    expect(crm.writes).toHaveLength(50);
  });

  test('calls are spread evenly where the CRM has a rate', async () => {
    await plan(store, 'run1', leads(100));
    crm.route = { ...crm.route, callsPerSecond: 10 };
    const began = clock.now();
    await apply();
    // Ten calls, of which the first three may go at once.
    expect(clock.now() - began).toBeGreaterThanOrEqual(700);
    expect(clock.now() - began).toBeLessThanOrEqual(1000);
  });

  test('a plan that is not there', async () => {
    await expect(apply({ runId: 'none' })).rejects.toThrow('There is no plan "none".');
  });
});

describe('fields that the record may keep', () => {
  const careful = mapping.map((each) => (each.field === 'Tier' ? { ...each, write: 'if_empty' as const } : each));

  test('only what is empty is written, and a row of which nothing is left is skipped', async () => {
    await plan(
      store,
      'run1',
      [
        { id: 'L1', fields: { Score: '1', Tier: 'hot' } },
        { id: 'L2', fields: { Score: '2', Tier: 'hot' } },
        { id: 'L3', fields: { Tier: 'hot' } },
      ],
      careful,
    );
    crm.records.set('L1', new Map([['Tier', 'mine']]));
    crm.records.set('L3', new Map([['Tier', 'mine']]));
    expect(await apply()).toMatchObject({ ok: 2, skipped: 1, status: 'done' });
    expect(Object.fromEntries([...crm.records].map(([id, record]) => [id, Object.fromEntries(record)]))).toEqual({
      L1: { Score: '1', Tier: 'mine' },
      L2: { Score: '2', Tier: 'hot' },
      L3: { Tier: 'mine' },
    });
  });

  test('only what is later is written', async () => {
    const later = mapping.map((each) =>
      each.field === 'Tier' ? { ...each, type: 'date' as const, write: 'if_newer' as const } : each,
    );
    const wanted = ['L1', 'L2', 'L3'].map((id) => ({ id, fields: { Tier: '2026-06-15' } }));
    await plan(store, 'run1', wanted, later);
    crm.records.set('L1', new Map([['Tier', '2026-06-20']]));
    crm.records.set('L2', new Map([['Tier', '2026-06-10']]));
    expect(await apply()).toMatchObject({ ok: 2, skipped: 1 });
    expect([...crm.records].map(([id, record]) => [id, record.get('Tier')])).toEqual([
      ['L1', '2026-06-20'],
      ['L2', '2026-06-15'],
      ['L3', '2026-06-15'],
    ]);
  });

  test('a record that cannot be read is not written', async () => {
    await plan(store, 'run1', leads(1), careful);
    crm.canRead = false;
    expect(await apply()).toMatchObject({ status: 'aborted', stop: { code: 'config' }, waiting: 1 });
    expect(crm.writes).toHaveLength(0);
  });
});
