import { expect, test } from 'vitest';
import { ProblemError } from '../../scripts/problem.js';
import { parseDays } from '../../scripts/run/days.js';

test.each([
  ['2026-06-01..2026-06-03', '2026-06-01..2026-06-03'],
  [' 2026-06-01 ', '2026-06-01..2026-06-01'],
])('%j', (written, days) => {
  expect(parseDays(written)).toBe(days);
});

test.each([
  '2026-06-03..2026-06-01',
  '2026-02-30',
  '2026-06-01..',
  '..2026-06-01',
  '2026-06-01...2026-06-03',
  '2026-06-01..2026-06-02..2026-06-03',
  '2026-6-1',
  '',
  "2026-06-01' OR TRUE --",
])('%j is none', (written) => {
  let thrown: unknown;
  try {
    parseDays(written);
  } catch (error) {
    thrown = error;
  }
  expect(thrown instanceof ProblemError ? thrown.problems : thrown).toEqual([
    {
      code: 'run/days',
      severity: 'error',
      what: `"${written}" is not a range of days.`,
      why: '--days says on which days the raw events are read again, however late they came.',
      todo: 'Write the first and the last day (2026-06-01..2026-06-03), or one day (2026-06-01).',
    },
  ]);
});
