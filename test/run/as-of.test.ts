import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../scripts/problem.js';
import { parseAsOf } from '../../scripts/run/as-of.js';

describe('parseAsOf', () => {
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2026-01-31T18:30:00Z', '2026-01-31T18:30:00Z'],
    ['2026-01-31T18:30Z', '2026-01-31T18:30:00Z'],
    ['2026-01-31 18:30:00.250Z', '2026-01-31T18:30:00Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z'],
    [' 2026-01-31 ', '2026-01-31T00:00:00Z'],
  ])('%s', (written, instant) => {
    expect(parseAsOf(written)).toBe(instant);
  });

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2025-02-29',
    'yesterday',
    '',
    '2026-1-3',
    '31.01.2026',
    '2026-01-31T18:30:00',
    '2026-01-31T25:00:00Z',
    '2026-02-30T12:00:00Z',
    "2026-01-31'; DROP TABLE leads",
  ])('%j is none', (written) => {
    let thrown: unknown;
    try {
      parseAsOf(written);
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof ProblemError ? thrown.problems : thrown).toEqual([
      {
        code: 'run/as-of',
        severity: 'error',
        what: `"${written}" is not a date or an instant.`,
        why: '--as-of says at which moment the scores are to be as they were.',
        todo: 'Write a date (2026-01-31: its first moment in UTC), or an instant with its zone (2026-01-31T18:00:00Z, 2026-01-31T18:00:00+01:00).',
      },
    ]);
  });
});
