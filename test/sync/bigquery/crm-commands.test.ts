/** The commands with --engine bigquery against a CRM: actions are done once, and other machines know of everything. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncApplyCommand } from '../../../scripts/commands/sync/apply.js';
import { syncPlanCommand } from '../../../scripts/commands/sync/plan.js';
import { syncPublishCommand } from '../../../scripts/commands/sync/publish.js';
import { syncRetryCommand } from '../../../scripts/commands/sync/retry.js';
import { syncStatusCommand } from '../../../scripts/commands/sync/status.js';
import { syncVerifyCommand } from '../../../scripts/commands/sync/verify.js';
import { type BigQueryServer } from '../servers/bigquery/server.js';
import { startSalesforce, type SalesforceServer } from '../servers/salesforce/server.js';
import { bigQueryProject, contextIn, putUpdates, rowsIn, startWarehouse } from './bigquery-project.js';

const secrets = {
  LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
  LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
};
let server: BigQueryServer;
let crm: SalesforceServer;
beforeEach(async () => {
  server = await startWarehouse();
  crm = await startSalesforce();
  Object.assign(process.env, secrets);
});
afterEach(async () => {
  for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
  await server.close();
  await crm.close();
});

function leads(...names: readonly string[]): readonly string[] {
  const type = crm.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  return names.map((LastName) => crm.org.put(type, { LastName, Company: 'Acme' }).id);
}

/** As a run of the models an hour ago would leave them, then one of now. */
async function become(ids: readonly string[], apply: () => Promise<unknown>): Promise<void> {
  const rows = ids.map((id) => [id, 80] as const);
  await putUpdates(server, rows, { asOf: new Date(Date.now() - 3_600_000) });
  await apply();
  await putUpdates(server, rows, { asOf: new Date(), becomeHot: true });
}

const actions = (): Promise<readonly unknown[][]> =>
  rowsIn(server, 'SELECT rule, crm_id, status, payload IS NULL FROM sync.sync_action ORDER BY rule, crm_id');

test('[K2] tasks and owners in Salesforce: done, known in BigQuery, and never again from another machine', async () => {
  const [ann = '', bob = ''] = leads('Ann', 'Bob');
  const owner = '005000000000001AAA';
  const directory = await bigQueryProject(
    'salesforce',
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${crm.url}" }\nstage: fields+actions\nactions:\n  call: { do: task, tiers: [hot], subject: "Call: 'hot' \\"lead\\"" }\n  own: { do: assign, tiers: [hot], to: ${owner} }\n`,
  );
  const { context, said } = contextIn(directory);
  const apply = () => syncApplyCommand(context, { engine: 'bigquery', client: server.client(), force: false });
  await become([ann, bob], apply);
  expect(said()).toContain('From now on: call, own');
  expect(await actions()).toEqual([]);
  expect(await apply()).toBe(0);
  expect(said()).toMatch(/Actions: 2 call, 2 own, once the fields are written\.[^]*Actions: 4 done\n/);
  const done = [
    ['call', ann, 'done', true],
    ['call', bob, 'done', true],
    ['own', ann, 'done', true],
    ['own', bob, 'done', true],
  ];
  expect(await actions()).toEqual(done);
  const isDone = (): void => {
    expect(crm.org.records('Task').map(({ fields }) => fields.Subject)).toEqual(Array(2).fill(`Call: 'hot' "lead"`));
    expect([ann, bob].map((id) => crm.org.record('Lead', id)?.fields.OwnerId)).toEqual([owner, owner]);
  };
  isDone();
  // Somebody takes the lead over: what was done once is not done again.
  const lead = crm.org.record('Lead', ann);
  if (lead === undefined) throw new Error('Ann is gone');
  lead.fields.OwnerId = '005000000000002AAA';
  for (const isLost of [false, true]) {
    if (isLost) rmSync(join(directory, '.leadscore/sync'), { recursive: true });
    expect(await apply()).toBe(0);
    expect(await actions()).toEqual(done);
    expect(lead.fields.OwnerId).toBe('005000000000002AAA');
    expect(crm.org.records('Task')).toHaveLength(2);
  }
});

