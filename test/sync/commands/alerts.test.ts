/** Somebody is told of a run that needs looking at; that nobody could be told changes nothing about it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cli, type Seen } from '../../faults/cli.js';
import { json, scriptedServer, type ScriptedServer } from '../http/server.js';
import { startSalesforce, type SalesforceServer } from '../servers/salesforce/server.js';
import { crmProject, putUpdates } from './crm-project.js';

const secrets = {
  LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
  LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
  LEADSCORE_SALESFORCE_ALERT_KEY: 'alert-key-of-thirty-two-characters',
};

let org: SalesforceServer | undefined;
let receiver: ScriptedServer | undefined;
afterEach(async () => {
  await org?.close();
  await receiver?.close();
  for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
});

const reason = 'visited the pricing page on 2026-06-29';

test('[K2] a run that fails, trips a breaker, waits or leaves records unwritten is told; one that goes well is not', async () => {
  org = await startSalesforce({
    settings: { validationRules: [{ object: 'Lead', field: 'Lead_Score__c', above: 99, message: reason }] },
  });
  receiver = await scriptedServer();
  receiver.answer(json(200, {}));
  const { received } = receiver;
  const directory = await crmProject();
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  const sync = (more: string): void =>
    writeFileSync(
      join(directory, 'rubrics/sync/salesforce.yaml'),
      `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${org?.url ?? ''}" }\n${more}`,
    );
  const alerts = `alerts: { webhook: "${receiver.url}/secret-path", fewest_rows: 1 }\n`;
  const type = org.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  const ids = ['Ann', 'Bob'].map((LastName) => org?.org.put(type, { LastName, Company: 'Acme' }).id ?? '');
  const put = (...totals: readonly number[]): Promise<void> =>
    putUpdates(
      directory,
      totals.map((total, index) => ({ id: ids[index] ?? '', total, tier: 'hot', reasons: reason })),
    );
  const told: unknown[] = [];
  const apply = async (...args: string[]): Promise<Seen> => {
    const seen = await cli(directory, ['sync', 'apply', ...args]);
    const bodies = received.splice(0).map(({ body }) => body);
    for (const body of bodies) {
      for (const word of ['pricing', 'Acme', ...Object.values(secrets), ...ids]) expect(body).not.toContain(word);
      const { text } = JSON.parse(body) as { readonly text: string };
      told.push([seen.exitCode, text]);
    }
    return seen;
  };
  Object.assign(process.env, secrets);

  sync('alerts: { max_minutes: 1 }\n');
  expect((await apply()).stderr).toContain('sync/alerts-to-nobody');
  sync(alerts);
  // Nothing to plan from.
  await apply();
  await put(100, 50);
  await apply();
  await put(60, 61);
  expect(await apply()).toMatchObject({ exitCode: 0, stderr: '' });
  sync(`${alerts}breakers: { fewest_rows: 1 }\n`);
  await put(70, 71);
  await apply();
  const { stdout } = await cli(directory, ['sync', 'plan', '--json']);
  const { run_id: plan } = JSON.parse(stdout) as { readonly run_id: string };
  org.org.set({ dailyCalls: 0 });
  await apply(plan, '--force');
  org.org.set({ dailyCalls: 100_000 });
  expect(await apply()).toMatchObject({ exitCode: 0, stderr: '' });
  // What it remembers is damaged, or of a program that is not this one; a rubric, and the sync file itself, have faults.
  const file = join(directory, '.leadscore/sync/salesforce.duckdb');
  const kept = readFileSync(file);
  const newer = Buffer.from(kept);
  newer.writeUInt32LE(9999, 12);
  for (const damaged of [Buffer.from('no file of this program'), kept.subarray(0, 5000), newer]) {
    rmSync(`${file}.wal`, { force: true });
    writeFileSync(file, damaged);
    expect(await apply()).toMatchObject({ exitCode: 1, stdout: '' });
  }
  writeFileSync(file, kept);
  sync(`${alerts}nonsense: 1\n`);
  await apply();
  sync(alerts);
  const rubric = join(directory, 'rubrics/inbound.yaml');
  const sound = readFileSync(rubric);
  writeFileSync(rubric, '{{{');
  await apply();
  writeFileSync(rubric, sound);
  await put(70, 71);
  expect(await apply()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(told).toEqual([
    [1, 'leadscore sync salesforce: It could not be carried out: engine/no-warehouse.'],
    [2, 'leadscore sync salesforce: 1 of 2 records were refused.'],
    [3, 'leadscore sync salesforce: 100 % of the 2 records written before would change, more than 30 %.'],
    [4, 'leadscore sync salesforce: The run waits. The CRM takes no more calls for now.'],
    [1, 'leadscore sync salesforce: It could not be carried out: sync/cannot-open.'],
    [1, 'leadscore sync salesforce: It could not be carried out: sync/cannot-open.'],
    [1, 'leadscore sync salesforce: It could not be carried out: sync/cannot-open.'],
    [1, 'leadscore sync salesforce: It could not be carried out: rubric/unknown-key.'],
    [1, 'leadscore sync salesforce: It could not be carried out: rubric/yaml.'],
  ]);

  expect(await cli(directory, ['sync', 'alert'])).toMatchObject({ exitCode: 0, stdout: 'The alert was taken.\n' });
  receiver.answer(json(403, reason));
  const refused = 'sync/alert-not-sent';
  expect(await cli(directory, ['sync', 'alert', '--json'])).toMatchObject({
    exitCode: 1,
    stdout: '{\n  "sync": "salesforce",\n  "sent": false\n}\n',
  });
  await put(100, 90);
  const unsent = await apply('--force');
  expect(unsent.exitCode).toBe(2);
  expect(unsent.stderr).toContain(refused);
  expect(unsent.stderr).not.toContain('secret-path');
});
