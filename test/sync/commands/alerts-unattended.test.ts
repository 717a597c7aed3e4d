/** A scheduled plan, verify, retry or publish that cannot do its work tells somebody; one that a person looks at does not. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandContext } from '../../../scripts/commands/context.js';
import { syncApplyCommand } from '../../../scripts/commands/sync/apply.js';
import { syncPlanCommand } from '../../../scripts/commands/sync/plan.js';
import { syncPublishCommand } from '../../../scripts/commands/sync/publish.js';
import { syncRetryCommand } from '../../../scripts/commands/sync/retry.js';
import { syncVerifyCommand } from '../../../scripts/commands/sync/verify.js';
import { contextIn } from '../bigquery/bigquery-project.js';
import { cli } from '../../faults/cli.js';
import { projectCopy } from '../../faults/project-copy.js';
import { heldFile } from '../../held-file.js';
import { json, scriptedServer, type ScriptedServer } from '../http/server.js';
import { startSalesforce, type SalesforceServer } from '../servers/salesforce/server.js';
import { crmProject, putUpdates } from './crm-project.js';

const secrets = {
  LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
  LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
  LEADSCORE_SALESFORCE_ALERT_KEY: 'alert-key-of-thirty-two-characters',
};
const value = 'visited the pricing page on 2026-06-29';

let org: SalesforceServer;
let receiver: ScriptedServer;
let directory: string;
let ids: readonly string[];
let built: string;
beforeAll(async () => {
  built = await crmProject();
});
beforeEach(async () => {
  org = await startSalesforce();
  receiver = await scriptedServer();
  receiver.answer(json(200, {}));
  directory = projectCopy(built);
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  const type = org.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  ids = ['Ann', 'Bob'].map((LastName) => org.org.put(type, { LastName, Company: 'Acme' }).id);
  Object.assign(process.env, secrets);
});
afterEach(async () => {
  await org.close();
  await receiver.close();
  for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
});

function sync(more = ''): void {
  writeFileSync(
    join(directory, 'rubrics/sync/salesforce.yaml'),
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${org.url}" }\nalerts: { webhook: "${receiver.url}/a" }\n${more}`,
  );
}

const put = (): Promise<void> =>
  putUpdates(
    directory,
    ids.map((id) => ({ id, total: 71, tier: 'hot', reasons: value })),
  );

/** The reasons that were told since it was asked last; nothing of a person is among them. */
function told(): readonly unknown[] {
  return receiver.received.splice(0).flatMap(({ body }) => {
    for (const word of [value, ...ids, ...Object.values(secrets)]) expect(body).not.toContain(word);
    const { reasons, run } = JSON.parse(body) as { readonly reasons: readonly unknown[]; readonly run: unknown };
    expect(run).toBeNull();
    return reasons;
  });
}

/** How it ended, and what was told. */
async function ends(...args: readonly string[]): Promise<readonly [number | null, readonly unknown[]]> {
  const { exitCode } = await cli(directory, ['sync', ...args]);
  return [exitCode, told()];
}

const failed = (codes: string) => ({ reason: 'failed', what: `It could not be carried out: ${codes}.` });

test('[K2] what keeps a command from its work is told, whichever command it is', async () => {
  sync();
  const noWarehouse = [1, [failed('engine/no-warehouse')]];
  expect(await ends('plan')).toEqual(noWarehouse);
  expect(await ends('publish')).toEqual(noWarehouse);
  await put();
  expect(await ends('plan')).toEqual([0, []]);
  expect(await ends('apply')).toEqual([0, []]);
  for (const command of ['verify', 'publish', 'retry']) expect(await ends(command)).toEqual([0, []]);

  process.env.LEADSCORE_SALESFORCE_CLIENT_SECRET = 'no-longer-the-secret';
  for (const command of ['plan', 'verify']) expect(await ends(command)).toEqual([1, [failed('sync/refused')]]);
  process.env.LEADSCORE_SALESFORCE_CLIENT_SECRET = secrets.LEADSCORE_SALESFORCE_CLIENT_SECRET;

  const file = join(directory, '.leadscore/sync/salesforce.duckdb');
  const kept = readFileSync(file);
  rmSync(`${file}.wal`, { force: true });
  writeFileSync(file, 'no file of this program');
  for (const command of ['plan', 'verify', 'publish', 'retry'])
    expect(await ends(command)).toEqual([1, [failed('sync/cannot-open')]]);
  writeFileSync(file, kept);

  // A run of the models goes on.
  const warehouse = join(directory, '.leadscore/warehouse.duckdb');
  const letGo = await heldFile(warehouse);
  expect(await ends('plan')).toEqual([1, [failed('engine/locked')]]);
  expect(await ends('publish')).toEqual([
    1,
    [{ reason: 'failed', what: 'What came of the sync could not be brought into the warehouse.' }],
  ]);
  await letGo();
  writeFileSync(warehouse, 'no file of this program');
  for (const command of ['plan', 'publish'])
    expect(await ends(command)).toEqual([1, [failed('engine/not-a-database')]]);

  const rubric = join(directory, 'rubrics/inbound.yaml');
  writeFileSync(rubric, '{{{');
  for (const command of ['plan', 'verify', 'publish', 'retry'])
    expect(await ends(command)).toEqual([1, [failed('rubric/yaml')]]);
});

test('[K2] drift above the breaker is told, be it repaired or not; single hands are not', async () => {
  sync();
  await put();
  expect(await ends('apply')).toEqual([0, []]);
  const lead = org.org.record('Lead', ids[0] ?? '');
  if (lead === undefined) throw new Error('Ann is gone');
  lead.fields.Lead_Score__c = 99;
  expect(await ends('verify')).toEqual([1, []]);
  sync('breakers: { fewest_rows: 1 }\n');
  const drift = [{ reason: 'drift', what: '1 of the 2 records read back hold something else, more than 10 %.' }];
  expect(await ends('verify')).toEqual([1, drift]);
  expect(await ends('verify', '--repair')).toEqual([3, drift]);
  expect(await ends('verify', '--repair', '--force')).toEqual([0, drift]);
});

test('[K2] whoever looks at a terminal is told by it alone, but by apply; an interruption is told to nobody', async () => {
  sync();
  const { context } = contextIn(directory);
  const terminal = { ...context.out, isTty: true };
  const commands: readonly ((context: CommandContext) => Promise<unknown>)[] = [
    (on) => syncPlanCommand(on, { offline: true, createFields: false, giveUp: false }),
    (on) => syncVerifyCommand(on, { repair: false, force: false, sync: 'salesforce' }),
    (on) => syncPublishCommand(on, {}),
    (on) => syncRetryCommand(on, {}),
  ];
  writeFileSync(join(directory, 'rubrics/inbound.yaml'), '{{{');
  for (const command of commands) {
    for (const on of [
      { ...context, out: terminal },
      { ...context, err: terminal },
      { ...context, signal: AbortSignal.abort() },
    ]) {
      await expect(command(on)).rejects.toThrow('rubric/yaml');
      expect(told()).toEqual([]);
    }
    await expect(command(context)).rejects.toThrow('rubric/yaml');
    expect(told()).toEqual([failed('rubric/yaml')]);
  }
  await expect(syncApplyCommand({ ...context, out: terminal }, { force: false })).rejects.toThrow('rubric/yaml');
  expect(told()).toEqual([failed('rubric/yaml')]);
});
