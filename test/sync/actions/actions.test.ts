import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionKind } from '../../../scripts/sync/actions/action.js';
import { actionsToLookAt } from '../../../scripts/sync/actions/records.js';
import type { CallAnswer } from '../../../scripts/sync/destination.js';
import { publishSync } from '../../../scripts/sync/publish/publish.js';
import { forgetRecords } from '../../../scripts/sync/store/forget-records.js';
import { storeTable, type SyncStore } from '../../../scripts/sync/store/store.js';
import { ActionProject, configOf, CountingCrm, ProcessEnded, task } from './action-project.js';

let project: ActionProject;
beforeEach(async () => {
  project = await ActionProject.open();
});
afterEach(() => project.close());

const found = '2026-06-01T12:30:00Z';
const refusal = (code: string, httpStatus = 400): CallAnswer => ({
  came: 'refusal',
  refusal: { code, message: code, httpStatus },
});
const counts = { done: 0, refused: 0, unknown: 0, waiting: 0 };

describe('[K2] planning', () => {
  test('takes changes found since the rule began, of leads that still stand there, once', async () => {
    await project.begin();
    await project.put([
      { lead: 'a', asOf: found },
      { lead: 'before', asOf: '2026-06-01T11:00:00Z' },
      { lead: 'elsewhere', asOf: found, to: 'warm' },
      { lead: 'down', asOf: found, direction: 'down' },
      { lead: 'moved', asOf: found, now: 'cold' },
      { lead: 'moved', asOf: '2026-06-01T12:40:00Z', to: 'cold', mayAct: false, direction: 'down' },
    ]);
    const plan = await project.plan();
    expect(plan).toMatchObject({ planned: 1, isOverLimit: false, withoutRecord: 0, newRules: [] });
    const crm = new CountingCrm();
    expect(await project.send(crm)).toEqual({ ...counts, done: 1, calls: 1 });
    const [[action] = []] = [...crm.done.values()];
    expect(action).toMatchObject({
      kind: 'task',
      crmId: '00Qa',
      subject: 'Call them',
      description: 'contact (play: hot): up to hot by inbound',
      dueAt: '2026-06-01T13:30:00Z',
    });
    // Found by the same run still, and done.
    expect(await project.plan()).toMatchObject({ planned: 0 });
    expect(await project.send(crm)).toEqual({ ...counts, done: 1, calls: 0 });
    expect(Object.values(crm.effects())).toEqual([1]);
  });

  test('the first time does nothing for what was found before, and says that the rule begins', async () => {
    await project.put([{ lead: 'a', asOf: '2026-06-01T11:59:00Z' }]);
    expect(await project.plan()).toMatchObject({ planned: 0, newRules: ['call'] });
    expect(await project.send(new CountingCrm())).toEqual({ ...counts, calls: 0 });
  });

  test('never takes what may not act: shadow rubrics, holdouts, first runs, versions, merges and late data say so', async () => {
    await project.begin();
    await project.put([{ lead: 'a', asOf: found, mayAct: false }]);
    expect(await project.plan()).toMatchObject({ planned: 0 });
  });

  test('leaves out what is older than two days, and people without a record to write', async () => {
    await project.begin();
    project.clock.pass(4 * 86_400_000);
    await project.put([
      { lead: 'old', asOf: found },
      { lead: 'converted', asOf: '2026-06-05T12:00:00Z', state: 'converted' },
    ]);
    expect(await project.plan()).toMatchObject({ planned: 0, withoutRecord: 1 });
  });

  test('above the limit plans nothing at all: the limit of the sync, else a day’s capacity', async () => {
    await project.begin();
    const changes = ['a', 'b', 'c'].map((lead) => ({ lead, asOf: found }));
    await project.put(changes, [{ tier: 'hot', leads: 2, per: 'day' }]);
    expect(await project.plan()).toMatchObject({ planned: 3, most: 2, isOverLimit: true });
    const crm = new CountingCrm();
    expect(await project.send(crm)).toEqual({ ...counts, calls: 0 });
    // Not forgotten: with a limit that lets them, they are done.
    expect(await project.plan(configOf({ actionsPerRun: 3 }))).toMatchObject({ planned: 3, isOverLimit: false });
    expect(await project.send(crm)).toMatchObject({ done: 3 });
  });

  test('a day’s capacity is that of all teams, of a week’s a fifth, of a month’s a twentieth, of a quarter’s a sixtieth, rounded up', async () => {
    await project.begin();
    await project.put(
      [{ lead: 'a', asOf: found }],
      [
        { tier: 'hot', leads: 3, per: 'day' },
        { tier: 'warm', leads: 11, per: 'week' },
        { rubric: 'expansion', tier: 'hot', leads: 20, per: 'month' },
        { rubric: 'expansion', tier: 'warm', leads: 5, per: 'quarter' },
      ],
    );
    expect(await project.plan()).toMatchObject({ most: 3 + 3 + 1 + 1, isOverLimit: false });
  });

  test('where nobody says how many a day, a hundred are done and a hundred and one are not; with 0 none is', async () => {
    await project.begin();
    const changes = Array.from({ length: 100 }, (_, at) => ({ lead: `l${String(at)}`, asOf: found }));
    await project.put(changes);
    expect(await project.plan(configOf({ actionsPerRun: 0 }))).toMatchObject({ planned: 100, isOverLimit: true });
    expect(await project.plan()).toMatchObject({ planned: 100, most: 100, isOverLimit: false });
    await project.put([...changes, { lead: 'more', asOf: found }]);
    expect(await project.plan()).toMatchObject({ planned: 101, most: 100, isOverLimit: true });
    const crm = new CountingCrm();
    expect(await project.send(crm)).toEqual({ ...counts, calls: 0 });
  });

  test('at the stage of fields is no planning at all', async () => {
    expect(await project.plan(configOf({ stage: 'fields' }))).toBeUndefined();
  });
});

