import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf } from './markdown.js';
import { doSteps, root } from './page-steps.js';

let project = '';
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'leadscore-adopt-'));
  for (const name of ['workflow_settings.yaml', 'includes'])
    await cp(path.join(root, name), path.join(project, name), { recursive: true });
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('every file, command and output of docs/adopt.md is what a newcomer gets', async () => {
  const blocks = blocksOf(await readFile(path.join(root, 'docs/adopt.md'), 'utf8'));
  // Were the page cut short, less would be tried: these are its steps.
  expect(await doSteps('docs/adopt.md', blocks, project)).toEqual({ commands: 8, outputs: 7 });
  const untried = blocks.filter((block) => block.marks.includes('not-tried'));
  expect(untried.every((block) => block.text.includes('--engine bigquery'))).toBe(true);
}, 600_000);
