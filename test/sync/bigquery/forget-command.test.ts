/** `leadscore forget --engine bigquery`: out of the tables of the models, of the memory in BigQuery, and of this machine's own file. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetCommand } from '../../../scripts/commands/forget.js';
import { syncApplyCommand } from '../../../scripts/commands/sync/apply.js';
import { storeTable, SyncStore } from '../../../scripts/sync/store/store.js';
import type { BigQueryServer } from '../servers/bigquery/server.js';
import { bigQueryProject, contextIn, putUpdates, rowsIn, startWarehouse } from './bigquery-project.js';

let server: BigQueryServer;
beforeEach(async () => {
  server = await startWarehouse();
});
afterEach(async () => {
  await server.close();
});

/** What a run leaves of two people, as far as `forget` reads it. */
async function putPeople(): Promise<void> {
  const tables = {
    int_moved_people: ['from_lead_id VARCHAR, lead_id VARCHAR', ''],
    int_record_persons: [
      'record_key VARCHAR, lead_id VARCHAR',
      "('crm:crm:00Q1', 'lead-1'), ('crm:crm:00Q2', 'lead-2')",
    ],
    int_record_person: [
      'record_key VARCHAR, lead_id VARCHAR',
      "('crm:crm:00Q1', 'lead-1'), ('email:ann@acme.example', 'lead-1'), ('crm:crm:00Q2', 'lead-2')",
    ],
    int_person_records: [
      'record_key VARCHAR, record_id VARCHAR, email VARCHAR, mailbox VARCHAR, email_hash VARCHAR, merge_target_key VARCHAR',
      "('crm:crm:00Q1', '00Q1', 'ann@acme.example', 'ann@acme.example', NULL, NULL), ('crm:crm:00Q2', '00Q2', 'bob@acme.example', 'bob@acme.example', NULL, NULL)",
    ],
    int_person_id_log: ['record_key VARCHAR, lead_id VARCHAR, change_number BIGINT', "('crm:crm:00Q1', 'lead-1', 1)"],
    int_identity_people: [
      'record_key VARCHAR, lead_id VARCHAR, people BIGINT',
      "('email:ann@acme.example', 'lead-1', 1)",
    ],
    int_identity_links: ['linked_key VARCHAR, record_key VARCHAR', ''],
  };
  for (const [name, [columns, rows]] of Object.entries(tables)) {
    await rowsIn(server, `CREATE TABLE leadscore.leadscore.${name} (${columns ?? ''})`);
    if (rows !== '') await rowsIn(server, `INSERT INTO leadscore.leadscore.${name} VALUES ${rows ?? ''}`);
  }
}

/** Every row of every table, those of the memory among them. */
async function everything(): Promise<string> {
  const tables = await rowsIn(
    server,
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'leadscore'",
  );
  const parts: string[] = [];
  for (const [schema, name] of tables)
    parts.push(
      `${String(name)} ${JSON.stringify(await rowsIn(server, `SELECT * FROM leadscore.${String(schema)}.${String(name)}`))}`,
    );
  return parts.join('\n');
}

test('[L1] dry, then in earnest, then once more: one person goes out of everything, the other stays', async () => {
  const directory = await bigQueryProject();
  const { context, said } = contextIn(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  await putUpdates(server, [
    ['00Q1', 71],
    ['00Q2', 12],
  ]);
  await rowsIn(server, "UPDATE leadscore.leadscore.crm_updates SET lead_id = 'lead-' || right(record_id, 1)");
  await putPeople();
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(0);
  said();
  const forget = (dryRun: boolean) =>
    forgetCommand(context, {
      ...options,
      person: 'Ann+x@acme.example',
      dryRun,
      by: "the 'office'",
      reason: 'request \\ 17',
    });
  const before = await everything();
  expect(await forget(true)).toBe(0);
  expect(said()).toContain('The sync files remembers 1 record of theirs.');
  expect(await everything()).toBe(before);
  expect(await forget(false)).toBe(0);
  expect(said()).toContain('The sync files no longer remembers 1 record of theirs.');
  const left = await everything();
  for (const trace of ['00Q1', 'ann@', 'lead-1']) expect(left).not.toContain(trace);
  for (const other of ['00Q2', 'bob@', 'lead-2']) expect(left).toContain(other);
  expect(await rowsIn(server, 'SELECT DISTINCT forgotten_by, reason FROM leadscore.leadscore.int_forgotten')).toEqual([
    ["the 'office'", 'request \\ 17'],
  ]);
  const store = await SyncStore.open(join(directory, '.leadscore/sync/files.duckdb'), { owner: 'test', now: Date.now });
  expect(await store.rows(`SELECT crm_id FROM ${storeTable('sync_state')}`)).toEqual([{ crm_id: '00Q2' }]);
  await store.close();
  expect(await forget(false)).toBe(0);
  expect(said()).toContain('Forgotten before');
});
