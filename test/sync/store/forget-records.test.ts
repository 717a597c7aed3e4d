/** Who is forgotten is in nothing that a sync remembers, and its sums still add up. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetRecords } from '../../../scripts/sync/store/forget-records.js';
import { storeTable } from '../../../scripts/sync/store/store.js';
import { tableStatements } from '../../../scripts/sync/store/tables.js';
import { field, mapping, now, SmallWarehouse } from '../plan/small-warehouse.js';

let warehouse: SmallWarehouse;
beforeEach(async () => {
  warehouse = await SmallWarehouse.open();
});
afterEach(async () => {
  await warehouse.close();
});

const usual = [mapping([field('Score__c', 'total_score', 'number', { scale: 0 })])];
const hashOf = (recordKey: string): string => createHash('sha256').update(recordKey).digest('hex');
const sources = ['files', 'salesforce'];

/** Every cell of every table of the store, as one text. */
async function everything(): Promise<string> {
  const names = tableStatements.flatMap(
    (sql) => /CREATE TABLE IF NOT EXISTS leadscore_sync\.(\w+)/.exec(sql)?.[1] ?? [],
  );
  expect(names).toEqual(expect.arrayContaining(['sync_plan', 'sync_log', 'sync_state', 'sync_batch', 'sync_run']));
  const parts: string[] = [];
  for (const name of names) parts.push(JSON.stringify(await warehouse.store.rows(`SELECT * FROM ${storeTable(name)}`)));
  return parts.join('\n');
}

test('[L] plans, log and state of somebody who is forgotten go; of others nothing does', async () => {
  const { store } = warehouse;
  await warehouse.put([{ record_id: '00QFORGET' }, { record_id: '00QSTAY' }, { record_id: '00QREFUSED' }]);
  const first = await warehouse.plan(usual);
  await store.intend(first.runId, [
    { batchId: 'b1', object: 'lead', seqLow: 1, seqHigh: 3, records: 3, route: 'collections' },
  ]);
  await warehouse.acknowledge(first, ({ crmId }) => (crmId === '00QREFUSED' ? 'rejected' : 'ok'));
  await warehouse.put([
    { record_id: '00QFORGET', total_score: 90 },
    { record_id: '00QSTAY', total_score: 91 },
    { record_id: '00QREFUSED', total_score: 92 },
  ]);
  // The second run is under way: its batch was sent, and nothing came back yet.
  const second = await warehouse.plan(usual);
  await store.changeRun(second.runId, { status: 'running', startedAt: now });
  await store.intend(second.runId, [
    { batchId: 'b2', object: 'lead', seqLow: 1, seqHigh: 3, records: 3, route: 'collections' },
  ]);
  expect(await everything()).toContain('00QFORGET');

  const gone = [hashOf('crm:salesforce:00QFORGET'), hashOf('crm:salesforce:00QREFUSED'), hashOf('crm:other:00QSTAY')];
  expect(await forgetRecords(store, gone, { sources, isDry: true })).toBe(2);
  expect(await store.totals(first.runId)).toMatchObject({ ok: 2, rejected: 1 });
  expect(await forgetRecords(store, gone, { sources, isDry: false })).toBe(2);
  const left = await everything();
  expect(left).not.toContain('00QFORGET');
  expect(left).not.toContain('00QREFUSED');
  expect(await store.totals(first.runId)).toEqual({
    planned: 3,
    ok: 1,
    rejected: 0,
    deferred: 0,
    skipped: 2,
    waiting: 0,
  });
  expect(await store.totals(second.runId)).toMatchObject({ planned: 3, skipped: 2, waiting: 1 });
  expect(await store.openBatches(first.runId)).toEqual([]);
  expect(await store.openBatches(second.runId)).toMatchObject([{ batchId: 'b2', records: 1 }]);
  expect((await store.planPage(second.runId, { after: 0, upTo: 10 })).map(({ crmId }) => crmId)).toEqual(['00QSTAY']);
  expect(await forgetRecords(store, gone, { sources, isDry: false })).toBe(0);
});
