import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { loadProject } from '../../scripts/rubric/load.js';
import { temporaryFolder } from '../temporary-folder.js';

let directory = '';

beforeEach(() => {
  directory = temporaryFolder('load');
  cpSync(fileURLToPath(new URL('base', import.meta.url)), directory, { recursive: true });
});

test('reads the files of a project and keeps their texts for code frames', async () => {
  const { project, problems, readSource } = await loadProject(directory);
  expect(problems).toEqual([]);
  expect(project?.directory).toBe(directory);
  expect(readSource('rubrics/shared/outcomes.yaml')).toBe('outcomes:\n  opportunity: { opportunity: created }\n');
  expect(readSource('rubrics/nowhere.yaml')).toBeUndefined();
});

test('finds the staging models of the user in any folder under definitions/custom', async () => {
  mkdirSync(join(directory, 'definitions/custom/crm'), { recursive: true });
  writeFileSync(join(directory, 'definitions/custom/crm/stg_crm__leads.sqlx'), 'SELECT 1');
  const { project } = await loadProject(directory);
  expect(project?.sources[0]?.entities[0]?.isCustom).toBe(true);
});

test('a file that is not UTF-8 is named', async () => {
  writeFileSync(join(directory, 'rubrics/latin.yaml'), Buffer.from([0x70, 0xfc, 0x0a]));
  const { project, problems } = await loadProject(directory);
  expect(project).toBeUndefined();
  expect(problems).toEqual([
    {
      code: 'rubric/encoding',
      severity: 'error',
      place: { file: 'rubrics/latin.yaml', line: 1, column: 1 },
      what: 'The file is not UTF-8 text.',
      todo: 'Save it as UTF-8.',
    },
  ]);
});

test('a directory without rubrics is answered with what is missing', async () => {
  const { project, problems } = await loadProject(join(directory, 'nowhere'));
  expect(project).toBeUndefined();
  expect(problems.map((problem) => problem.what)).toEqual([
    'There is no rubric: rubrics/ holds no .yaml file.',
    'The file rubrics/shared/outcomes.yaml does not exist.',
    'The file rubrics/shared/signals.yaml does not exist.',
    'The file rubrics/shared/standards.yaml does not exist.',
  ]);
});
