/** Every promise of the rubric language has a test whose title begins with the promise's id: `[B2] one strong trait ...`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));

const upTo = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

/** B fit, C intent, D more axes, F tiers and routing, G4 and G5 documents, H1 versions, K activation. */
const promised = [
  ...upTo('B', 6),
  ...upTo('C', 10),
  ...upTo('D', 7),
  ...upTo('F', 11),
  'G4',
  'G5',
  'H1',
  ...upTo('K', 3),
];

/** Ids at the beginning of a test's title, several in a row included. */
function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:test|it|describe)(?:\.each\([^)]*\))?\(\s*['"`]((?:\[[A-L]\d+\] ?)+)/g)].flatMap(
    ([, ids = '']) => [...ids.matchAll(/[A-L]\d+/g)].map(([id]) => id),
  );
}

test('each requirement of the language stands at the start of a test’s title', () => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.test.ts') && !name.includes('node_modules'),
  );
  const found = new Set(files.flatMap((name) => idsIn(readFileSync(join(here, name), 'utf8'))));
  expect(promised.filter((id) => !found.has(id))).toEqual([]);
});
