/** Ctrl-C, as output says that something is in flight. */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { beforeEach, expect, test } from 'vitest';
import { cli, stackLines, transcript } from './cli.js';
import { cliProcess } from './cli-process.js';
import { filledProject } from './filled-project.js';
import { here, mend } from './project-copy.js';
import { query, tableHashes } from './warehouse-tables.js';

const run = ['run', '--as-of', '2026-06-30'];
let directory = '';

async function succeeds(args: readonly string[]): Promise<void> {
  const seen = await cli(directory, args);
  expect(seen.exitCode, seen.stderr).toBe(0);
}

function putModel(name: string, sql: string): void {
  mkdirSync(join(directory, 'definitions/custom'), { recursive: true });
  writeFileSync(join(directory, `definitions/custom/${name}.sqlx`), `config { type: "table" }\n${sql}\n`);
}

/** Takes hours. */
const slow = `SELECT COUNT(*) AS leads
FROM \${ref("first")} AS one
CROSS JOIN UNNEST(GENERATE_ARRAY(1, 100000)) AS a
CROSS JOIN UNNEST(GENERATE_ARRAY(1, 100000)) AS b
CROSS JOIN UNNEST(GENERATE_ARRAY(1, 1000)) AS c
WHERE MOD(a * b + c, 7) = 3`;

beforeEach(async () => {
  directory = await filledProject();
  putModel('first', 'SELECT COUNT(*) AS leads FROM ${ref("lead_scores")}');
  putModel('second', 'SELECT leads FROM ${ref("first")}');
  putModel('third', 'SELECT leads FROM ${ref("second")}');
  await succeeds([...run, '--quiet', '--select', 'first,second,third']);
});

test('in the middle of a model: it is as it was, and the log says so', async () => {
  const before = await tableHashes(directory);
  putModel('first', 'SELECT COUNT(*) + 1 AS leads FROM ${ref("lead_scores")}');
  putModel('second', slow);
  const args = [...run, '--select', 'first', '--select', 'second', '--select', 'third'];
  let isSent = false;
  const seen = await cliProcess(directory, args, {
    // One at a time, in this order: that the first is done says that the second is in flight.
    onText: (text, child) => {
      if (isSent || !/first +1 row/.test(text)) return;
      isSent = child.kill('SIGINT');
    },
  });
  await expect(transcript(args, seen, directory)).toMatchFileSnapshot(join(here, 'interrupted.txt'));
  expect(stackLines(seen)).toEqual([]);
  expect(seen.exitCode).toBe(130);

  const { 'leadscore.first': first, ...others } = await tableHashes(directory);
  const { 'leadscore.first': firstBefore, ...othersBefore } = before;
  expect(first).not.toBe(firstBefore);
  expect(others).toEqual(othersBefore);
  expect(
    await query(
      directory,
      `SELECT runs.status, action, actions.status FROM leadscore.leadscore_runs AS runs
        JOIN leadscore.leadscore_run_actions AS actions USING (run_id) WHERE runs.status != 'succeeded' ORDER BY action`,
    ),
  ).toEqual([
    ['interrupted', 'leadscore.first', 'succeeded'],
    ['interrupted', 'leadscore.second', 'interrupted'],
    ['interrupted', 'leadscore.third', 'skipped'],
  ]);

  putModel('second', 'SELECT leads FROM ${ref("first")}');
  await succeeds([...run, '--quiet', '--select', 'first,second,third']);
});

test('typed at a terminal that shows the model in flight', async ({ skip }) => {
  if (process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0) {
    console.warn('SKIPPED: Ctrl-C at a terminal was not tried, for there is no script(1) of util-linux.');
    skip();
  }
  const before = await tableHashes(directory);
  putModel('second', slow);
  let isTyped = false;
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  // The terminal belongs to `script`: a ^C byte on its input becomes the signal, as from a keyboard.
  const seen = await cliProcess(directory, [...run, '--parallel', '1'], {
    shell: `command='stty cols 120;'; for word; do command="$command '$word'"; done; exec script -qefc "$command" ${quoted(join(directory, 'typescript'))}`,
    input: true,
    onText: (text, child) => {
      if (isTyped || !/\d+\/\d+ {2}(.*, )?second/.test(text)) return;
      isTyped = true;
      child.stdin?.write('\u0003');
    },
  });
  expect(seen.exitCode).toBe(130);
  expect(stackLines(seen)).toEqual([]);
  expect(seen.stdout).toMatch(
    /Interrupted\. Finished: \d+ models \(.+\)\. Not begun: 3 models\.\s+second is as it was before\.\s+$/,
  );
  // The same input again: what was finished is equal to what was there, but for the clock in it.
  const after = await tableHashes(directory);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const table of ['leadscore.second', 'leadscore.third', 'leadscore.leads'])
    expect(after[table], table).toBe(before[table]);
  putModel('second', 'SELECT leads FROM ${ref("first")}');
  await succeeds([...run, '--quiet']);
});

test('while a raw file is loaded: nothing has changed', async () => {
  const before = await tableHashes(directory);
  const events = createWriteStream(join(directory, 'data/events.csv'));
  events.write('event_id,event,happened_at,email,page,form\n');
  for (let part = 0; part < 150; part += 1)
    events.write(
      Array.from(
        { length: 10_000 },
        (_, row) => `E${part}-${row},page_view,2026-06-25T08:00:00Z,ada${row}@acme.com,/pricing,\n`,
      ).join(''),
    );
  events.end();
  await finished(events);
  const seen = await cliProcess(directory, run, {
    onText: (text, child) => {
      if (text.includes('loading crm.events')) child.kill('SIGINT');
    },
  });
  await expect(transcript(run, seen, directory)).toMatchFileSnapshot(join(here, 'interrupted-loading.txt'));
  expect(stackLines(seen)).toEqual([]);
  expect(seen.exitCode).toBe(130);
  expect(await tableHashes(directory)).toEqual(before);
  mend(directory);
  await succeeds(['build']);
  await succeeds([...run, '--quiet']);
});
