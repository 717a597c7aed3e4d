/** What follows from each kind of refusal of a call, with every message whole. */
import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../../scripts/sync/destination.js';
import { ok, OwnEngine, refusal } from './own-engine.js';
import { leads, outcomes, plan } from './planned.js';

const at = new OwnEngine();

describe('calls', () => {
  test.for([
    ['timeout', true],
    ['reset', true],
    ['unreadable', true],
    ['refused', false],
  ] as const)('no answer (%s): made again, and deferred after six tries', async ([because, mayBe]) => {
    await plan(at.store, 'run1', leads(2));
    at.crm.meets = () => ({ answer: { came: 'nothing', because, message: 'Nothing came.' } });
    expect(await at.apply()).toMatchObject({ deferred: 2, status: 'done', exitCode: 2, retries: 5 });
    const end = ['try 6', ...(mayBe ? ['may be written'] : [])].join(' | ');
    expect(await outcomes(at.store, 'run1')).toEqual(
      ['L1', 'L2'].map(
        (id) => `lead/${id} | deferred | transient NO_ANSWER_${because.toUpperCase()}: Nothing came. | ${end}`,
      ),
    );
    expect(at.crm.calls.map(({ batchId }) => batchId)).toEqual(['b1', 'b1', 'b1', 'b1', 'b1', 'b1']);
  });

  test('a wait that the CRM asks for is kept, by all calls', async () => {
    await plan(at.store, 'run1', leads(1));
    at.crm.meets = (_, number) =>
      number === 1
        ? { answer: { came: 'refusal', refusal: refusal('RATE', 'slow down', { httpStatus: 429, retryAfter: 9_000 }) } }
        : undefined;
    expect(await at.apply()).toMatchObject({ ok: 1, retries: 1 });
    expect(at.clock.slept[0]).toBe(9_000);
  });

  test('a wait that is too long pauses the run', async () => {
    await plan(at.store, 'run1', leads(1));
    at.crm.meets = () => ({
      answer: { came: 'refusal', refusal: refusal('RATE', 'later', { httpStatus: 429, retryAfter: 7_200_000 }) },
    });
    expect(await at.apply()).toMatchObject({
      status: 'paused_quota',
      waiting: 1,
      exitCode: 4,
      stop: {
        code: 'retry-after',
        why: 'The CRM asks to wait 120 minutes (RATE: later). Run `npx leadscore sync apply` again after that; it goes on from here.',
      },
    });
  });

  test('permanent: halved until the row is found', async () => {
    await plan(at.store, 'run1', leads(10));
    at.crm.meets = ({ ids }) =>
      ids.includes('L7')
        ? { answer: { came: 'refusal', refusal: refusal('BAD_BATCH', 'one of them', { httpStatus: 400 }) } }
        : undefined;
    expect(await at.apply()).toMatchObject({ ok: 9, rejected: 1, bisects: 4, exitCode: 2 });
    expect(await outcomes(at.store, 'run1')).toEqual([
      ...ok(6),
      'lead/L7 | rejected | permanent BAD_BATCH: one of them | try 1',
      ...ok(3, 8),
    ]);
    // The greeting, the batch, and at most two calls for each halving.
    expect(at.crm.calls.length).toBeLessThanOrEqual(1 + 2 * 4);
    expect(new Set(at.crm.calls.map(({ batchId }) => batchId)).size).toBe(at.crm.calls.length);
  });

  test('unknown: once more, then halved, then rejected', async () => {
    await plan(at.store, 'run1', leads(4));
    at.crm.meets = ({ ids }) =>
      ids.includes('L3')
        ? { answer: { came: 'refusal', refusal: refusal('ODD', 'no idea', { httpStatus: 418 }) } }
        : undefined;
    expect(await at.apply()).toMatchObject({ ok: 3, rejected: 1, unknown: 1 });
    expect(at.crm.calls.map(({ ids }) => ids.length)).toEqual([4, 4, 2, 2, 1, 1]);
    expect((await outcomes(at.store, 'run1'))[2]).toBe('lead/L3 | rejected | unknown ODD: no idea | try 2');
  });

  test('config: the run ends at once, and no row is marked', async () => {
    await plan(at.store, 'run1', leads(25));
    at.crm.route = { ...at.crm.route, callsInFlight: 1 };
    at.crm.meets = () => ({ answer: { came: 'refusal', refusal: refusal('NO_SUCH_FIELD', 'No such column Score.') } });
    expect(await at.apply()).toMatchObject({
      status: 'aborted',
      waiting: 25,
      exitCode: 3,
      stop: {
        code: 'config',
        why: "The CRM would refuse every row (NO_SUCH_FIELD: No such column Score). Mend the mapping, or what the sync's user may do, then plan again.",
      },
    });
    expect(at.crm.calls).toHaveLength(1);
    expect(await at.store.run('run1')).toMatchObject({
      status: 'aborted',
      stopReason:
        "config: The CRM would refuse every row (NO_SUCH_FIELD: No such column Score). Mend the mapping, or what the sync's user may do, then plan again.",
    });
  });

  test('auth: one renewal for all calls that met the same session', async () => {
    await plan(at.store, 'run1', leads(40));
    at.crm.route = { ...at.crm.route, callsInFlight: 4 };
    at.crm.meets = (_, number) =>
      number <= 4
        ? { answer: { came: 'refusal', refusal: refusal('EXPIRED', 'expired', { httpStatus: 401 }) } }
        : undefined;
    expect(await at.apply()).toMatchObject({ ok: 40, retries: 4, status: 'done' });
    expect(at.crm.renewals).toBe(1);
  });

  test('auth: a second 401 ends the run, and no row is marked', async () => {
    await plan(at.store, 'run1', leads(2));
    at.crm.meets = () => ({ answer: { came: 'refusal', refusal: refusal('EXPIRED', 'expired', { httpStatus: 401 }) } });
    expect(await at.apply()).toMatchObject({
      status: 'aborted',
      waiting: 2,
      exitCode: 3,
      stop: {
        code: 'auth',
        why: 'The CRM does not let us in, signed in anew as well (EXPIRED: expired). No row was marked. Check the secrets of the sync, then run `npx leadscore sync apply` again.',
      },
    });
    expect(at.crm.renewals).toBe(1);
    expect(at.crm.calls).toHaveLength(2);
  });

  test('auth: what refuses the renewal ends the run, or is waited for', async () => {
    await plan(at.store, 'run1', leads(1));
    const expired = {
      answer: { came: 'refusal', refusal: refusal('EXPIRED', 'expired', { httpStatus: 401 }) },
    } as const;
    at.crm.meets = (_, number) => (number === 1 ? expired : undefined);
    let renewals = 0;
    at.crm.meetsRenewal = () => {
      renewals += 1;
      return renewals === 1 ? new CallFailed({ came: 'nothing', because: 'refused', message: 'No way.' }) : undefined;
    };
    expect(await at.apply()).toMatchObject({ status: 'done', ok: 1 });
    await plan(at.store, 'run2', leads(1));
    at.crm.meets = () => expired;
    at.crm.meetsRenewal = () => new CallFailed({ came: 'refusal', refusal: refusal('invalid_grant', 'gone') });
    expect(await at.apply({ runId: 'run2' })).toMatchObject({ status: 'aborted', stop: { code: 'auth' }, waiting: 1 });
  });

  test('a CRM that is down ends the run before every row is deferred', async () => {
    await plan(at.store, 'run1', leads(400));
    at.crm.route = { ...at.crm.route, callsInFlight: 1 };
    at.crm.meets = () => ({ answer: { came: 'refusal', refusal: refusal('DOWN', 'down', { httpStatus: 503 }) } });
    const summary = await at.apply();
    expect(summary).toMatchObject({
      status: 'aborted',
      exitCode: 3,
      stop: {
        code: 'unreachable',
        why: '18 calls in a row brought nothing (DOWN: down). Run `npx leadscore sync apply` again once the CRM answers; it goes on from here.',
      },
    });
    expect(summary.waiting).toBeGreaterThan(350);
    at.crm.meets = () => undefined;
    expect(await at.apply()).toMatchObject({ status: 'done', waiting: 0 });
  });

  test('a greeting that is refused', async () => {
    await plan(at.store, 'run1', leads(1));
    at.crm.meetsGreeting = () => ({
      came: 'refusal',
      refusal: refusal('NO_SCOPE', 'scope is missing', { httpStatus: 403 }),
    });
    expect(await at.apply()).toMatchObject({
      status: 'aborted',
      stop: { code: 'config' },
      waiting: 1,
    });
    expect(at.crm.calls).toHaveLength(0);
  });
});
