/** What drifted is planned again, with what the warehouse says now; so much drift that another writer is likelier waits for a person. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import type { VerifyReport } from '../../../scripts/sync/verify/report.js';
import { driftBreaker, markDrifted } from '../../../scripts/sync/verify/repair.js';
import { field, mapping, type Planned, SmallWarehouse } from '../plan/small-warehouse.js';

const usual = [
  mapping([field('Score__c', 'total_score', 'number', { scale: 0 })], [{ kind: 'changed', column: 'tier' }]),
];
const report = (...driftedKeys: readonly string[]): VerifyReport => ({
  verifiable: 3,
  checked: 3,
  same: 3 - driftedKeys.length,
  drifted: driftedKeys.length,
  missing: 0,
  fields: [],
  examples: [],
  driftedKeys,
  missingExamples: [],
  reads: 1,
});
const told = ({ rows }: Planned) =>
  rows.map(({ crmId, operation, fields }) => [crmId, operation, fields.get('Score__c')]);

let warehouse: SmallWarehouse;
beforeEach(async () => {
  warehouse = await SmallWarehouse.open();
  await warehouse.put(['00Q1', '00Q2', '00Q3'].map((record_id) => ({ record_id })));
  await warehouse.acknowledge(await warehouse.plan(usual), ({ crmId }) => (crmId === '00Q3' ? 'rejected' : 'ok'));
});
afterEach(async () => {
  await warehouse.close();
});

test('a marked record is written again with what it should hold now, once; others are not', async () => {
  // Too small a change to be written for its own sake.
  await warehouse.put(['00Q1', '00Q2', '00Q3'].map((record_id) => ({ record_id, total_score: 41 })));
  expect(told(await warehouse.plan(usual))).toEqual([['00Q3', 'new', '41']]);
  await markDrifted(warehouse.store, report('lead/00Q1'));
  const again = await warehouse.plan(usual);
  expect(told(again)).toEqual([
    ['00Q1', 'retry', '41'],
    ['00Q3', 'new', '41'],
  ]);
  await warehouse.acknowledge(again);
  expect(told(await warehouse.plan(usual))).toEqual([]);
});

test('a record that is refused, or that nobody knows, is left as it is; keys are no SQL', async () => {
  await markDrifted(warehouse.store, report('lead/00Q3', "lead/' OR TRUE --", 'lead/nobody'));
  expect((await warehouse.plan(usual)).skipped).toEqual({ rejected_before: 1 });
});

test('while a run has not ended nothing is marked', async () => {
  const { runId } = await warehouse.plan(usual);
  await warehouse.store.changeRun(runId, { status: 'paused_quota' });
  await expect(markDrifted(warehouse.store, report('lead/00Q1'))).rejects.toThrow(
    `sync/not-ended: The run ${runId} has not ended, so that nothing can be marked.`,
  );
});

test('the breaker trips above its share, of enough records', () => {
  const of = (checked: number, drifted: number) => driftBreaker({ ...report(), checked, drifted }, usualBreakers);
  expect(of(500, 50)).toBeUndefined();
  expect(of(499, 499)).toBeUndefined();
  expect(of(2_000, 1_001)).toBe('1,001 of the 2,000 records read back hold something else, more than 10 %.');
});
