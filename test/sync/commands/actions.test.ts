/** The stage of actions as a user sees it: planned, done once the fields are written, and never twice. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, expect, test } from 'vitest';
import { cli } from '../../faults/cli.js';
import { projectCopy } from '../../faults/project-copy.js';
import { json, scriptedServer, type ScriptedServer } from '../http/server.js';
import { startSalesforce, type SalesforceServer } from '../servers/salesforce/server.js';

const secrets = {
  LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
  LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
  LEADSCORE_SALESFORCE_ALERT_KEY: 'alert-key-of-thirty-two-characters',
};

let server: SalesforceServer | undefined;
let receiver: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  await receiver?.close();
  server = undefined;
  receiver = undefined;
  for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
});

/** What a run leaves of the leads that have come to the tier hot at that moment. */
async function putHot(directory: string, ids: readonly string[], asOf: Date): Promise<void> {
  mkdirSync(join(directory, '.leadscore'), { recursive: true });
  const instance = await DuckDBInstance.create(join(directory, '.leadscore/warehouse.duckdb'));
  const connection = await instance.connect();
  for (const statement of [
    'CREATE SCHEMA IF NOT EXISTS leadscore',
    `CREATE OR REPLACE TABLE leadscore.crm_updates (
      source VARCHAR, object VARCHAR, record_id VARCHAR, account_record_id VARCHAR, rubric VARCHAR, lead_id VARCHAR,
      as_of TIMESTAMP WITH TIME ZONE, total_score BIGINT, tier VARCHAR, state VARCHAR
    )`,
    `CREATE OR REPLACE TABLE leadscore.tier_transitions (
      transition_id VARCHAR, rubric VARCHAR, as_of TIMESTAMP WITH TIME ZONE, lead_id VARCHAR, to_tier VARCHAR,
      direction VARCHAR, may_act BOOLEAN, action VARCHAR, action_details VARCHAR, action_due_at TIMESTAMP WITH TIME ZONE
    )`,
    'CREATE OR REPLACE TABLE leadscore.work_queue (rubric VARCHAR, tier VARCHAR, capacity BIGINT, capacity_per VARCHAR)',
  ])
    await connection.run(statement);
  for (const id of ids) {
    await connection.run(
      "INSERT INTO leadscore.crm_updates VALUES ('crm', 'lead', $1, NULL, 'inbound', $1, CAST($2 AS TIMESTAMPTZ), 80, 'hot', 'write')",
      [id, asOf.toISOString()],
    );
    await connection.run(
      "INSERT INTO leadscore.tier_transitions VALUES ('t-' || $1, 'inbound', CAST($2 AS TIMESTAMPTZ), $1, 'hot', 'up', TRUE, 'contact', '', CAST($2 AS TIMESTAMPTZ))",
      [id, asOf.toISOString()],
    );
  }
  connection.closeSync();
  instance.closeSync();
}

/** A project with the one sync file `salesforce`, whose leads are of these names; its models are generated. */
async function actingProject(
  org: SalesforceServer['org'],
  names: readonly string[],
): Promise<{ readonly directory: string; readonly ids: readonly string[] }> {
  const type = org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  const ids = names.map((LastName) => org.put(type, { LastName, Company: 'Acme' }).id);
  const directory = projectCopy();
  appendFileSync(
    join(directory, 'rubrics/inbound.yaml'),
    '\ncrm:\n  fields: { Lead_Score__c: total, Score_Band__c: tier }\n',
  );
  expect(await cli(directory, ['build'])).toMatchObject({ exitCode: 0 });
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  return { directory, ids };
}

function writeSync(directory: string, actions: string, most = 2, more = ''): void {
  writeFileSync(
    join(directory, 'rubrics/sync/salesforce.yaml'),
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${server?.url ?? ''}" }\nstage: fields+actions\nactions_per_run: ${String(most)}\nactions:\n${actions}${more}`,
  );
}

