/** Scores that runs of the models no longer renew: `sync apply` writes them, and tells somebody. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cli } from '../../faults/cli.js';
import { json, scriptedServer, type ScriptedServer } from '../http/server.js';
import { crmProject, putUpdates } from './crm-project.js';

let receiver: ScriptedServer;
beforeEach(async () => {
  receiver = await scriptedServer();
  receiver.answer(json(200, {}));
  process.env.LEADSCORE_FILES_ALERT_KEY = 'alert-key-of-thirty-two-characters';
});
afterEach(async () => {
  await receiver.close();
  Reflect.deleteProperty(process.env, 'LEADSCORE_FILES_ALERT_KEY');
});

test('[K1] the oldest scores count, for hot runs renew some alone; what may not be told before nobody asked for', async () => {
  const directory = await crmProject();
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  const sync = (limit: string): void =>
    writeFileSync(
      join(directory, 'rubrics/sync/files.yaml'),
      `destination: csv\nsource: crm\nalerts: { webhook: "${receiver.url}"${limit} }\n`,
    );
  const put = (...hours: readonly number[]): Promise<void> =>
    putUpdates(
      directory,
      hours.map((ago, index) => ({
        id: `00Q${String(index)}`,
        total: 50 + ago,
        tier: 'hot',
        reasons: null,
        asOf: new Date(Date.now() - ago * 3_600_000),
      })),
    );
  const apply = async (...args: readonly string[]): Promise<readonly unknown[]> => {
    expect(await cli(directory, ['sync', 'apply', ...args])).toMatchObject({ exitCode: 0 });
    return receiver.received
      .splice(0)
      .flatMap(({ body }) => (JSON.parse(body) as { readonly reasons: readonly unknown[] }).reasons);
  };
  const stale = {
    reason: 'stale',
    what: expect.stringMatching(/^The oldest scores are 40 hours old \(as of \S+Z\), and may be 26\.$/) as string,
  };

  sync(', max_age_hours: 26');
  await put(25, 25);
  expect(await apply()).toEqual([]);
  await put(1, 40);
  // The plan tells nobody: the run that carries it out does.
  const { stdout } = await cli(directory, ['sync', 'plan', '--json']);
  expect(receiver.received).toEqual([]);
  const { run_id: plan } = JSON.parse(stdout) as { readonly run_id: string };
  expect(await apply(plan)).toEqual([stale]);
  // Also where nothing is left to write, each time.
  expect(await apply()).toEqual([stale]);
  sync('');
  expect(await apply()).toEqual([]);
});
