/** Limits of our own: the budget, the breaker, an interruption, the pace. */
import { describe, expect, test } from 'vitest';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import { OwnEngine, refusal } from './own-engine.js';
import { leads, plan } from './planned.js';

const at = new OwnEngine();

describe('limits of our own', () => {
  test('the budget: a share of what is left, then a pause', async () => {
    await plan(at.store, 'run1', leads(100));
    at.crm.limits = { usedToday: 960, allowedToday: 1000 };
    const summary = await at.apply();
    expect(summary).toMatchObject({
      status: 'paused_quota',
      exitCode: 4,
      calls: 8,
      ok: 70,
      waiting: 30,
      quota: { before: { used: 960, allowed: 1000 } },
      stop: {
        code: 'budget',
        why: `Our share of the CRM's calls for today is used up: 8 calls, 20 % of what was left. Run \`npx leadscore sync apply\` again tomorrow, or raise "budget".`,
      },
    });
    expect(await at.apply({ settings: { budget: 0.2, breakers: usualBreakers, isForced: true } })).toMatchObject({
      status: 'done',
      ok: 100,
    });
    expect(at.crm.writes).toHaveLength(100);
  });

  test('the breaker on rejects, and past it by force', async () => {
    await plan(at.store, 'run1', leads(60));
    at.crm.route = { ...at.crm.route, callsInFlight: 1 };
    const settings = { budget: 0.2, breakers: { ...usualBreakers, fewestRows: 20 } };
    at.crm.meets = () => ({ rows: ({ seq }) => (seq % 2 === 0 ? refusal('TOO_LONG') : 'ok') });
    expect(await at.apply({ settings })).toMatchObject({
      status: 'aborted',
      exitCode: 3,
      ok: 10,
      rejected: 10,
      waiting: 40,
      stop: {
        code: 'rejects',
        why: 'The CRM rejected 10 of the first 20 rows; "max_reject_share" is 50 %. See `npx leadscore sync status` for the reasons. After mending them plan again, or go on with `npx leadscore sync apply --force`.',
      },
    });
    expect(await at.apply({ settings: { ...settings, isForced: true } })).toMatchObject({
      status: 'done',
      ok: 30,
      rejected: 30,
    });
  });

  test('an interruption: what is under way ends and is recorded', async () => {
    await plan(at.store, 'run1', leads(50));
    const interruption = new AbortController();
    at.crm.meets = (_, number) => {
      if (number === 2) interruption.abort();
      return undefined;
    };
    const summary = await at.apply({ signal: interruption.signal });
    expect(summary).toMatchObject({
      status: 'running',
      exitCode: 3,
      ok: 20,
      waiting: 30,
      stop: {
        code: 'interrupted',
        why: 'Interrupted. What was under way has ended and is recorded; `npx leadscore sync apply` goes on from here.',
      },
    });
    expect(await at.apply()).toMatchObject({ status: 'done', ok: 50 });
    expect(at.crm.writes).toHaveLength(50);
  });

  test('calls are spread evenly where the CRM has a rate', async () => {
    await plan(at.store, 'run1', leads(100));
    at.crm.route = { ...at.crm.route, callsPerSecond: 10 };
    const began = at.clock.now();
    await at.apply();
    // Ten calls, of which the first three may go at once.
    expect(at.clock.now() - began).toBeGreaterThanOrEqual(700);
    expect(at.clock.now() - began).toBeLessThanOrEqual(1000);
  });

  test('a destination whose calls nobody counts spends none, its greeting included', async () => {
    await plan(at.store, 'run1', leads(25));
    at.crm.route = { ...at.crm.route, countedCalls: 0 };
    expect(await at.apply()).toMatchObject({ ok: 25, calls: 0 });
  });

  test('a plan that is not there', async () => {
    await expect(at.apply({ runId: 'none' })).rejects.toThrow('There is no plan "none".');
  });
});
