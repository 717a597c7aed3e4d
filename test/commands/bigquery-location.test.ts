/** Every command that opens BigQuery does so in the location of workflow_settings.yaml. The server takes no job elsewhere. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkCommand } from '../../scripts/commands/check.js';
import { doctorCommand } from '../../scripts/commands/doctor.js';
import { healthCommand } from '../../scripts/commands/health.js';
import { pullCommand } from '../../scripts/commands/sources-pull.js';
import { RecordingClient } from '../engine/bigquery/recording-client.js';
import { bigQueryProject, contextIn, startWarehouse } from '../sync/bigquery/bigquery-project.js';
import type { BigQueryServer } from '../sync/servers/bigquery/server.js';

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));
const engine = 'bigquery';

let server: BigQueryServer;
let directory: string;
beforeAll(async () => {
  server = await startWarehouse();
  directory = await bigQueryProject();
  for (const statement of [
    'CREATE SCHEMA leadscore.leadscore',
    'CREATE SCHEMA leadscore.crm',
    'CREATE TABLE leadscore.crm.leads (id VARCHAR)',
    'CREATE TABLE leadscore.crm.events (event_id VARCHAR)',
    'CREATE TABLE leadscore.leadscore.lead_scores (lead_id VARCHAR)',
    'CREATE TABLE leadscore.leadscore.inbound_leads (lead_id VARCHAR)',
    `CREATE TABLE leadscore.leadscore.input_health (
      as_of TIMESTAMP WITH TIME ZONE, check_name VARCHAR, source VARCHAR, entity VARCHAR, place VARCHAR, place_rank BIGINT,
      severity BIGINT, measured VARCHAR, expected VARCHAR, since DATE, what VARCHAR, touches VARCHAR, todo VARCHAR
    )`,
    `INSERT INTO leadscore.leadscore.input_health VALUES
      (TIMESTAMPTZ '2026-06-30 00:00:00+00', 'volume', 'crm', 'leads', '', 1, 3, '0', '9', NULL, 'No rows came.', NULL, NULL)`,
  ])
    await server.warehouse.connection.run(statement);
});
afterAll(async () => server.close());

test('leadscore health reads what was found', async () => {
  const { context, said } = contextIn(directory);
  expect(await healthCommand(context, { engine, audit: false, client: server.client() })).toBe(1);
  expect(said()).toMatch(/^BROKEN {3}volume, crm leads: No rows came\.\n/);
});

test('leadscore check --data asks the tables', async () => {
  const { context, said } = contextIn(directory);
  expect(await checkCommand(context, { data: { engine, client: server.client() } })).toBe(0);
  expect(said()).toMatch(/queries: no errors\.\n$/);
});

test('leadscore doctor asks whether queries are answered', async () => {
  const { context, said } = contextIn(directory);
  await doctorCommand(context, { engine, client: server.client() });
  expect(said()).toContain('BigQuery answers queries of project leadscore');
});

test('leadscore sources pull looks at date shards by a query', async () => {
  const copy = await bigQueryProject();
  const file = join(copy, 'rubrics/sources/crm.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^ {2}(\w+): \{ files: .*$/gm, '  "$1_*": {}'));
  const client = new RecordingClient();
  const { context } = contextIn(copy);
  await pullCommand(context, { names: [], engine, check: true, client });
  expect(client.jobs.map(({ location }) => location)).toEqual(['EU', 'EU']);
});

test('nothing but scripts/commands/warehouse.ts opens one', () => {
  const opening = readdirSync(scripts, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /new BigQueryEngine\b/.test(readFileSync(join(scripts, name), 'utf8')));
  expect(opening).toEqual([join('commands', 'warehouse.ts')]);
});
