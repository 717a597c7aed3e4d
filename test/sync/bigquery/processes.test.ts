/** The command line as a process of its own with --engine bigquery, ended by Ctrl-C or killed: what it leaves, and who goes on. */
import type { ChildProcess } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncApplyCommand } from '../../../scripts/commands/sync/apply.js';
import { type Seen, stackLines } from '../../faults/cli.js';
import { cliProcess } from '../../faults/cli-process.js';
import { json, scriptedServer, type ScriptedServer } from '../http/server.js';
import type { BigQueryServer } from '../servers/bigquery/server.js';
import { bigQueryProject, contextIn, putUpdates, rowsIn, startWarehouse } from './bigquery-project.js';

const key = 'LEADSCORE_HOOK_SIGNING_KEY';
let server: BigQueryServer;
let receiver: ScriptedServer;
let directory: string;
/** Milliseconds by which BigQuery's clock is ahead. */
let ahead: number;

beforeEach(async () => {
  ahead = 0;
  server = await startWarehouse(() => new Date(Date.now() + ahead));
  receiver = await scriptedServer();
  receiver.answer(json(200, {}));
  directory = await bigQueryProject(
    'hook',
    `destination: webhook\nsource: crm\nbatch: 1\nin_flight: 1\nconnection: { url: "${receiver.url}/leads" }\n`,
  );
  process.env[key] = 'a-key-that-has-32-characters-or-more';
  process.env.LEADSCORE_TEST_BIGQUERY = server.url;
  process.env.NODE_OPTIONS = `--import ${new URL('signed-in.mjs', import.meta.url).href}`;
  await putUpdates(server, [
    ['00Q1', 71],
    ['00Q2', 12],
    ['00Q3', 50],
  ]);
});
afterEach(async () => {
  for (const name of [key, 'LEADSCORE_TEST_BIGQUERY', 'NODE_OPTIONS']) Reflect.deleteProperty(process.env, name);
  await server.close();
  await receiver.close();
});

