/** A fold that is broken off goes on where it was, with what it had begun with; then what came later is folded. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setup } from '../../../scripts/engine/duckdb/dialect.js';
import { foldPart, whatToFold } from '../../../scripts/sync/store/fold.js';
import { tableStatements } from '../../../scripts/sync/store/tables.js';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
let lastLogId = 0;
beforeEach(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  lastLogId = 0;
  for (const statement of [...setup, ...tableStatements]) await connection.run(statement);
  await connection.run(
    `INSERT INTO leadscore_sync.sync_run (run_id, sync_id, stage, mapping_hash, mapping, status, planned, created_at)
    VALUES ('run1', 'crm', 'fields', 'm', '[]', 'running', 4, TIMESTAMP '2026-07-01 12:00:00')`,
  );
  await connection.run(
    `INSERT INTO leadscore_sync.sync_plan (run_id, seq, row_key, object, crm_id, operation, payload, fingerprint, causes)
    SELECT 'run1', seq, 'lead/' || seq, 'lead', seq, 'changed', '', 'f' || seq, '' FROM range(1, 5) AS plan(seq)`,
  );
});
afterEach(() => {
  connection.closeSync();
  instance.closeSync();
});

async function log(...outcomes: readonly (readonly [seq: number, outcome: string])[]): Promise<void> {
  for (const [seq, outcome] of outcomes) {
    lastLogId += 1;
    await connection.run(
      `INSERT INTO leadscore_sync.sync_log (log_id, run_id, batch_id, seq, row_key, fingerprint, outcome, may_be_written, attempt, logged_at)
      VALUES ($1, 'run1', 'b1', CAST($2 AS BIGINT), 'lead/' || CAST($2 AS BIGINT), 'f' || CAST($2 AS BIGINT), $3, FALSE, 1, TIMESTAMP '2026-07-01 12:00:00')`,
      [lastLogId, seq, outcome],
    );
  }
}

/** As a whole, all rows from the one seq to the other. */
async function logWritten(seqLow: number, seqHigh: number): Promise<void> {
  await connection.run(
    `INSERT INTO leadscore_sync.sync_written (first_log_id, run_id, batch_id, object, seq_low, seq_high, attempt, logged_at)
    VALUES ($1, 'run1', 'b' || CAST($2 AS BIGINT), 'lead', CAST($2 AS BIGINT), CAST($3 AS BIGINT), 1, TIMESTAMP '2026-07-01 12:00:00')`,
    [lastLogId + 1, seqLow, seqHigh],
  );
  lastLogId += seqHigh - seqLow + 1;
}

async function cells(sql: string): Promise<readonly string[]> {
  return (await (await connection.run(sql)).getRows()).map((row) => row.map(String).join(' '));
}

const state = () =>
  cells(`SELECT seq, status, COALESCE(acked_fingerprint, '-'), rejections
    FROM leadscore_sync.sync_state INNER JOIN leadscore_sync.sync_plan USING (row_key) ORDER BY seq`);
const marks = () => cells('SELECT folded_to, folding_to, folding_from FROM leadscore_sync.sync_run');

async function part(atOnce: number): Promise<void> {
  const fold = await whatToFold(connection, 'run1');
  if (fold !== undefined) await foldPart(connection, 'run1', fold, atOnce);
}

async function rest(atOnce: number): Promise<void> {
  let fold = await whatToFold(connection, 'run1');
  while (fold !== undefined)
    fold = (await foldPart(connection, 'run1', fold, atOnce)) ?? (await whatToFold(connection, 'run1'));
}

test.each([1, 2, 3])('%i rows at once: a rejection counts once, whatever came in between', async (atOnce) => {
  await log([1, 'ok'], [2, 'rejected'], [3, 'rejected'], [4, 'deferred']);
  await part(atOnce);
  expect(await marks()).toEqual([`0 4 ${1 + atOnce}`]);
  expect(await state()).toHaveLength(atOnce);

  await log([1, 'rejected'], [3, 'ok']);
  await rest(atOnce);
  expect(await marks()).toEqual(['6 null null']);
  expect(await state()).toEqual(['1 rejected f1 1', '2 rejected - 1', '3 ok f3 0', '4 deferred - 0']);
  expect(await whatToFold(connection, 'run1')).toBeUndefined();
});

test.each([1, 2, 3])('%i rows at once: a batch that was written as a whole is folded part by part', async (atOnce) => {
  await log([4, 'rejected']);
  await logWritten(1, 3);
  expect(await whatToFold(connection, 'run1')).toEqual({ after: 0, upTo: 4, from: 1, last: 4 });
  await part(atOnce);
  expect(await marks()).toEqual([`0 4 ${1 + atOnce}`]);
  expect(await state()).toEqual(['1 ok f1 0', '2 ok f2 0', '3 ok f3 0'].slice(0, atOnce));
  expect(await whatToFold(connection, 'run1')).toEqual({ after: 0, upTo: 4, from: 1 + atOnce, last: 4 });
  await rest(atOnce);
  expect(await marks()).toEqual(['4 null null']);
  expect(await state()).toEqual(['1 ok f1 0', '2 ok f2 0', '3 ok f3 0', '4 rejected - 1']);
});

test('records of the rest may be forgotten meanwhile: what comes later is folded all the same', async () => {
  await log([1, 'ok'], [2, 'rejected'], [3, 'ok']);
  await part(1);
  await connection.run('DELETE FROM leadscore_sync.sync_log WHERE seq IN (2, 3)');
  await connection.run('DELETE FROM leadscore_sync.sync_plan WHERE seq IN (2, 3)');
  await log([4, 'ok']);
  await rest(1);
  expect(await marks()).toEqual(['4 null null']);
  expect(await state()).toEqual(['1 ok f1 0', '4 ok f4 0']);
});

test('a run of which nothing is logged, and one that there is not, have nothing to fold', async () => {
  expect(await whatToFold(connection, 'run1')).toBeUndefined();
  expect(await whatToFold(connection, 'run2')).toBeUndefined();
});

test('a stretch of the plan without entries is passed over at once', async () => {
  await log([1, 'ok'], [4, 'ok']);
  const first = await whatToFold(connection, 'run1');
  expect(first).toEqual({ after: 0, upTo: 2, from: 1, last: 4 });
  const second = await foldPart(connection, 'run1', first!, 1);
  expect(second).toEqual({ after: 0, upTo: 2, from: 2, last: 4 });
  expect(await foldPart(connection, 'run1', second!, 1)).toBeUndefined();
  expect(await whatToFold(connection, 'run1')).toEqual({ after: 0, upTo: 2, from: 4, last: 4 });
  await rest(1);
  expect(await state()).toEqual(['1 ok f1 0', '4 ok f4 0']);
  expect(await marks()).toEqual(['2 null null']);
});
