/**
 * The rubrics that use every key of the language, as models: all of what is generated, whole, in `language/`. Change the
 * generator, run `npx vitest run test/generate/language.test.ts -u`, and read the difference.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { DomainLists } from '../../scripts/generate/intermediate/domains.js';
import { intermediateModels, outputModels, sourceModels } from '../../scripts/generate/models.js';
import { rubricModels } from '../../scripts/generate/rubric/models.js';
import { type Model, renderModel } from '../../scripts/generate/sqlx.js';
import type { Project } from '../../scripts/rubric/model.js';
import { resolveProject } from '../../scripts/rubric/project.js';
import { yamlTexts } from './yaml-texts.js';

const own = fileURLToPath(new URL('language', import.meta.url));
const rubrics = fileURLToPath(new URL('../conformance/fixtures/language/rubrics', import.meta.url));

const texts = new Map([
  ...[...yamlTexts(rubrics)].map(([file, text]) => [`rubrics/${file}`, text] as const),
  ...[...yamlTexts(join(own, 'sources'))].map(([file, text]) => [`rubrics/sources/${file}`, text] as const),
]);

const lists: DomainLists = {
  suffixes: [
    { suffix: 'co.uk', kind: 'rule' },
    { suffix: 'ck', kind: 'wildcard' },
    { suffix: 'www.ck', kind: 'exception' },
  ],
  freeMail: ['gmail.com', 'web.de'],
  disposable: ['mailinator.com'],
  roleAddresses: ['info', 'sales'],
};

/** Made anew for each test: what one of them needs is known by running it alone. */
function project(): Project {
  const loaded = resolveProject({ directory: '/project', texts, customModels: new Set() });
  if (loaded.project === undefined) throw new Error(loaded.problems.map(({ what }) => what).join('\n'));
  return loaded.project;
}

/** The tables of roots and logarithms take a second, and are the same in every project: `family-curves.test.ts`. */
function withoutCurves(whole: Project): Project {
  return {
    ...whole,
    rubrics: whole.rubrics.map((rubric) => ({
      ...rubric,
      dimensions: rubric.dimensions.map((dimension) => ({ ...dimension, families: [] })),
    })),
  };
}

/** One test, not one for each part: whatever is wrong, the file that differs says where. */
test('the models of a project that uses every key of the language', async () => {
  const whole = project();
  const made = new Set<string>();
  const compare = async (models: readonly Model[]): Promise<void> => {
    for (const model of models) {
      const file = model.path.replace('definitions/', '');
      made.add(file);
      await expect(renderModel(model)).toMatchFileSnapshot(join(own, file));
    }
  };
  for (const rubric of whole.rubrics) await compare(rubricModels(whole, rubric));
  await compare(sourceModels(whole));
  await compare(outputModels(whole));
  await compare(intermediateModels(withoutCurves(whole), lists));
  // No file is left of a model that is no longer made.
  const kept = readdirSync(own, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  expect(kept.filter((name) => name.endsWith('.sqlx')).toSorted()).toEqual([...made].toSorted());
});
