import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { blocksOf } from './markdown.js';
import { doSteps, root } from './page-steps.js';
import { temporaryFolder } from '../temporary-folder.js';

let project = '';
beforeAll(async () => {
  project = temporaryFolder('adopt');
  for (const name of ['workflow_settings.yaml', 'includes'])
    await cp(path.join(root, name), path.join(project, name), { recursive: true });
});

test('every file, command and output of docs/adopt.md is what a newcomer gets', async () => {
  const blocks = blocksOf(await readFile(path.join(root, 'docs/adopt.md'), 'utf8'));
  // Were the page cut short, less would be tried: these are its steps.
  expect(await doSteps('docs/adopt.md', blocks, project)).toEqual({ commands: 8, outputs: 7 });
  const untried = blocks.filter((block) => block.marks.includes('not-tried'));
  expect(untried.every((block) => block.text.includes('--engine bigquery'))).toBe(true);
}, 600_000);
