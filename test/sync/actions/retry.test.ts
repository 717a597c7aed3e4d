/** Refused actions that are tried again: only those that are known not done, by the rule as it is now, and never for what is old. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actionsToLookAt } from '../../../scripts/sync/actions/records.js';
import { refusedActionsOf } from '../../../scripts/sync/actions/refused.js';
import {
  actionLines,
  actionPlanLines,
  actionsToLookAtLines,
  refusedActionsLines,
} from '../../../scripts/commands/sync/action-text.js';
import type { SyncConfig } from '../../../scripts/sync/config/config.js';
import type { CallAnswer } from '../../../scripts/sync/destination.js';
import type { RetryWhere } from '../../../scripts/sync/retry/retry.js';
import { type RetriedActions, retryActions } from '../../../scripts/sync/retry/retry-actions.js';
import { storeTable } from '../../../scripts/sync/store/store.js';
import { ActionProject, configOf, CountingCrm, ProcessEnded, task } from './action-project.js';

let project: ActionProject;
beforeEach(async () => {
  project = await ActionProject.open();
});
afterEach(() => project.close());

const found = '2026-06-01T12:30:00Z';
const day = 86_400_000;
const refusal = (code = 'TOO_LONG', message = 'Nobody has this list'): CallAnswer => ({
  came: 'refusal',
  refusal: { code, message, httpStatus: 400 },
});
/** Of no kind that the CRM knows again. */
const assign = configOf({ actions: [{ ...task, kind: 'assign', to: 'gone' }] });

/** One action for each of the leads, that the CRM has refused. */
async function refused(
  leads: readonly string[] = ['a'],
  {
    config = assign,
    answers = leads.map(() => refusal()),
  }: { config?: SyncConfig; answers?: CountingCrm['orders'] } = {},
): Promise<CountingCrm> {
  await project.begin(config);
  await project.put(leads.map((lead) => ({ lead, asOf: found })));
  await project.plan(config);
  const crm = new CountingCrm([]);
  crm.orders.push(...answers);
  await project.send(crm);
  return crm;
}

function retry(where: RetryWhere = {}, config = assign): Promise<RetriedActions> {
  return retryActions(project.store, config, where, new Date(project.clock.now()));
}

const standing = (config = assign) => refusedActionsOf(project.store, config, new Date(project.clock.now()));

test('[K2] what was refused is done once its cause is mended, by the rule as it is by then, and once', async () => {
  const crm = await refused(['a', 'b'], { answers: [refusal()] });
  expect(await standing()).toEqual({ refused: 1, retryable: 1, due: 0 });
  // Without being asked, never.
  expect(await project.plan(assign)).toMatchObject({ planned: 0, again: 0 });
  expect(await retry()).toEqual({ due: 1, tooOld: 0, withoutRule: 0 });
  // Nothing was sent yet, and it counts as refused until it is.
  expect([crm.calls, await standing()]).toEqual([2, { refused: 1, retryable: 0, due: 1 }]);
  expect(await retry()).toEqual({ due: 1, tooOld: 0, withoutRule: 0 });

  const mended = configOf({ actions: [{ ...task, kind: 'assign', to: 'there' }] });
  const plan = await project.plan(mended);
  expect(plan).toMatchObject({ planned: 1, again: 1, notAgain: 0 });
  expect(actionPlanLines(plan)).toEqual([
    '',
    'Actions: 1 call, once the fields are written.',
    '  1 of them was refused before.',
  ]);
  // Planned once more before anything is sent: it stays one, and what it was refused for is not lost.
  expect(await project.plan(mended)).toMatchObject({ planned: 1, again: 1 });
  expect(await project.send(crm)).toMatchObject({ done: 2, refused: 0, waiting: 0 });
  expect([...crm.done.values()].map((all) => all.map(({ to }) => to))).toEqual([['gone'], ['there']]);
  expect(await project.store.rows(`SELECT status, error_code FROM ${storeTable('sync_action')}`)).toEqual(
    Array(2).fill({ status: 'done', error_code: null }),
  );
  expect([await retry(), (await project.plan(mended))?.planned]).toEqual([{ due: 0, tooOld: 0, withoutRule: 0 }, 0]);
});

test('[K2] refused again it stands as before, with its new code, and may be tried a third time', async () => {
  const crm = await refused();
  await retry();
  await project.plan(assign);
  crm.orders.push(refusal('OWNER_INACTIVE', 'not active'));
  expect(await project.send(crm)).toMatchObject({ done: 0, refused: 1, waiting: 0 });
  expect(await actionsToLookAt(project.store, 10)).toMatchObject([{ status: 'refused', code: 'OWNER_INACTIVE' }]);
  expect(await retry({ code: 'OWNER_INACTIVE' })).toMatchObject({ due: 1 });
  await project.plan(assign);
  expect(await project.send(crm)).toMatchObject({ done: 1, refused: 0 });
  expect(Object.values(crm.effects())).toEqual([1]);
});

