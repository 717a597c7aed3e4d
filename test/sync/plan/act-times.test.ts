/** [K3] From an act to the CRM in four parts: which act a row brings, which run scored it, and when the CRM had it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { actTimeLines, actTimesJson } from '../../../scripts/commands/sync/act-time-text.js';
import { actTimesOf } from '../../../scripts/sync/store/act-times.js';
import { standingOf } from '../../../scripts/sync/store/standing.js';
import { storeTable } from '../../../scripts/sync/store/store.js';
import { field, mapping, SmallWarehouse, type UpdateRow } from './small-warehouse.js';

const usual = [mapping([field('Score__c', 'total_score', 'number', { scale: 0 })])];
const none = { acted_at: null, known_at: null, run_started_at: null, run_finished_at: null };

let warehouse: SmallWarehouse;
let clock = '';
beforeEach(async () => {
  clock = '2026-07-01T09:00:00Z';
  warehouse = await SmallWarehouse.open(() => Date.parse(clock));
});
afterEach(async () => {
  await warehouse.close();
});

/** A record whose newest act became known at some minutes of nine o'clock, scored as of ten. */
const row = (id: string, total: number, acted: string | null, known: string | null): UpdateRow => ({
  record_id: id,
  total_score: total,
  as_of: '2026-07-01T10:00:00Z',
  acted_at: acted === null ? null : `2026-07-01T${acted}Z`,
  act_known_at: known === null ? null : `2026-07-01T${known}Z`,
});

const planned = (runId: string): Promise<unknown> =>
  warehouse.store.rows(
    `SELECT crm_id, acted_at, known_at, run_started_at, run_finished_at FROM ${storeTable('sync_plan')} WHERE run_id = $1 ORDER BY crm_id`,
    [runId],
  );

/** What was written from scores of midnight, with acts of the day before. */
async function writeFirst(...ids: readonly string[]): Promise<void> {
  const before = { total_score: 1, as_of: '2026-07-01T00:00:00Z', acted_at: '2026-06-30T08:00:00Z' };
  await warehouse.put(ids.map((record_id) => ({ ...before, record_id, act_known_at: '2026-06-30T09:00:00Z' })));
  const first = await warehouse.plan(usual);
  expect(await planned(first.runId)).toEqual(ids.map((crm_id) => ({ crm_id, ...none })));
  await warehouse.acknowledge(first);
}

test('in the first run nobody waited; after it only acts that became known since what was written last', async () => {
  await writeFirst('00Q1', '00Q2', '00Q3', '00Q4');
  await warehouse.logRun({ startedAt: '2026-07-01T09:59:58Z', finishedAt: '2026-07-01T10:05:00Z' });
  await warehouse.put([
    row('00Q1', 2, '09:00:00', '09:30:00'),
    // Its points fell by themselves: the act was in the CRM before.
    { ...row('00Q2', 2, null, null), acted_at: '2026-06-30T08:00:00Z', act_known_at: '2026-06-30T09:00:00Z' },
    row('00Q3', 2, null, null),
    // When it became known is assumed, not told.
    row('00Q4', 2, '08:00:00', null),
    // Never written before.
    row('00Q5', 2, '09:10:00', '09:20:00'),
    { ...row('00Q6', 2, null, null), acted_at: '2026-06-30T08:00:00Z', act_known_at: '2026-06-30T09:00:00Z' },
  ]);
  const second = await warehouse.plan(usual);
  const run = { run_started_at: '2026-07-01T09:59:58', run_finished_at: '2026-07-01T10:05:00' };
  expect(await planned(second.runId)).toEqual([
    { crm_id: '00Q1', acted_at: '2026-07-01T09:00:00', known_at: '2026-07-01T09:30:00', ...run },
    { crm_id: '00Q2', ...none },
    { crm_id: '00Q3', ...none },
    { crm_id: '00Q4', acted_at: '2026-07-01T08:00:00', known_at: null, ...run },
    { crm_id: '00Q5', acted_at: '2026-07-01T09:10:00', known_at: '2026-07-01T09:20:00', ...run },
    { crm_id: '00Q6', ...none },
  ]);
});

