/** What `leadscore doctor` says of a project from its first day to a lost state, whole. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineRuns } from '../../scripts/doctor/warehouse.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { cli, transcript } from '../faults/cli.js';
import { projectCopy } from '../faults/project-copy.js';
import { FakeEngine } from '../run/fake-engine.js';

const sizes = (text: string): string => text.replace(/[\d,]+ MB/g, '<n> MB').replace(/\d+ generated/, '<n> generated');

test('doctor tells what is missing, what is well, and what went wrong', async () => {
  const directory = projectCopy();
  const seen: string[] = [];
  const step = async (story: string, exitCode: number, ...args: string[]): Promise<void> => {
    const one = await cli(directory, args);
    expect(one.exitCode, one.stderr).toBe(exitCode);
    if (args[0] === 'doctor') seen.push(`# ${story}\n${sizes(transcript(args, one, directory))}`);
  };
  const doctor = (story: string, exitCode: number): Promise<void> => step(story, exitCode, 'doctor');

  await doctor('nothing was built', 1);
  await step('', 0, 'build');
  await doctor('built, not run', 0);
  await step('', 0, 'run', '--as-of', '2026-06-30', '--quiet');
  await doctor('run', 0);
  const leads = join(directory, 'data/leads.csv');
  const text = readFileSync(leads, 'utf8');
  writeFileSync(leads, text.replace('industry', 'branch'));
  await doctor('a column of the export has another name', 1);
  rmSync(join(directory, 'data/events.csv'));
  await doctor('a file is gone', 1);
  writeFileSync(leads, text);
  writeFileSync(join(directory, 'data/events.csv'), 'event_id,event,happened_at,email,page,form\n');
  await step('', 0, 'run', '--as-of', '2026-07-30', '--quiet');
  await doctor('a month later: no new lead, no event at all', 0);
  writeFileSync(join(directory, '.leadscore/warehouse.duckdb'), 'no database');
  await doctor('the warehouse is damaged', 1);
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'doctor.txt'));
});

test('doctor tells a failed run, an old one, and a state table that is gone', async () => {
  const directory = projectCopy();
  expect((await cli(directory, ['build'])).exitCode).toBe(0);
  const log = { kind: 'table', columns: [] } as const;
  const finished = { run_id: 'r1', status: 'failed', finished_at: '2026-06-30T00:00:00Z', failed: 2 };
  const engine = new FakeEngine({
    relations: { leadscore_runs: log, leadscore_run_actions: log },
    queries: { leadscore_runs: [finished] },
  });
  const findings = await examineRuns(compileProject(directory), engine, new Date('2026-07-04T06:00:00Z'));
  expect(findings).toEqual([
    {
      area: 'run',
      state: 'problem',
      what: 'The last run ended 4 days ago: failed, 2 failed.',
      todo: 'Run `npx leadscore run`, and mend what it reports.',
    },
    {
      area: 'run',
      state: 'note',
      what: 'No run for 4 days: decay and windows are as of then.',
      todo: 'See that it is scheduled.',
    },
    ...['int_event_arrivals', 'int_forgotten', 'int_person_id_log', 'int_record_arrivals', 'int_tier_log'].map(
      (table) => ({
        area: 'state',
        state: 'note',
        what: `${table} is not there, though there were runs.`,
        todo: 'If it was lost, bring it back: docs/state.md.',
      }),
    ),
  ]);
});
