import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const tables = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.csv'))
  .sort();

test('every table is named in README.md, and nothing else is', () => {
  const named = [...readFileSync(`${folder}/README.md`, 'utf8').matchAll(/`(\w+\/\w+\.csv)`/g)].map(([, file]) => file);
  expect([...new Set(named)].sort()).toEqual(tables);
});

/** What a text asks of the product beside the rubric: no rubric could hold it. */
const beside = ['firr/funnel', 'firr/reviews'];

test('every table is held against a rubric, but for those that ask something beside it', () => {
  const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  const held = tests.flatMap((file) =>
    [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/checkTable\('(\w+\/\w+)'/g)].map(([, table]) => table),
  );
  expect([...held, ...beside].sort()).toEqual(tables.map((file) => file.replace('.csv', '')));
});