async function sync(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Seen> {
  const seen = await cliProcess(
    directory,
    ['sync', ...args, '--engine', 'bigquery'],
    onStart === undefined ? {} : { onStart },
  );
  expect(stackLines(seen)).toEqual([]);
  return seen;
}

/** Records in the calls so far, in order; the call by which a plan looks whether it may write has none. */
const sent = (): readonly string[] =>
  receiver.received.flatMap(({ body }) =>
    (JSON.parse(body) as { readonly rows: readonly { readonly crm_id: string }[] }).rows.map(({ crm_id: id }) => id),
  );

const runs = (): Promise<readonly unknown[][]> =>
  rowsIn(server, 'SELECT status, ok, is_open FROM sync.sync_run ORDER BY created_at');
const isLeased = async (): Promise<boolean> => {
  const [row] = await rowsIn(server, 'SELECT epoch_ms(lease_until) FROM sync.sync_lock');
  return Number(row?.[0]) > Date.now() + ahead;
};

/** The next command of the same machine; that it is a process of its own makes no difference any more. */
async function hereApply(): Promise<{ readonly exitCode: number; readonly said: string }> {
  const { context, said } = contextIn(directory);
  const exitCode = await syncApplyCommand(context, { engine: 'bigquery', client: server.client(), force: false });
  return { exitCode, said: said() };
}

/** All three are written and remembered, each once, and there is nothing more to do. */
async function isDone(): Promise<void> {
  expect(await rowsIn(server, 'SELECT row_key, status FROM sync.sync_state ORDER BY 1')).toEqual([
    ['lead/00Q1', 'ok'],
    ['lead/00Q2', 'ok'],
    ['lead/00Q3', 'ok'],
  ]);
  expect(await rowsIn(server, 'SELECT COUNT(*), COUNT(DISTINCT row_key) FROM sync.sync_log')).toEqual([['3', '3']]);
  expect(
    await rowsIn(
      server,
      "SELECT COUNT(*) FROM duckdb_tables() WHERE table_name LIKE 'plan_%' OR table_name LIKE 'put_%'",
    ),
  ).toEqual([['0']]);
  const before = sent().length;
  const again = await hereApply();
  expect(again.exitCode).toBe(0);
  expect(again.said).toContain('of 0 records');
  expect(sent().length).toBe(before);
  expect(await isLeased()).toBe(false);
}

test('[K1] Ctrl-C while records are sent: what was under way is remembered in BigQuery, and the command that is printed goes on', async () => {
  let child: ChildProcess | undefined;
  receiver.answer((received, response) => {
    const ok = (): void => json(200, {})(received, response);
    if (sent().length !== 1) return ok();
    child?.kill('SIGINT');
    // The answer comes after the signal has.
    setTimeout(ok, 300);
  });
  const seen = await sync(['apply', '--sync', 'hook'], (started) => (child = started));
  expect(seen.exitCode).toBe(130);
  expect(seen.stdout).toContain('`npx leadscore sync apply --engine bigquery --sync hook` goes on with it');
  expect(sent()).toEqual(['00Q1']);
  expect(await runs()).toEqual([['running', '1', true]]);
  expect(await rowsIn(server, 'SELECT row_key, outcome FROM sync.sync_log')).toEqual([['lead/00Q1', 'ok']]);
  expect(await isLeased()).toBe(false);

  const next = await sync(['apply', '--sync', 'hook']);
  expect(next.exitCode).toBe(0);
  expect(next.stdout).toContain('which has not ended');
  expect(sent()).toEqual(['00Q1', '00Q2', '00Q3']);
  expect(await runs()).toEqual([['done', '3', false]]);
  await isDone();
});

test('Ctrl-C while BigQuery makes the plan: nothing is sent, nothing is left, and others may go on at once', async () => {
  let child: ChildProcess | undefined;
  server.api.watches.push({ on: 'judged_records', met: () => void child?.kill('SIGINT') });
  const seen = await sync(['apply'], (started) => (child = started));
  expect(seen.exitCode).toBe(130);
  expect(seen.stdout).toContain('Interrupted before anything was sent');
  expect(sent()).toEqual([]);
  expect(await runs()).toEqual([]);
  expect(await isLeased()).toBe(false);
  renameSync(join(directory, '.leadscore/sync'), join(directory, '.leadscore/sync-of-the-first'));
  expect((await sync(['apply'])).exitCode).toBe(0);
  await isDone();
});

test.each([
  ['lost', true],
  ['carried out', false],
])(
  'kill -9 between the load of the log and the MERGE, which is %s: the same machine brings it, once',
  async (_is, isLost) => {
    let child: ChildProcess | undefined;
    server.api.watches.push({ on: 'folded AS (', isLost, met: () => void child?.kill('SIGKILL') });
    const seen = await sync(['apply'], (started) => (child = started));
    expect(seen.exitCode).toBe(null);
    expect(sent()).toEqual(['00Q1', '00Q2', '00Q3']);
    expect(await rowsIn(server, 'SELECT COUNT(*) FROM sync.sync_log')).toEqual([['3']]);
    expect(await runs()).toEqual([['running', '0', true]]);
    expect(await isLeased()).toBe(true);
    // What it has, BigQuery is brought by whatever command comes next.
    expect((await sync(['publish'])).exitCode).toBe(0);
    expect(await runs()).toEqual([['done', '3', false]]);
    await isDone();
    expect(sent().length).toBe(3);
  },
);

test('kill -9 there, and the disk is lost: another machine waits for the lease, takes what the log says, and sends nothing twice', async () => {
  let child: ChildProcess | undefined;
  server.api.watches.push({ on: 'folded AS (', isLost: true, met: () => void child?.kill('SIGKILL') });
  await sync(['apply'], (started) => (child = started));
  renameSync(join(directory, '.leadscore/sync'), join(directory, '.leadscore/sync-of-the-first'));
  const early = await sync(['apply']);
  expect(early.exitCode).toBe(1);
  expect(early.stderr).toContain('sync/locked');
  ahead = 16 * 60_000;
  const seen = await sync(['apply']);
  expect(seen.exitCode).toBe(0);
  expect(seen.stderr).toContain('sync/ended-elsewhere');
  expect(seen.stdout).toContain('of 0 records');
  expect(sent().length).toBe(3);
  await isDone();
});