describe('[K2] each action is done at most once', () => {
  /** Breaks the process off where the given call of the store has done its part, or before it. */
  function endsAt(store: SyncStore, nth: number, when: 'before' | 'after'): SyncStore {
    let at = 0;
    return new Proxy(store, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        if (property !== 'transaction') return value.bind(target) as unknown;
        return async (...given: Parameters<SyncStore['transaction']>) => {
          at += 1;
          if (at === nth && when === 'before') throw new ProcessEnded();
          const result = await target.transaction(...given);
          if (at === nth && when === 'after') throw new ProcessEnded();
          return result;
        };
      },
    });
  }

  const kinds: readonly ActionKind[] = ['task', 'assign'];
  const points = [
    ...[1, 2, 3, 4].flatMap((nth) => [
      [`before commit ${nth}`, { nth, when: 'before' }] as const,
      [`after commit ${nth}`, { nth, when: 'after' }] as const,
    ]),
    ['before the CRM got it', { order: 'ends before' }] as const,
    ['after the CRM had done it', { order: 'ends after' }] as const,
  ];

  test.each(kinds.flatMap((kind) => points.map(([where, how]) => [kind, where, how] as const)))(
    '%s, when the process ends %s',
    async (kind, _where, how) => {
      const config = configOf({ actions: [{ ...task, kind, to: 'u1' }] });
      await project.begin(config);
      await project.put([
        { lead: 'a', asOf: found },
        { lead: 'b', asOf: found },
      ]);
      await project.plan(config);
      const crm = new CountingCrm();
      let hasEnded = false;
      try {
        if ('order' in how) {
          crm.orders.push(how.order);
          await project.send(crm);
        } else await project.send(crm, endsAt(project.store, how.nth, how.when));
      } catch (error) {
        expect(error).toBeInstanceOf(ProcessEnded);
        hasEnded = true;
      }
      expect(hasEnded).toBe(true);
      project.clock.pass(60_000);
      await project.plan(config);
      const after = await project.send(crm);
      const effects = Object.values(crm.effects());
      expect(Math.max(...effects)).toBe(1);
      expect(after.waiting).toBe(0);
      // What the CRM knows again is done; of the other kind, what may have been sent is for a person.
      if (kind === 'task') expect([effects.length, after.done, after.unknown]).toEqual([2, 2, 0]);
      else expect(after.done + after.unknown).toBe(2);
      const calls = crm.calls;
      await project.plan(config);
      await project.send(crm);
      expect(crm.calls).toBe(calls);
    },
  );

  test('an answer that never came: the same task is sent again, an owner is not set in the dark', async () => {
    for (const [kind, expected, calls] of [
      ['task', { done: 1, unknown: 0 }, 2],
      ['assign', { done: 0, unknown: 1 }, 1],
    ] as const) {
      const own = await ActionProject.open();
      try {
        const config = configOf({ actions: [{ ...task, kind, to: 'u1' }] });
        await own.begin(config);
        await own.put([{ lead: 'a', asOf: found }]);
        await own.plan(config);
        const crm = new CountingCrm();
        crm.orders.push('lost');
        expect(await own.send(crm)).toMatchObject({ ...expected, calls });
        expect(Object.values(crm.effects())).toEqual([1]);
        expect(await actionsToLookAt(own.store, 10)).toMatchObject(
          kind === 'task' ? [] : [{ rule: 'call', record: 'lead/00Qa', status: 'unknown', code: 'NO_ANSWER_TIMEOUT' }],
        );
      } finally {
        await own.close();
      }
    }
  });
});