test('[K2] an action of which nobody knows whether it was done is never taken up', async () => {
  const crm = await refused(['a'], { answers: ['lost'] });
  expect(Object.values(crm.effects())).toEqual([1]);
  expect(await retry()).toEqual({ due: 0, tooOld: 0, withoutRule: 0 });
  expect(await project.plan(assign)).toMatchObject({ planned: 0 });
  await project.send(crm);
  expect(Object.values(crm.effects())).toEqual([1]);
});

describe('[K2] at most once also where it is tried again', () => {
  test.each(['ends before', 'ends after', 'lost'] as const)('the second attempt: %s', async (order) => {
    const crm = await refused();
    await retry();
    await project.plan(assign);
    crm.orders.push(order);
    await project.send(crm).catch((error: unknown) => expect(error).toBeInstanceOf(ProcessEnded));
    await project.plan(assign);
    const calls = crm.calls;
    expect(await project.send(crm)).toMatchObject({ done: 0, refused: 0, unknown: 1 });
    expect(crm.calls).toBe(calls);
    expect(await retry()).toMatchObject({ due: 0 });
    expect(Object.values(crm.effects())).toEqual(order === 'ends before' ? [] : [1]);
  });

  test('a task that the CRM knows by its key is sent again after the process ended', async () => {
    const tasks = configOf();
    const crm = new CountingCrm(['task']);
    await project.begin(tasks);
    await project.put([{ lead: 'a', asOf: found }]);
    await project.plan(tasks);
    crm.orders.push(refusal());
    await project.send(crm);
    await retry({}, tasks);
    await project.plan(tasks);
    crm.orders.push('ends after');
    await expect(project.send(crm)).rejects.toThrow(ProcessEnded);
    expect(await project.send(crm)).toMatchObject({ done: 1, unknown: 0, refused: 0 });
    expect(Object.values(crm.effects())).toEqual([1]);
  });

  test('a plan that is thrown away leaves it to the next one', async () => {
    const crm = await refused();
    await retry();
    await project.plan(assign);
    // As a process leaves it that ended between the plan and the sending.
    expect(await standing()).toEqual({ refused: 0, retryable: 0, due: 0 });
    await project.put([]);
    expect(await project.plan(assign)).toMatchObject({ planned: 0, again: 0, notAgain: 1 });
    expect(await project.send(crm)).toMatchObject({ refused: 1, waiting: 0 });
  });
});

describe('[K2] what is past is not done a week later', () => {
  test('what was found more than two days ago is not taken up', async () => {
    await refused();
    project.clock.pass(2 * day);
    expect(await retry()).toEqual({ due: 0, tooOld: 1, withoutRule: 0 });
    const now = await standing();
    expect(now).toEqual({ refused: 1, retryable: 0, due: 0 });
    expect(refusedActionsLines(now)).toEqual([
      '1 action refused:',
      '  1 no more: the change was found more than two days ago, or its rule is gone',
    ]);
    expect(await project.plan(assign)).toMatchObject({ planned: 0 });
  });

  test('nor what grew so old before the next plan', async () => {
    await refused();
    project.clock.pass(day);
    expect(await retry()).toMatchObject({ due: 1 });
    project.clock.pass(day);
    // By now it counts as what it is.
    expect(await standing()).toEqual({ refused: 1, retryable: 0, due: 0 });
    const plan = await project.plan(assign);
    expect(plan).toMatchObject({ planned: 0, again: 0, notAgain: 1 });
    expect(actionPlanLines(plan)).toEqual([
      '',
      'Actions: none.',
      '  1 refused action is not tried again: the lead has moved on, or no rule or record of it is left, or its change was found more than two days ago.',
    ]);
    expect(await project.plan(assign)).toMatchObject({ notAgain: 0 });
  });

  test.each([
    [
      'the lead has moved on',
      [
        { lead: 'a', asOf: found, now: 'cold' },
        { lead: 'a', asOf: '2026-06-01T12:40:00Z', to: 'cold', direction: 'down' },
      ],
    ],
    ['its record was converted', [{ lead: 'a', asOf: found, state: 'converted' }]],
    ['a run since says that it may not act', [{ lead: 'a', asOf: found, mayAct: false }]],
  ])('%s', async (_why, changes) => {
    const crm = await refused();
    await retry();
    await project.put(changes);
    expect(await project.plan(assign)).toMatchObject({ planned: 0, again: 0, notAgain: 1 });
    const calls = crm.calls;
    expect(await project.send(crm)).toMatchObject({ refused: 1, waiting: 0 });
    expect(crm.calls).toBe(calls);
  });
});

