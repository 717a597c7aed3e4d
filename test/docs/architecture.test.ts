import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import type { Action } from '../../scripts/graph/graph.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
const models = compileProject(root, {}).actions.filter((action) => action.kind !== 'assertion');

const layers: readonly (readonly [string, string])[] = [
  ['Staging', 'definitions/sources/'],
  ['Intermediate', 'definitions/intermediate/'],
  ['Per rubric', 'definitions/rubrics/'],
  ['Public', 'definitions/outputs/'],
];

/** Names of a rubric and its dimensions give way to what they stand for: every rubric has models of the same kinds. */
function general(said: string, model: Action): string {
  const [, rubric] = /^definitions\/rubrics\/([^/]+)\//.exec(model.fileName) ?? [];
  if (rubric === undefined) return said;
  const dimensions = models.flatMap(({ target }) => {
    const [, dimension] = new RegExp(`^${rubric}_(.+)_points$`).exec(target.name) ?? [];
    return dimension === undefined || dimension === 'account' ? [] : [dimension];
  });
  return said
    .replaceAll(new RegExp(`\\b${rubric}(?=\\b|_)`, 'g'), '<rubric>')
    .replace(new RegExp(`(?<=_)(?:${dimensions.join('|')})(?=_(?:arms|points|acts|rule_acts)\\b)`), '<dimension>')
    .replace(new RegExp(`(?<=for |of )(?:${dimensions.join('|')})(?=[ ,])`), '<dimension>');
}

function line(model: Action): string {
  const description = 'description' in model ? (model.description ?? '') : '';
  return general(`- \`${model.target.name}\`: ${description}`, model);
}

/** In the order of running, by the first rubric that has it. */
function linesUnder(folder: string): readonly string[] {
  return [...new Set(models.filter((model) => model.fileName.startsWith(folder)).map(line))];
}

/** The list items between a heading and the next one. */
function listed(heading: string): readonly string[] {
  const from = text.indexOf(`### ${heading}\n`);
  expect(from, `docs/architecture.md has a part "### ${heading}"`).toBeGreaterThan(0);
  const part = text.slice(from, text.indexOf('\n#', from + 1));
  return part.split('\n').filter((item) => item.startsWith('- `'));
}

test.each(layers)(
  'the models of %s are listed with what they say of themselves, in the order of running',
  (heading, folder) => {
    expect(listed(heading)).toEqual(linesUnder(folder));
  },
);

test('no model is left out', () => {
  const elsewhere = models.filter((model) => !layers.some(([, folder]) => model.fileName.startsWith(folder)));
  expect(elsewhere.map((model) => model.fileName)).toEqual([]);
});

test('the protected models are those that the page calls state', () => {
  const state = models.filter((model) => model.kind === 'incremental' && model.isProtected);
  const names = new Set(state.map((model) => general(model.target.name, model)));
  expect(listed('Protected')).toEqual([...names].map((name): unknown => expect.stringContaining(`\`${name}\``)));
});