describe('[K2] a refusal', () => {
  async function oneTask(...orders: CountingCrm['orders']): Promise<CountingCrm> {
    await project.begin();
    await project.put([{ lead: 'a', asOf: found }]);
    await project.plan();
    const crm = new CountingCrm([]);
    crm.orders.push(...orders);
    return crm;
  }

  test('that passes is tried again, since it was not carried out; a session that ended is opened anew, once', async () => {
    const crm = await oneTask(refusal('LOCKED'), refusal('SIGNED_OUT', 401));
    expect(await project.send(crm)).toEqual({ ...counts, done: 1, calls: 3 });
    expect(crm.renewals).toBe(1);
  });

  test('for good stands for a person, and is not sent again', async () => {
    const crm = await oneTask(refusal('TOO_LONG'));
    expect(await project.send(crm)).toEqual({ ...counts, refused: 1, calls: 1 });
    expect(await project.send(crm)).toEqual({ ...counts, refused: 1, calls: 0 });
  });

  test('of every call stops, and the action waits', async () => {
    const crm = await oneTask(refusal('LIMIT', 403));
    expect(await project.send(crm)).toEqual({ ...counts, waiting: 1, calls: 1, stop: 'LIMIT: LIMIT' });
    expect(await project.send(crm)).toMatchObject({ done: 1 });
  });

  test('nothing of a person stays in the store once it is done', async () => {
    await project.send(await oneTask());
    expect(await project.store.rows(`SELECT payload FROM ${storeTable('sync_action')}`)).toEqual([{ payload: null }]);
  });

  test('nor of one who was forgotten', async () => {
    await project.send(await oneTask(refusal('TOO_LONG')));
    const hash = createHash('sha256').update('crm:salesforce:00Qa').digest('hex');
    const found = await forgetRecords(project.store, [hash], { sources: ['salesforce'], isDry: false });
    expect(found).toBe(1);
    expect(await project.store.rows(`SELECT * FROM ${storeTable('sync_action')}`)).toEqual([]);
  });
});

test('[K2] what came of actions stands in the warehouse, without their words and receivers; of who is forgotten nothing', async () => {
  await project.begin();
  const config = configOf({ actions: [{ ...task, subject: 'a secret subject', to: 'a-receiver' }] });
  await project.put(['a', 'b', 'c'].map((lead) => ({ lead, asOf: found })));
  await project.plan(config);
  const crm = new CountingCrm([]);
  crm.orders.push(refusal('TOO_LONG'), 'lost');
  await project.send(crm);
  const published = async (isWhole = false): Promise<readonly unknown[]> => {
    expect(await publishSync(project.store, { syncId: 'crm', file: project.warehouse, isWhole })).toEqual({
      is: 'published',
    });
    return project.query('SELECT * FROM leadscore_sync.sync_action');
  };
  const told = await published();
  const statuses = 'SELECT sync_id, rule, kind, status, error_code FROM leadscore_sync.sync_action ORDER BY status';
  const about = { sync_id: 'crm', rule: 'call', kind: 'task' };
  expect(await project.query(statuses)).toEqual([
    { ...about, status: 'done', error_code: null },
    { ...about, status: 'refused', error_code: 'TOO_LONG' },
    { ...about, status: 'unknown', error_code: 'NO_ANSWER_TIMEOUT' },
  ]);
  expect(JSON.stringify(told)).not.toMatch(/secret|receiver|payload|contact/);
  const hash = createHash('sha256').update('crm:salesforce:00Qa').digest('hex');
  await forgetRecords(project.store, [hash], { sources: ['salesforce'], isDry: false });
  expect(JSON.stringify(await published(true))).not.toContain('00Qa');
  expect(await published()).toHaveLength(2);
});