test('[K2] [F10] fields first, then a task for each lead that has become hot since, once; above the limit none', async () => {
  server = await startSalesforce();
  const { org } = server;
  const { directory, ids } = await actingProject(org, ['Ann', 'Bob']);
  const [ann = '', bob = ''] = ids;
  const sync = (most: number): void =>
    writeSync(directory, '  call: { do: task, tiers: [hot], subject: Call them }\n', most);
  sync(1);
  Object.assign(process.env, secrets);
  const said = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await cli(directory, args);
    expect([exitCode, stderr]).toEqual([0, '']);
    return stdout;
  };

  await putHot(directory, [ann], new Date(Date.now() - 3_600_000));
  expect(await said('sync', 'plan')).toMatch(
    /Actions: none\.\n {2}From now on: call; what changed before does not count\.\n$/,
  );
  const found = new Date();
  await putHot(directory, [ann, bob], found);
  expect(await said('sync', 'plan')).toContain(
    'Actions: none is done, since 2 are more than 1, the most of one run (actions_per_run).',
  );
  // Nobody looks at a scheduled run: it says so.
  receiver = await scriptedServer();
  receiver.answer(json(200, {}));
  writeSync(
    directory,
    '  call: { do: task, tiers: [hot], subject: Call them }\n',
    1,
    `alerts: { webhook: "${receiver.url}" }\n`,
  );
  await said('sync', 'apply');
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as { readonly reasons: unknown }).reasons)).toEqual([
    [{ reason: 'actions', what: 'None of 2 actions is done: a run may have 1.' }],
  ]);
  sync(2);
  const applied = await said('sync', 'apply');
  expect(applied).toContain('Actions: 2 call, once the fields are written.');
  expect(applied).toContain('Actions: 2 done\n');
  expect(org.record('Lead', ann)?.fields).toMatchObject({ Lead_Score__c: 80 });
  const tasks = org.records('Task').map(({ fields }) => [fields.WhoId, fields.Subject, fields.ActivityDate]);
  expect(tasks.toSorted()).toEqual(
    [ann, bob].map((id) => [id, 'Call them', found.toISOString().slice(0, 10)]).toSorted(),
  );
  const again: unknown = JSON.parse(await said('sync', 'apply', '--json'));
  expect(again).toMatchObject({ actions: { done: 2, refused: 0, unknown: 0, waiting: 0, calls: 0 } });
  expect(org.records('Task')).toHaveLength(2);
});

test('[K2] refused actions are told by status, and done by the run after `sync retry` once the cause is mended', async () => {
  const words = 'the owner is not active \u001b[31m';
  server = await startSalesforce({
    settings: { refusedRows: [{ object: 'Task', statusCode: 'INACTIVE_OWNER', message: words }] },
  });
  const { org } = server;
  const { directory, ids } = await actingProject(org, ['Ann', 'Bob']);
  writeSync(directory, '  call: { do: task, tiers: [hot], subject: Call them, to: 005000000000001AAA }\n');
  Object.assign(process.env, secrets);
  const said = async (exitCode: number, ...args: string[]): Promise<string> => {
    const seen = await cli(directory, ['sync', ...args]);
    expect([seen.exitCode, seen.stderr]).toEqual([exitCode, '']);
    return seen.stdout;
  };
  await putHot(directory, ids, new Date(Date.now() - 3_600_000));
  await said(0, 'apply');
  await putHot(directory, ids, new Date());
  const applied = await said(2, 'apply');
  expect(applied).toContain('Actions: 0 done, 2 refused\n2 actions to look at:\n');
  expect(applied).toContain('refused, INACTIVE_OWNER: the owner is not active  [31m\n');
  const standing = '2 actions refused:\n  2 `npx leadscore sync retry` takes up, once the cause is mended\n';
  expect(applied).toContain(standing);
  expect(await said(0, 'status')).toContain(standing);
  expect(JSON.parse(await said(0, 'status', '--json'))).toMatchObject({
    refused_actions: { refused: 2, retryable: 2, due: 0 },
  });
  expect(await said(0, 'apply')).toContain('Actions: 0 done, 2 refused\n');

  expect(await said(0, 'retry', '--code', "NONE' OR ''='")).toBe(
    'No refused record or action fits; `npx leadscore sync status` shows those that there are.\n',
  );
  expect(await said(0, 'retry', '--code', 'INACTIVE_OWNER', '--record', ids[0] ?? '')).toBe(
    '1 refused action will be tried again by the next plan, if the lead still stands where the rule asks for.\n',
  );
  expect(JSON.parse(await said(0, 'retry', '--json'))).toEqual({
    sync: 'salesforce',
    due: 0,
    actions: { due: 2, too_old: 0, without_rule: 0 },
  });
  expect(await said(0, 'status')).toContain('2 actions refused:\n  2 the next plan takes up\n');
  org.set({ refusedRows: [] });
  writeSync(directory, '  call: { do: task, tiers: [hot], subject: Call them, to: 005000000000002AAA }\n');
  expect(await said(0, 'plan')).toContain(
    'Actions: 2 call, once the fields are written.\n  2 of them were refused before.\n',
  );
  expect(JSON.parse(await said(0, 'plan', '--json'))).toMatchObject({
    actions: { planned: 2, again: 2, not_again: 0 },
  });
  expect(await said(0, 'apply')).toContain('Actions: 2 done\n');
  expect(org.records('Task').map(({ fields }) => fields.OwnerId)).toEqual(Array(2).fill('005000000000002AAA'));
  expect(await said(0, 'status')).not.toContain('refused:');
  expect(await said(0, 'retry')).toContain('No refused record or action fits');
  await said(0, 'apply');
  expect(org.records('Task')).toHaveLength(2);
});
