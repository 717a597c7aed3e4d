import { expect, test } from 'vitest';
import type { Problem } from '../../scripts/problem.js';
import { render } from '../../scripts/problem/render.js';

const source = 'tiers:\n  - tier: hot\n    actoin: call\n    note: "\u001b[31mred"\n';
const problems: readonly Problem[] = [
  {
    code: 'rubric/unknown-key',
    severity: 'error',
    place: { file: 'rubrics/a,b.yaml', line: 3, column: 5, length: 6 },
    what: '"actoin" is not a key of a tier.',
    todo: 'Did you mean "action"?',
  },
  {
    code: 'rubric/odd',
    severity: 'warning',
    place: { file: '/project/rubrics/c.yaml', line: 4, column: 11 },
    what: 'Text: 100 %\nof \u001b[31mred\u202e.',
    why: 'It would colour the terminal.',
  },
  { code: 'engine/no-disk', severity: 'error', what: 'The disk is full.' },
];
const options = { color: false, cwd: '/project' };
const readSource = () => source;

test('text: place, sentences, a frame with an underline, a count; control characters are spelled out', () => {
  expect(render(problems, 'text', readSource, options)).toBe(
    String.raw`rubrics/a,b.yaml:3:5  rubric/unknown-key
  "actoin" is not a key of a tier.
  Did you mean "action"?
    2 |   - tier: hot
  > 3 |     actoin: call
      |     ^^^^^^
    4 |     note: "\x1b[31mred"

rubrics/c.yaml:4:11  rubric/odd (warning)
  Text: 100 %\nof \x1b[31mred\u202e.
  It would colour the terminal.
    3 |     actoin: call
  > 4 |     note: "\x1b[31mred"
      |           ^

engine/no-disk
  The disk is full.

3 problems (2 errors, 1 warning) in 2 files
`,
  );
});

test('text: a problem whose file cannot be shown has no frame', () => {
  expect(render(problems.slice(0, 1), 'text', () => undefined, options)).toBe(
    `rubrics/a,b.yaml:3:5  rubric/unknown-key
  "actoin" is not a key of a tier.
  Did you mean "action"?

1 problem (1 error) in 1 file
`,
  );
});

test('text: a long line is cut around the place, and the underline stays under it', () => {
  const long = `key: [${'aaaa, '.repeat(40)}wrong, ${'bbbb, '.repeat(40)}]`;
  const column = long.indexOf('wrong') + 1;
  const place = { file: 'x.yaml', line: 1, column, length: 5 };
  const lines = render([{ code: 'a/b', severity: 'error', place, what: 'No.' }], 'text', () => long, options).split(
    '\n',
  );
  expect(lines[3]?.indexOf('^^^^^')).toBe(lines[2]?.indexOf('wrong'));
  expect(lines[2]?.length).toBeLessThan(115);
});

test('text: without problems it says so', () => {
  expect(render([], 'text', readSource, options)).toBe('No problems.\n');
});

test('text: colours only when asked for', () => {
  expect(render(problems.slice(2), 'text', readSource, { ...options, color: true })).toContain(
    '\u001b[31mengine/no-disk',
  );
});

test('json: one object per problem, every key always there', () => {
  expect(JSON.parse(render(problems, 'json', readSource, options))).toEqual({
    problems: [
      {
        code: 'rubric/unknown-key',
        severity: 'error',
        file: 'rubrics/a,b.yaml',
        line: 3,
        column: 5,
        length: 6,
        what: '"actoin" is not a key of a tier.',
        why: null,
        todo: 'Did you mean "action"?',
      },
      {
        code: 'rubric/odd',
        severity: 'warning',
        file: 'rubrics/c.yaml',
        line: 4,
        column: 11,
        length: null,
        what: 'Text: 100 %\nof \u001b[31mred\u202e.',
        why: 'It would colour the terminal.',
        todo: null,
      },
      {
        code: 'engine/no-disk',
        severity: 'error',
        file: null,
        line: null,
        column: null,
        length: null,
        what: 'The disk is full.',
        why: null,
        todo: null,
      },
    ],
  });
});

test('github: one workflow command per problem, escaped', () => {
  expect(render(problems, 'github', readSource, options)).toBe(
    `::error file=rubrics/a%2Cb.yaml,line=3,col=5,endColumn=11,title=rubric/unknown-key::"actoin" is not a key of a tier.%0ADid you mean "action"?
::warning file=rubrics/c.yaml,line=4,col=11,title=rubric/odd::Text: 100 %25%0Aof \u001b[31mred\u202e.%0AIt would colour the terminal.
::error title=engine/no-disk::The disk is full.
`,
  );
});
