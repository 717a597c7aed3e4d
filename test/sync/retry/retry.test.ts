/** Which rejected rows are made due, and that all others stay as they are. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retryRows } from '../../../scripts/sync/retry/retry.js';
import { storeTable, SyncStore } from '../../../scripts/sync/store/store.js';

let store: SyncStore;
beforeAll(async () => {
  store = await SyncStore.open(':memory:', { owner: 'test', now: () => 0 });
});
afterAll(async () => store.close());

const rows = [
  { id: '1', object: 'lead', status: 'rejected', class: 'permanent', code: 'TOO_LONG' },
  { id: '2', object: 'lead', status: 'rejected', class: 'gone', code: 'ENTITY_IS_DELETED' },
  { id: '3', object: 'contact', status: 'rejected', class: 'permanent', code: 'TOO_LONG' },
  { id: '4', object: 'lead', status: 'deferred', class: 'permanent', code: 'TOO_LONG' },
  { id: '5', object: 'lead', status: 'ok', class: null, code: null },
];
const now = new Date('2026-07-01T12:00:00Z');

test.for([
  [{}, ['1', '2', '3']],
  [{ code: 'TOO_LONG' }, ['1', '3']],
  [{ class: 'gone' }, ['2']],
  [{ object: 'contact' }, ['3']],
  [{ record: '1' }, ['1']],
  [{ code: 'TOO_LONG', object: 'lead' }, ['1']],
  [{ code: "' OR 1=1 --" }, []],
] as const)('%j', async ([where, due]) => {
  await store.transaction(async (session) => {
    await session.run(`DELETE FROM ${storeTable('sync_state')}`);
    for (const row of rows)
      await session.run(
        `INSERT INTO ${storeTable('sync_state')} (row_key, object, crm_id, status, error_class, error_code, rejections, last_run_id)
        VALUES ($1, $2, $3, $4, $5, $6, 3, 'run1')`,
        [`${row.object}/${row.id}`, row.object, row.id, row.status, row.class, row.code],
      );
  });
  expect(await retryRows(store, where, now)).toBe(due.length);
  const made = await store.rows(
    `SELECT crm_id, retry_at FROM ${storeTable('sync_state')} WHERE retry_at IS NOT NULL ORDER BY crm_id`,
  );
  expect(made).toEqual(due.map((id) => ({ crm_id: id, retry_at: '2026-07-01T12:00:00' })));
});
