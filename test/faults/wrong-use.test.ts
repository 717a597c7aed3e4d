/** What is typed wrongly, and `--json`: one document on standard output, whatever happens. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, stackLines, transcript } from './cli.js';
import { cliProcess } from './cli-process.js';
import { here, projectCopy } from './project-copy.js';

const commands = [
  '',
  'bild',
  'run --fulrefresh',
  'run extra',
  'run --as-of yesterday',
  'run --as-of 2026-02-30',
  'run --days 2026-06-03..2026-06-01',
  'run --raw data/leads.csv',
  'run --raw crm.lead=data/leads.csv',
  'run --raw crm.leads=data/nowhere.csv',
  'run --engine oracle',
  'run --parallel two',
  'run --memory-limit lots',
  'run --select nosuch',
  'run --hot --full-refresh',
  'run --hot',
  'run --select stg_crm_leads',
  'run --project nowhere',
  'run --project data',
  'run --project data/leads.csv',
  'run --database data',
  'run --database data/leads.csv',
  'run --database data/leads.csv/warehouse.duckdb',
  'explain',
  'explain L1',
  'sources',
  'sources pull nosuch',
  'test nosuch',
  'demo --leads -5',
];

function words(command: string): readonly string[] {
  return command === '' ? [] : command.split(' ');
}

test('says what is wrong, and exits with 1 or 2', async () => {
  const directory = projectCopy();
  expect((await cli(directory, ['build'])).exitCode).toBe(0);
  const seen: string[] = [];
  for (const command of commands) {
    const one = await cliProcess(directory, words(command));
    expect(stackLines(one), command).toEqual([]);
    expect([1, 2], command).toContain(one.exitCode);
    seen.push(transcript(words(command), one, directory));
  }
  await expect(seen.join('\n')).toMatchFileSnapshot(join(here, 'wrong-use.txt'));
});

test('says what is wrong to programs: one JSON document, or GitHub annotations', async () => {
  const directory = projectCopy();
  expect((await cli(directory, ['build'])).exitCode).toBe(0);
  for (const command of commands.filter((one) => !['', 'sources'].includes(one))) {
    const one = await cli(directory, [...words(command), '--json']);
    expect(JSON.parse(one.stdout), command).toMatchObject({
      problems: [{ severity: 'error', what: expect.any(String) }],
    });
  }
  for (const command of ['bild', 'run --as-of yesterday', 'run --select nosuch', 'run --project nowhere']) {
    const one = await cli(directory, [...words(command), '--format', 'github']);
    expect(one.stdout, command).toMatch(/^::error title=[a-z-]+%?[A-Za-z0-9/-]*::.+\n$/);
  }
});

test('a run that succeeds, fails, or has a warning is one JSON document', async () => {
  const directory = projectCopy();
  const run = ['run', '--as-of', '2026-06-30', '--json'];
  expect(JSON.parse((await cli(directory, ['build', '--json'])).stdout)).toMatchObject({ problems: [] });
  const header = 'id,email,industry,created_at,customer\n';
  writeFileSync(join(directory, 'data/leads.csv'), header);
  expect(JSON.parse((await cli(directory, run)).stdout)).toMatchObject({
    status: 'succeeded',
    problems: [{ code: 'raw/no-rows', severity: 'warning' }],
  });
  const twice = 'L1,a@acme.com,,2026-05-01T08:00:00Z,no\n';
  writeFileSync(join(directory, 'data/leads.csv'), `${header}${twice}${twice}`);
  expect(JSON.parse((await cli(directory, run)).stdout)).toMatchObject({ status: 'failed', problems: [] });
});