describe('[K2] a rule that is not there any more', () => {
  const without = configOf({ actions: [{ ...task, name: 'other' }] });

  test.each([
    ['its rule was taken out', without],
    ['the stage is fields again', configOf({ stage: 'fields', actions: assign.actions })],
  ])('is not taken up: %s', async (_why, config) => {
    await refused();
    expect(await retry({}, config)).toEqual({ due: 0, tooOld: 0, withoutRule: 1 });
    expect(await standing(config)).toEqual({ refused: 1, retryable: 0, due: 0 });
  });

  test('nor is it where it was taken out before the next plan, or asks for another tier', async () => {
    for (const config of [without, configOf({ actions: [{ ...task, tiers: ['warm'] }] })]) {
      const own = await ActionProject.open();
      await project.close();
      project = own;
      await refused();
      await retry();
      expect(await project.plan(config)).toMatchObject({ planned: 0, notAgain: 1 });
      expect(await standing()).toEqual({ refused: 1, retryable: 1, due: 0 });
    }
  });
});

test('[K2] they count for the most of one run, and above it wait for the next plan', async () => {
  const crm = await refused(['a', 'b']);
  await retry();
  const plan = await project.plan({ ...assign, actionsPerRun: 1 });
  expect(plan).toMatchObject({ planned: 2, again: 2, most: 1, isOverLimit: true });
  expect(await standing()).toEqual({ refused: 2, retryable: 0, due: 2 });
  expect(await project.send(crm)).toMatchObject({ refused: 2, waiting: 0 });
  expect(await project.plan({ ...assign, actionsPerRun: 2 })).toMatchObject({ planned: 2, again: 2 });
  expect(await project.send(crm)).toMatchObject({ done: 2, refused: 0 });
});

test.for([
  [{}, ['a', 'b', 'c']],
  [{ code: 'TOO_LONG' }, ['a', 'c']],
  [{ class: 'unknown' }, ['b']],
  [{ class: 'gone' }, []],
  [{ object: 'lead' }, ['a', 'b', 'c']],
  [{ object: 'contact' }, []],
  [{ record: '00Qc' }, ['c']],
  [{ code: 'TOO_LONG', record: '00Qb' }, []],
  [{ code: "' OR 1=1 --" }, []],
] as const)('[K2] which: %j', async ([where, leads]) => {
  await refused(['a', 'b', 'c'], { answers: [refusal(), refusal('NEVER_SEEN'), refusal()] });
  // Which lead got which answer goes by the order of the keys.
  await project.store.transaction((session) =>
    session.run(
      `UPDATE ${storeTable('sync_action')} SET
        error_code = CASE crm_id WHEN '00Qb' THEN 'NEVER_SEEN' ELSE 'TOO_LONG' END,
        error_class = CASE crm_id WHEN '00Qb' THEN 'unknown' ELSE 'permanent' END`,
    ),
  );
  expect(await retry(where)).toEqual({ due: leads.length, tooOld: 0, withoutRule: 0 });
  expect(
    await project.store.rows(`SELECT crm_id FROM ${storeTable('sync_action')} WHERE status = 'retry' ORDER BY crm_id`),
  ).toEqual(leads.map((lead) => ({ crm_id: `00Q${lead}` })));
});

test('[K2] hostile words of the CRM pass through as words', async () => {
  const hostile = `'; DROP TABLE leadscore_sync.sync_action; -- "\u001b[31m\n$1 {"foundAt":"2999-01-01"}`;
  const crm = await refused(['a'], { answers: [refusal(hostile.slice(0, 40), hostile)] });
  expect(await retry({ code: hostile })).toMatchObject({ due: 0 });
  expect(await retry({ code: hostile.slice(0, 40) })).toMatchObject({ due: 1 });
  await project.plan(assign);
  crm.orders.push(refusal('TOO_LONG', hostile));
  expect(actionLines(await project.send(crm))).toEqual(['Actions: 0 done, 1 refused']);
  const toLookAt = await actionsToLookAt(project.store, 10);
  expect(toLookAt.map(({ message }) => message)).toEqual([hostile]);
  const shown = actionsToLookAtLines(toLookAt).join('');
  expect([...shown].filter((letter) => letter < ' ')).toEqual([]);
});
