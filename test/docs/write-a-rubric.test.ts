import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { blocksOf } from './markdown.js';
import { doSteps, root } from './page-steps.js';
import { temporaryFolder } from '../temporary-folder.js';

let project = '';
beforeAll(async () => {
  project = temporaryFolder('write');
  for (const name of ['workflow_settings.yaml', 'includes'])
    await cp(path.join(root, name), path.join(project, name), { recursive: true });
});

test('[H1] every file, command and output of docs/write-a-rubric.md is what a newcomer gets', async () => {
  // The page begins where the fifth step of the other one ends.
  const adopt = await readFile(path.join(root, 'docs/adopt.md'), 'utf8');
  const before = adopt.slice(0, adopt.indexOf('\n## 6. '));
  expect(await doSteps('docs/adopt.md', blocksOf(before), project)).toEqual({ commands: 3, outputs: 2 });

  const blocks = blocksOf(await readFile(path.join(root, 'docs/write-a-rubric.md'), 'utf8'));
  expect(blocks.filter((block) => block.marks.includes('not-tried'))).toEqual([]);
  expect(await doSteps('docs/write-a-rubric.md', blocks, project)).toEqual({ commands: 12, outputs: 9 });
}, 600_000);
