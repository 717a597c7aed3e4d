import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveProject } from '../../scripts/rubric/project.js';

const file = 'rubrics/inbound.yaml';
const text = readFileSync(new URL(`base/${file}`, import.meta.url), 'utf8');
const files = (content: string) => ({
  directory: '/project',
  texts: new Map([[file, content]]),
  customModels: new Set<string>(),
});

/** Every problem says what is wrong, at a place inside the file. */
function expectReport(content: string): void {
  const { problems, project } = resolveProject(files(content));
  expect(project).toBeUndefined();
  const lines = content.split('\n').length;
  for (const problem of problems) {
    expect(problem.what).not.toBe('');
    expect(problem.code).toMatch(/^(?:rubric|signals|sources)\/[a-z-]+$/);
    if (problem.place?.file === file) expect(problem.place.line).toBeLessThanOrEqual(lines);
  }
}

test('any text is answered with problems, never with an exception', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectReport), { numRuns: 150 });
});

test('a rubric with a piece replaced by anything is answered with problems, never with an exception', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{}',
      '[]',
      '- ',
      ': ',
      '5',
      'true',
      'null',
      '*a',
      '&a',
      '!!x',
      '|',
      '"',
      '${x}',
      '\t',
      '{ a: {',
      '__proto__',
    ),
    fc.string({ maxLength: 8 }),
  );
  const property = fc.property(fc.nat(text.length), fc.nat(12), piece, (from, length, instead) => {
    expectReport(text.slice(0, from) + instead + text.slice(from + length));
  });
  fc.assert(property, { numRuns: 200 });
});