test('what was refused or put off has waited until it is written', async () => {
  await writeFirst('00Q1');
  await warehouse.logRun({ startedAt: '2026-07-01T10:00:00Z', finishedAt: '2026-07-01T10:05:00Z' });
  await warehouse.put([row('00Q1', 2, '09:00:00', '09:30:00')]);
  const second = await warehouse.plan(usual);
  await warehouse.acknowledge(second, () => 'deferred');
  expect(await actTimesOf(warehouse.store, [second.runId])).toEqual({});
  const third = await warehouse.plan(usual);
  clock = '2026-07-01T13:00:00Z';
  await warehouse.acknowledge(third);
  expect(await actTimesOf(warehouse.store, [second.runId, third.runId])).toMatchObject({
    total: { records: 1, p50: 4 * 3600, p95: 4 * 3600 },
  });
});

test('the run that made the scores is known by its clock or by the moment that it was given; else by what it read of its clock', async () => {
  await writeFirst('00Q1');
  await warehouse.put([row('00Q1', 2, '09:00:00', '09:30:00')]);
  const startOf = async (): Promise<unknown> => {
    const { runId } = await warehouse.plan(usual);
    const [found] = await warehouse.store.rows(
      `SELECT run_started_at, run_finished_at FROM ${storeTable('sync_plan')} WHERE run_id = $1`,
      [runId],
    );
    return [found?.run_started_at, found?.run_finished_at];
  };
  expect(await startOf()).toEqual(['2026-07-01T10:00:00', null]);
  // Another run, which made other scores.
  await warehouse.logRun({ startedAt: '2026-07-01T11:00:00Z', finishedAt: '2026-07-01T11:05:00Z' });
  expect(await startOf()).toEqual(['2026-07-01T10:00:00', null]);
  await warehouse.logRun({
    startedAt: '2026-07-01T12:00:00Z',
    finishedAt: '2026-07-01T12:05:00Z',
    asOf: '2026-07-01T10:00:00Z',
  });
  expect(await startOf()).toEqual(['2026-07-01T12:00:00', '2026-07-01T12:05:00']);
});

test('median and 95th percentile of each part, in words and for programs', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `00Q${String(index + 1).padStart(2, '0')}`);
  await writeFirst(...ids);
  await warehouse.logRun({ startedAt: '2026-07-01T10:00:00Z', finishedAt: '2026-07-01T10:05:00Z' });
  // The first is known at once, each further one a minute later; of the last it is not known when.
  await warehouse.put(
    ids.map((id, index) => row(id, 2, '09:00:00', index === 19 ? null : `09:${String(index).padStart(2, '0')}:00`)),
  );
  const second = await warehouse.plan(usual);
  clock = '2026-07-01T10:06:30.500Z';
  await warehouse.acknowledge(second);
  const times = await actTimesOf(warehouse.store, [second.runId]);
  expect(actTimesJson(times)).toEqual({
    source_lag: { records: 19, p50: 9 * 60, p95: 18 * 60 },
    wait: { records: 19, p50: 51 * 60, p95: 60 * 60 },
    run: { records: 20, p50: 300, p95: 300 },
    sync: { records: 20, p50: 90.5, p95: 90.5 },
    total: { records: 20, p50: 3990.5, p95: 3990.5 },
  });
  expect(actTimeLines(times)).toEqual([
    'From an act to the CRM, 20 records:',
    '  until the warehouse knew: half within 9 min, 95 % within 18 min (19 records)',
    '  until a run began: half within 51 min, 95 % within 60 min (19 records)',
    '  until it ended: half within 5 min, 95 % within 5 min',
    '  until the CRM had it: half within 91 s, 95 % within 91 s',
    '  together: half within 67 min, 95 % within 67 min',
  ]);
  const { actTimes } = await standingOf(warehouse.store, 1);
  expect(actTimes).toEqual(times);
  expect(actTimeLines({})).toEqual([]);
  expect(actTimesJson({})).toEqual({ source_lag: null, wait: null, run: null, sync: null, total: null });
});

test('a warehouse whose models were made before they told of acts is planned from all the same', async () => {
  await warehouse.put([{ record_id: '00Q1' }], ['acted_at', 'act_known_at']);
  const first = await warehouse.plan(usual);
  expect(await planned(first.runId)).toEqual([{ crm_id: '00Q1', ...none }]);
});