test('status and verify see what another machine sent, say what of this one BigQuery has not, and repair it', async () => {
  const [ann = '', bob = ''] = leads('Ann', 'Bob');
  const directory = await bigQueryProject(
    'salesforce',
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${crm.url}" }\n`,
  );
  const { context, said } = contextIn(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  const verify = (isRepair: boolean) => syncVerifyCommand(context, { ...options, repair: isRepair, force: false });
  await putUpdates(server, [
    [ann, 71],
    [bob, 12],
  ]);
  expect(await syncStatusCommand(context, options)).toBe(0);
  expect(said()).toContain('nothing was ever planned');
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(0);
  rmSync(join(directory, '.leadscore/sync'), { recursive: true });
  said();
  expect(await syncStatusCommand(context, options)).toBe(0);
  expect(said()).toMatch(
    /^salesforce \(salesforce\): 2 records hold what was written last, 0 are refused, 0 put off\nLast runs:\n {2}\S+ {2}done; 2 written, 0 refused, 0 put off, 0 left out of 2; by .*, process \d+\n/,
  );
  expect(await verify(false)).toBe(0);
  expect(said()).toContain('2 of 2 acknowledged records read back: 2 as written');
  const lead = crm.org.record('Lead', ann);
  if (lead === undefined) throw new Error('Ann is gone');
  lead.fields.Lead_Score__c = 99;
  expect(await verify(false)).toBe(1);
  expect(await verify(true)).toBe(0);
  expect(said()).toContain('1 record will be written again by the next plan.');
  server.api.failures.push({ kind: 'load', reason: 'quotaExceeded', on: 'sync_log' });
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(3);
  expect(lead.fields.Lead_Score__c).toBe(71);
  said();
  expect(await syncStatusCommand(context, options)).toBe(0);
  expect(said()).toMatch(
    /Not counted, of \S+: 1 outcomes are in the file of this machine alone\. `npx leadscore sync publish` brings them\.\n$/,
  );
  expect(await syncPublishCommand(context, options)).toBe(0);
  said();
  expect(await syncStatusCommand({ ...context, json: true }, options)).toBe(0);
  expect(JSON.parse(said())).toMatchObject({ acknowledged: 2, carried_on_by: null, not_in_bigquery: [] });
  // The file of this machine alone does not know it.
  await expect(syncStatusCommand(context, {})).rejects.toThrow('sync/other-warehouse');
});

test('alerts as files; a machine that was lost while it sent them leaves them unknown, for somebody to look', async () => {
  const directory = await bigQueryProject(
    'files',
    'destination: csv\nsource: crm\nstage: fields+actions\nactions:\n  tell: { do: alert, tiers: [hot] }\n',
  );
  const { context, said } = contextIn(directory);
  const client = server.client();
  const apply = () => syncApplyCommand(context, { engine: 'bigquery', client, force: false });
  await become(['00Q1', "00Q'2"], apply);
  expect(await apply()).toBe(0);
  expect(said()).toContain('Actions: 2 done\n');
  const folder = join(directory, '.leadscore/outbox/files/actions');
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(texts.toSorted().map((text) => /,alert,lead,([^,]*),/.exec(text)?.[1])).toEqual(
    expect.arrayContaining(['00Q1', "00Q'2"]),
  );
  // As a machine leaves it that died after it had said what it was about to send.
  await rowsIn(server, "UPDATE sync.sync_action SET status = 'intended' WHERE crm_id = '00Q1'");
  rmSync(join(directory, '.leadscore/sync'), { recursive: true });
  expect(await apply()).toBe(2);
  expect(said()).toContain('1 unknown');
  expect((await actions()).map((row) => row.slice(1, 3)).toSorted()).toEqual([
    ["00Q'2", 'done'],
    ['00Q1', 'unknown'],
  ]);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('[K2] what Salesforce refused is taken up on one machine and done by another, once', async () => {
  const [ann = '', bob = ''] = leads('Ann', 'Bob');
  const directory = await bigQueryProject(
    'salesforce',
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${crm.url}" }\nstage: fields+actions\nactions:\n  call: { do: task, tiers: [hot] }\n  own: { do: assign, tiers: [hot], to: 005000000000001AAA }\n`,
  );
  const { context, said } = contextIn(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  const apply = () => syncApplyCommand(context, { ...options, force: false });
  const loseDisk = (): void => rmSync(join(directory, '.leadscore/sync'), { recursive: true });
  const hostile = "'); DROP TABLE sync_action; -- \u001b[31m";
  await become([ann, bob], apply);
  crm.org.set({ refusedRows: [{ object: 'Task', statusCode: 'INACTIVE_OWNER', message: hostile }] });
  said();
  expect(await apply()).toBe(2);
  const standing = '2 actions refused:\n  2 `npx leadscore sync retry` takes up, once the cause is mended\n';
  expect(said()).toContain(standing);
  loseDisk();
  expect(await syncStatusCommand(context, options)).toBe(0);
  expect(said()).toContain(standing);
  expect(await syncRetryCommand(context, { ...options, code: 'NO_SUCH_CODE' })).toBe(0);
  expect(said()).toContain('No refused record or action fits');
  expect(await syncRetryCommand(context, { ...options, code: 'INACTIVE_OWNER' })).toBe(0);
  expect(said()).toBe(
    '2 refused actions will be tried again by the next plan, if the lead still stands where the rule asks for.\n',
  );
  loseDisk();
  expect(await syncStatusCommand({ ...context, json: true }, options)).toBe(0);
  expect(JSON.parse(said())).toMatchObject({ refused_actions: { refused: 2, retryable: 0, due: 2 } });
  // A plan changes nothing for others, and one that is lost costs nothing.
  expect(await syncPlanCommand(context, { ...options, offline: false, createFields: false, giveUp: false })).toBe(0);
  expect(said()).toContain('Actions: 2 call, once the fields are written.\n  2 of them were refused before.\n');
  loseDisk();
  expect(await apply()).toBe(2);
  expect(said()).toContain('Actions: 2 done, 2 refused\n');
  crm.org.set({ refusedRows: [] });
  expect(await syncRetryCommand(context, options)).toBe(0);
  expect(await apply()).toBe(0);
  expect(crm.org.records('Task')).toHaveLength(2);
  for (const id of [ann, bob]) expect(await actions()).toContainEqual(['call', id, 'done', true]);
  loseDisk();
  said();
  expect(await syncRetryCommand(context, options)).toBe(0);
  expect(said()).toContain('No refused record or action fits');
  expect(await apply()).toBe(0);
  expect(crm.org.records('Task')).toHaveLength(2);
});
