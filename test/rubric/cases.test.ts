/**
 * Each folder of cases/ holds files that stand over those of base/, and `expected.txt`, the whole text that a user sees.
 * A file of a case that is empty to the last byte takes the base's file away.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { render } from '../../scripts/problem/render.js';
import { resolveProject } from '../../scripts/rubric/project.js';

const here = fileURLToPath(new URL('.', import.meta.url));

function textsUnder(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.ya?ml$|^rubrics\/models\/.*\.json$/.test(name.replaceAll('\\', '/'))).sort();
  return new Map(files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(directory, name), 'utf8')]));
}

const base = textsUnder(join(here, 'base'));

test('the base has no problem', () => {
  expect(resolveProject({ directory: '/project', texts: base, customModels: new Set() }).problems).toEqual([]);
});

test.each(readdirSync(join(here, 'cases')))('%s', async (name) => {
  const folder = join(here, 'cases', name);
  const texts = new Map([...new Map([...base, ...textsUnder(folder)])].filter(([, text]) => text !== ''));
  const { project, problems } = resolveProject({ directory: '/project', texts, customModels: new Set() });
  const shown = render(problems, 'text', (file) => texts.get(file), { color: false, cwd: '/project' });
  await expect(shown).toMatchFileSnapshot(join(folder, 'expected.txt'));
  expect(project === undefined).toBe(problems.some((problem) => problem.severity === 'error'));
});
