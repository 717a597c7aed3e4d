/**
 * What is committed beside the rubrics, made again in small pieces: each rubric alone, the shared models, the schemas of
 * editors. That nothing else is there and nothing is missing is what `models.test.ts` looks at.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { renderMarkdown } from '../../scripts/docs/markdown.js';
import { rubricDocument } from '../../scripts/docs/rubric-document.js';
import { publicSuffixesModel } from '../../scripts/generate/intermediate/domains.js';
import { intermediateModels, outputModels, sourceModels } from '../../scripts/generate/models.js';
import { packagedDomainLists } from '../../scripts/generate/packaged/domain-lists.js';
import { rubricModels } from '../../scripts/generate/rubric/models.js';
import { type Model, renderModel } from '../../scripts/generate/sqlx.js';
import { jsonSchemas } from '../../scripts/rubric/json-schema/schemas.js';
import type { Project, Rubric } from '../../scripts/rubric/model.js';
import { resolveProject } from '../../scripts/rubric/project.js';
import { yamlTexts } from './yaml-texts.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const all = new Map(
  [...yamlTexts(join(root, 'rubrics'))]
    .filter(([file]) => !file.startsWith('tests/'))
    .map(([file, text]) => [`rubrics/${file}`, text]),
);
const isRubric = (file: string): boolean => /^rubrics\/[^/]+\.yaml$/.test(file);

/** The staging model that is written by hand: two raw tables make one entity there. */
const customModels = new Set(['stg_salesforce__campaign_responses.sqlx']);

function projectOf(texts: ReadonlyMap<string, string>): Project {
  const { project, problems } = resolveProject({ directory: '/project', texts, customModels });
  if (project === undefined) throw new Error(problems.map(({ what }) => what).join('\n'));
  return project;
}

/** The rubric with no other beside it than the ones it routes leads to. */
function alone(file: string): { readonly project: Project; readonly rubric: Rubric } {
  const text = all.get(file) ?? '';
  const routes = [...text.matchAll(/\bto: ([a-z_]+) \}/g)].map(([, name]) => `rubrics/${name ?? ''}.yaml`);
  const kept = [...all].filter(([each]) => !isRubric(each) || each === file || routes.includes(each));
  const live = kept.filter(([each, own]) => isRubric(each) && own.includes('\nstatus: live')).length;
  const project = projectOf(new Map(kept.filter(([each]) => live > 1 || !each.endsWith('/precedence.yaml'))));
  const rubric = project.rubrics.find((each) => each.file === file);
  if (rubric === undefined) throw new Error(`no rubric in ${file}`);
  return { project, rubric };
}

const committed = (file: string): string => readFileSync(join(root, file), 'utf8');

function expectCommitted(models: readonly Model[]): void {
  expect(models.length).toBeGreaterThan(5);
  for (const model of models) expect(renderModel(model)).toBe(committed(model.path));
}

test.each([...all.keys()].filter(isRubric).map((file) => [file]))('the models of %s', (file) => {
  const { project, rubric } = alone(file);
  expectCommitted(rubricModels(project, rubric));
});

test.each([...all.keys()].filter(isRubric).map((file) => [file]))('the document of %s', (file) => {
  const { project, rubric } = alone(file);
  expect(renderMarkdown(rubricDocument(project, rubric))).toBe(committed(`docs/rubrics/${rubric.name}.md`));
});

test('the models of the sources', () => {
  expectCommitted(sourceModels(projectOf(all)));
});

test('the models between the sources and the rubrics', () => {
  expectCommitted(intermediateModels(projectOf(all), packagedDomainLists()));
});

test('the models of the public tables', () => {
  expectCommitted(outputModels(projectOf(all)));
});

test('the public suffixes of the package', () => {
  const model = publicSuffixesModel(packagedDomainLists());
  expect(renderModel(model)).toBe(committed(model.path));
});

test('the schemas of editors', () => {
  const schemas = jsonSchemas();
  expect(schemas.length).toBeGreaterThan(6);
  for (const { path, text } of schemas) expect(text).toBe(committed(path));
});
