/**
 * The rubrics that use every key of the language, as models: all of what is generated, whole, in `language/`. Change the
 * generator, run `npx vitest run test/generate/language.test.ts -u`, and read the difference.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { DomainLists } from '../../scripts/generate/intermediate/domains.js';
import { intermediateModels, outputModels, projectModels, sourceModels } from '../../scripts/generate/models.js';
import { rubricModels } from '../../scripts/generate/rubric/models.js';
import { type Model, renderModel } from '../../scripts/generate/sqlx.js';
import type { Project } from '../../scripts/rubric/model.js';
import { resolveProject } from '../../scripts/rubric/project.js';
import { projectText, readProject } from './language/project-text.js';
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

const kept = join(own, 'project.json');

test('a project that uses every key of the language, resolved', async () => {
  const { project, problems } = resolveProject({ directory: '/project', texts, customModels: new Set() });
  if (project === undefined) throw new Error(problems.map(({ what }) => what).join('\n'));
  await expect(projectText(project)).toMatchFileSnapshot(kept);
});

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

/** The models from the project as it is kept: whether it is resolved so, the test above knows. */
describe('the models of that project', () => {
  const whole = readProject(readFileSync(kept, 'utf8'));
  const fileOf = ({ path }: Model): string => path.replace('definitions/', '');
  /** These models and no others stand in the folder, as they are. */
  const expectFiles = async (folder: string, models: readonly Model[]): Promise<void> => {
    const files = readdirSync(join(own, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sqlx'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
    expect(models.map(fileOf).toSorted()).toEqual(files.toSorted());
    for (const model of models) await expect(renderModel(model)).toMatchFileSnapshot(join(own, fileOf(model)));
  };

  test.each(whole.rubrics.map((rubric) => ({ name: rubric.name, rubric })))('for $name', async ({ rubric }) => {
    await expectFiles(`rubrics/${rubric.name}`, rubricModels(whole, rubric));
  });

  test('for the sources', async () => {
    await expectFiles('sources', sourceModels(whole));
  });

  test('between the sources and the rubrics', async () => {
    await expectFiles('intermediate', intermediateModels(withoutCurves(whole), lists));
  });

  test('for the public tables', async () => {
    await expectFiles('outputs', outputModels(whole));
  });

  test('in their order', () => {
    const small = {
      ...withoutCurves(whole),
      rubrics: withoutCurves(whole).rubrics.filter(({ name }) => name === 'shadowed'),
    };
    expect(projectModels(small, lists).map(fileOf)).toEqual(
      [
        ...sourceModels(small),
        ...intermediateModels(small, lists),
        ...small.rubrics.flatMap((rubric) => rubricModels(small, rubric)),
        ...outputModels(small),
      ].map(fileOf),
    );
  });

  test('and no file is left of one that is no longer made', () => {
    const made = projectModels(withoutCurves(whole), lists).map(fileOf);
    const files = readdirSync(own, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    expect(files.filter((name) => name.endsWith('.sqlx')).toSorted()).toEqual(made.toSorted());
  });
});
