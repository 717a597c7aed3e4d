import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { keyWords } from '../../scripts/rubric/json-schema/key-words.js';
import { jsonSchemas } from '../../scripts/rubric/json-schema/schemas.js';
import { resolveProject } from '../../scripts/rubric/project.js';
import { parts } from '../../scripts/rubric/schema/part.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cases = path.join(root, 'test/rubric/cases');
const validators = new Map(
  jsonSchemas().map(({ path: file, text }) => [
    file,
    new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(JSON.parse(text)),
  ]),
);

/** The schema that an editor would take for a file of a project. */
function validatorOf(file: string): ValidateFunction | undefined {
  if (/^rubrics\/[^/]+\.yaml$/.test(file)) return validators.get('rubrics/rubric.schema.json');
  if (/^rubrics\/sources\/[^/.]+\.yaml$/.test(file)) return validators.get('rubrics/sources/source.schema.json');
  if (/^rubrics\/models\/[^/]+\.json$/.test(file)) return validators.get('rubrics/models/artefact.schema.json');
  return validators.get(file.replace(/\.yaml$/, '.schema.json'));
}

function faultsOf(file: string, text: string): readonly string[] {
  const validate = validatorOf(file);
  if (validate === undefined) return [];
  // The key `null` is a word here, as it is to editors and to `leadscore check`.
  validate(parse(text, { stringKeys: true }));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

function filesUnder(folder: string): readonly (readonly [file: string, text: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter(
      (name) =>
        /^rubrics\/(?:.*\.yaml|models\/[^/]+(?<!\.schema)\.json)$/.test(name) && !name.startsWith('rubrics/tests/'),
    )
    .toSorted()
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
}

const projects = [
  '.',
  'test/rubric/base',
  ...readdirSync(path.join(root, 'test/projects'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'results')
    .map((entry) => `test/projects/${entry.name}`),
];

test.each(projects)('every file of %s is what its schema says', (project) => {
  const files = filesUnder(path.join(root, project));
  expect(files.length).toBeGreaterThan(3);
  expect(files.flatMap(([file, text]) => faultsOf(file, text).map((fault) => `${file}${fault}`))).toEqual([]);
});

/** Faults of a file's shape: those that a schema can see. */
const shape = new Set([
  'rubric/unknown-key',
  'rubric/wrong-type',
  'rubric/wrong-value',
  'rubric/missing-key',
  'rubric/name',
]);
describe('wrong files', () => {
  const base = new Map(filesUnder(path.join(root, 'test/rubric/base')));
  const rows = readdirSync(cases).flatMap((name) => {
    const own = filesUnder(path.join(cases, name)).filter(([, text]) => text !== '');
    const texts = new Map([...base, ...own]);
    const { problems } = resolveProject({ directory: '/project', texts, customModels: new Set() });
    return own.flatMap(([file, text]) => {
      const codes = problems.filter(({ place }) => place?.file === file).map(({ code }) => code);
      // What is no YAML of ours (aliases, tabs, odd numbers) never comes to a schema.
      const isRead = !codes.some((code) =>
        /^rubric\/(?:alias|tag|number|yaml|duplicate-key|empty-file|not-a-map|too-deep|key|control|not-json)/.test(
          code,
        ),
      );
      return isRead && validatorOf(file) !== undefined ? [{ name, file, text, codes }] : [];
    });
  });

  test('there are many', () => {
    expect(rows.length).toBeGreaterThan(30);
  });

  test.each(rows)('$name $file', ({ file, text, codes }) => {
    const wrong = codes.filter((code) => shape.has(code));
    const faults = faultsOf(file, text);
    if (wrong.length > 0) expect(faults, wrong.join(', ')).not.toEqual([]);
    else expect(faults).toEqual([]);
  });
});

test('an editor has words for every key', () => {
  const keys = [...parts].flatMap(([part, own]) => own.map((key) => [part, key] as const));
  expect(keys.length).toBeGreaterThan(150);
  expect(
    keys.filter(([part, key]) => keyWords(part, key) === undefined).map(([part, key]) => `${part}.${key}`),
  ).toEqual([]);
});

test('every part stands once, under its name', () => {
  for (const { text } of jsonSchemas()) expect(text).not.toContain('__schema');
});
