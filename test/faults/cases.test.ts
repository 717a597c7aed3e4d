/**
 * Each folder of cases/ holds files that stand over those of project/, `case.yaml` (what is wrong, and what the user
 * does), and `expected.txt`: everything the user sees, and the exit code.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { cli, stackLines, transcript } from './cli.js';
import { filledProject, firstRun } from './filled-project.js';
import { here, mend, projectCopy, putFault } from './project-copy.js';
import { query, tableHashes } from './warehouse-tables.js';

const Case = z.strictObject({
  about: z.string(),
  /** As typed behind `leadscore`. */
  command: z.string(),
  /** Files of the project that are not there. */
  remove: z.array(z.string()).default([]),
  /** What comes before it, and has to succeed: usually `build`, where more than the raw data differs. */
  before: z.array(z.string()).optional(),
  /**
   * What a warehouse that was filled before the fault holds afterwards: every table as it was (and a run with
   * mended input loads it again), or tables that were written in whole from the faulty input, which such a run fills again.
   */
  /** kept: every table is as it was. models-kept: the raw table was loaded, and no model followed. */
  tables: z.enum(['kept', 'models-kept', 'written']).default('kept'),
});

let filled = '';
let before: Record<string, string> = {};
let scoresBefore: Awaited<ReturnType<typeof scores>> = [];

/** What a lead's score is; `lead_scores` itself holds the time of the run, too. */
function scores(directory: string): ReturnType<typeof query> {
  return query(
    directory,
    'SELECT lead_id, as_of::VARCHAR, total_score::VARCHAR, tier FROM leadscore.lead_scores ORDER BY ALL',
  );
}

beforeAll(async () => {
  filled = await filledProject();
  before = await tableHashes(filled);
  scoresBefore = await scores(filled);
  expect(before['leadscore.lead_scores']).toMatch(/^4 rows, /);
});

test.each(readdirSync(join(here, 'cases')))('%s', async (name) => {
  const folder = join(here, 'cases', name);
  const fault = Case.parse(parse(readFileSync(join(folder, 'case.yaml'), 'utf8')));
  const directory = projectCopy(filled);
  putFault(folder, directory);
  for (const file of fault.remove) rmSync(join(directory, file));
  const isOfData = !readdirSync(folder).some((part) => part === 'rubrics' || part === 'definitions');
  for (const command of fault.before ?? (isOfData ? [] : ['build'])) {
    const done = await cli(directory, command.split(' '));
    expect(done.exitCode, done.stderr).toBe(0);
  }

  const args = fault.command.split(' ');
  const seen = await cli(directory, args);
  await expect(transcript(args, seen, directory)).toMatchFileSnapshot(join(folder, 'expected.txt'));
  expect(stackLines(seen)).toEqual([]);
  expect(`${seen.stdout}${seen.stderr}`).not.toBe('');

  const after = await tableHashes(directory);
  const isModel = ([name]: readonly [string, unknown]): boolean => name.startsWith('leadscore.');
  const only = (tables: Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(Object.entries(tables).filter(isModel));
  if (fault.tables === 'kept') expect(after).toEqual(before);
  if (fault.tables === 'models-kept') expect(only(after)).toEqual(only(before));
  mend(directory);
  // What stopped before the warehouse was opened needs no run to show that it left it alone, and where every table is as
  // it was, one model is enough to show that raw files are loaded again.
  const again = fault.tables === 'kept' ? [...firstRun, '--select', 'lead_scores'] : firstRun;
  const steps = [...(isOfData ? [] : [['build']]), ...(fault.command.startsWith('run') ? [again] : [])];
  for (const step of steps) {
    const mended = await cli(directory, step);
    expect(mended.exitCode, mended.stderr).toBe(0);
  }
  expect(await scores(directory)).toEqual(scoresBefore);
});
