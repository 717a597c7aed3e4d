/** What came of a sync stands in the warehouse, for everybody who may query it, and holds no value of a record. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishSync } from '../../../scripts/sync/publish/publish.js';
import { heldFile } from '../../held-file.js';
import { field, mapping, SmallWarehouse } from '../plan/small-warehouse.js';

let warehouse: SmallWarehouse;
beforeEach(async () => {
  warehouse = await SmallWarehouse.open();
});
afterEach(async () => {
  await warehouse.close();
});

const usual = [
  mapping([field('Score__c', 'total_score', 'number', { scale: 0 }), field('Why__c', 'top_reasons', 'text')]),
];

async function rows(sql: string): Promise<readonly unknown[]> {
  const instance = await DuckDBInstance.create(warehouse.file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(sql);
  const found = result.getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return found;
}

const publish = (syncId = 'crm', isWhole = false) =>
  publishSync(warehouse.store, { syncId, file: warehouse.file, isWhole });

test('[K3] runs, outcomes and how each record stands; the log grows, the rest is replaced; of other syncs nothing is touched', async () => {
  await warehouse.put([
    { record_id: '00Q1', top_reasons: 'a secret reason' },
    { record_id: '00Q2' },
    { record_id: '00Q3', state: 'converted' },
  ]);
  await warehouse.acknowledge(await warehouse.plan(usual), ({ crmId }) => (crmId === '00Q2' ? 'rejected' : 'ok'));
  expect(await publish()).toEqual({ is: 'published' });
  expect(await publish('another')).toEqual({ is: 'published' });
  const runs = `SELECT sync_id, run_id, status, planned, ok, rejected, deferred, skipped FROM leadscore_sync.sync_run ORDER BY ALL`;
  const run = { run_id: 'crm-1', status: 'done', planned: '3', ok: '1', rejected: '1', deferred: '0', skipped: '1' };
  expect(await rows(runs)).toEqual([
    { sync_id: 'another', ...run },
    { sync_id: 'crm', ...run },
  ]);
  expect(await rows(`SELECT reason, records FROM leadscore_sync.sync_skipped WHERE sync_id = 'crm'`)).toEqual([
    { reason: 'converted', records: '1' },
  ]);
  await warehouse.put([{ record_id: '00Q1', total_score: 77 }]);
  await warehouse.acknowledge(await warehouse.plan(usual));
  await publish();
  await publish();
  const log = `SELECT log_id, run_id, row_key, outcome, error_code FROM leadscore_sync.sync_log WHERE sync_id = 'crm' ORDER BY log_id`;
  const all = await rows(log);
  expect(all).toEqual([
    { log_id: '1', run_id: 'crm-1', row_key: 'lead/00Q1', outcome: 'ok', error_code: null },
    { log_id: '2', run_id: 'crm-1', row_key: 'lead/00Q2', outcome: 'rejected', error_code: 'X' },
    { log_id: '3', run_id: 'crm-2', row_key: 'lead/00Q1', outcome: 'ok', error_code: null },
  ]);
  await publish('crm', true);
  expect(await rows(log)).toEqual(all);
  expect(await rows(`SELECT row_key, status FROM leadscore_sync.sync_state WHERE sync_id = 'crm' ORDER BY 1`)).toEqual([
    { row_key: 'lead/00Q1', status: 'ok' },
    { row_key: 'lead/00Q2', status: 'rejected' },
  ]);
  const tables = ['sync_run', 'sync_log', 'sync_state', 'sync_skipped', 'sync_act_times'];
  for (const table of tables)
    expect(JSON.stringify(await rows(`SELECT * FROM leadscore_sync.${table}`))).not.toContain('secret reason');
});

test('[K3] how long acts took is asked of a table', async () => {
  await warehouse.put([{ record_id: '00Q1', as_of: '2026-06-30T00:00:00Z' }]);
  await warehouse.acknowledge(await warehouse.plan(usual));
  await warehouse.logRun({ startedAt: '2026-07-01T07:00:00Z', finishedAt: '2026-07-01T07:10:00Z' });
  const act = { acted_at: '2026-07-01T06:00:00Z', act_known_at: '2026-07-01T06:00:30Z' };
  await warehouse.put([{ record_id: '00Q1', total_score: 77, as_of: '2026-07-01T07:00:01Z', ...act }]);
  await warehouse.acknowledge(await warehouse.plan(usual));
  await publish();
  await publish();
  expect(
    await rows(
      `SELECT run_id, row_key, source_lag_seconds, wait_seconds, run_seconds, sync_seconds, total_seconds FROM leadscore_sync.sync_act_times`,
    ),
  ).toEqual([
    {
      run_id: 'crm-2',
      row_key: 'lead/00Q1',
      source_lag_seconds: 30,
      wait_seconds: 3570,
      run_seconds: 600,
      sync_seconds: 3000,
      total_seconds: 7200,
    },
  ]);
});

test('a warehouse that another process has open is told as busy, and nothing is lost', async () => {
  await warehouse.put([{ record_id: '00Q1' }]);
  await warehouse.acknowledge(await warehouse.plan(usual));
  const letGo = await heldFile(warehouse.file);
  expect(await publish()).toEqual({ is: 'busy', why: expect.stringMatching(/is in use by .*\.$/) });
  await letGo();
  expect(await publish()).toEqual({ is: 'published' });
  expect(await rows('SELECT outcome FROM leadscore_sync.sync_log')).toEqual([{ outcome: 'ok' }]);
});
