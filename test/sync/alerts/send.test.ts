/** An alert reaches a server and a program; whatever these do, it is a warning and nothing more. */
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Alert } from '../../../scripts/sync/alerts/alert.js';
import { sendAlert } from '../../../scripts/sync/alerts/send-alert.js';
import { type Alerts, usualAlerts } from '../../../scripts/sync/alerts/settings.js';
import type { Clock } from '../../../scripts/sync/apply/clock.js';
import { json, scriptedServer, type ScriptedServer } from '../http/server.js';
import { temporaryFolder } from '../../temporary-folder.js';

const key = 'k'.repeat(32);
const at = '2026-07-01T08:00:00.000Z';
const alert: Alert = {
  sync: 'crm',
  destination: 'csv',
  at,
  reasons: [{ reason: 'failed', what: `It said "$(touch x)" and '; rm -rf .` }],
};

let server: ScriptedServer;
let folder: string;
let slept: number;
beforeEach(async () => {
  server = await scriptedServer();
  folder = temporaryFolder('alert');
  slept = 0;
});
afterEach(async () => {
  await server.close();
});

const clock: Clock = {
  now: () => Date.parse(at),
  sleep: () => {
    slept += 1;
    return Promise.resolve();
  },
};

async function send(
  alerts: Partial<Alerts>,
  {
    environment = { LEADSCORE_CRM_ALERT_KEY: key },
    timeouts,
  }: {
    environment?: Readonly<Record<string, string>>;
    timeouts?: { readonly webhook: number; readonly command: number };
  } = {},
): Promise<readonly string[]> {
  const problems = await sendAlert(alert, {
    alerts: { ...usualAlerts, ...alerts },
    secrets: {
      environment: { PATH: process.env.PATH, ...environment },
      readFile: () => {
        throw new Error('no file');
      },
    },
    directory: folder,
    clock,
    random: () => 0,
    signal: new AbortController().signal,
    ...(timeouts !== undefined && { timeouts }),
  });
  expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return problems.map(({ code, what }) => `${code}: ${what.replace(/:\d+/, ':<port>')}`);
}

test('a webhook gets it once, signed by its key', async () => {
  server.answer(json(200, {}));
  expect(await send({ webhook: `${server.url}/hooks/a-path-that-is-secret` })).toEqual([]);
  const [call] = server.received;
  expect(server.received).toHaveLength(1);
  const timestamp = String(Date.parse(at) / 1000);
  expect(call?.headers['leadscore-timestamp']).toBe(timestamp);
  expect(call?.headers['leadscore-signature']).toBe(
    `v1=${createHmac('sha256', key)
      .update(`${timestamp}.${call?.body ?? ''}`)
      .digest('hex')}`,
  );
  expect(JSON.parse(call?.body ?? '')).toMatchObject({ sync: 'crm', reasons: alert.reasons, run: null });
});

test('what is wrong for now is tried again, under the same key, three times in all', async () => {
  server.answer(json(503, {}), (_received, response) => response.destroy(), json(204, ''));
  expect(await send({ webhook: server.url })).toEqual([]);
  expect(slept).toBe(2);
  expect(new Set(server.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  server.answer(json(500, 'jane@example.com'));
  expect(await send({ webhook: `${server.url}/secret` })).toEqual([
    'sync/alert-not-sent: An alert was not taken by http://127.0.0.1:<port>: HTTP 500.',
  ]);
  expect(server.received).toHaveLength(6);
});

test('what will not get better is not tried again: a refusal, a redirect', async () => {
  server.answer(json(401, {}), json(302, {}, { location: 'http://127.0.0.1:1/elsewhere' }));
  const refused = 'sync/alert-not-sent: An alert was not taken by http://127.0.0.1:<port>: HTTP';
  expect(await send({ webhook: server.url })).toEqual([`${refused} 401.`]);
  expect(await send({ webhook: server.url })).toEqual([`${refused} 302.`]);
  expect(server.received).toHaveLength(2);
});

test('a server that never answers, and one that is not there', async () => {
  server.answer(() => undefined);
  expect(await send({ webhook: server.url }, { timeouts: { webhook: 50, command: 50 } })).toEqual([
    'sync/alert-not-sent: An alert was not taken by http://127.0.0.1:<port>: timeout.',
  ]);
  await server.close();
  expect(await send({ webhook: server.url })).toEqual([
    'sync/alert-not-sent: An alert was not taken by http://127.0.0.1:<port>: refused.',
  ]);
  server = await scriptedServer();
});

test('without its key, or with one that is too short, nothing is sent, and that is told', async () => {
  server.answer(json(200, {}));
  expect(await send({ webhook: server.url }, { environment: {} })).toEqual([
    'sync/secret-missing: LEADSCORE_CRM_ALERT_KEY is not set: the key by which alerts are signed, which the receiver has as well.',
  ]);
  expect(await send({ webhook: server.url }, { environment: { LEADSCORE_CRM_ALERT_KEY: 'short' } })).toEqual([
    'sync/secret-malformed: LEADSCORE_CRM_ALERT_KEY does not look like a signing key: one word of 32 visible characters or more.',
  ]);
  expect(server.received).toEqual([]);
});

const node = (script: string, ...words: string[]): readonly string[] => [process.execPath, '-e', script, ...words];
const keep = `require('fs').writeFileSync(process.argv[1], JSON.stringify({ words: process.argv.slice(2), body: JSON.parse(require('fs').readFileSync(0, 'utf8')), secrets: Object.keys(process.env).filter((name) => /leadscore/i.test(name)), cwd: process.cwd() }))`;

test('a program gets it on its standard input, in the project, without a shell and without our secrets', async () => {
  const file = join(folder, 'alert.json');
  const command = node(keep, file, '$(touch y)', '; touch z');
  expect(await send({ command }, { environment: { LEADSCORE_CRM_TOKEN: 'x', leadscore_other: 'y' } })).toEqual([]);
  const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(kept).toMatchObject({
    words: ['$(touch y)', '; touch z'],
    body: { sync: 'crm', reasons: alert.reasons },
    secrets: [],
  });
  for (const name of ['x', 'y', 'z']) expect(existsSync(join(folder, name))).toBe(false);
});

test('a program that fails, is not there, does not read, or does not end', async () => {
  const program = process.execPath;
  expect(await send({ command: node('process.exit(3)') })).toEqual([
    `sync/alert-not-sent: An alert was not taken by "${program}": it ended with 3.`,
  ]);
  expect(await send({ command: ['./no-such-program'] })).toEqual([
    'sync/alert-not-sent: An alert was not taken by "./no-such-program": ENOENT.',
  ]);
  expect(await send({ command: node('process.stdin.destroy()') })).toEqual([]);
  const hangs = node('setInterval(() => {}, 1000)');
  expect(await send({ command: hangs }, { timeouts: { webhook: 50, command: 100 } })).toEqual([
    `sync/alert-not-sent: An alert was not taken by "${program}": it had not ended after 0.1 s.`,
  ]);
});

test('each way whatever becomes of the other', async () => {
  const file = join(folder, 'alert.json');
  server.answer(json(403, {}));
  expect(await send({ webhook: server.url, command: node(keep, file) })).toHaveLength(1);
  expect(existsSync(file)).toBe(true);
});
