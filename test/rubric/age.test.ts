import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageWords, dayBefore, daysOf, isAtLeast } from '../../scripts/rubric/age.js';
import type { Age } from '../../scripts/rubric/model.js';

const of = (count: number, unit: Age['unit']): Age => ({ count, unit });

test.each([
  ['2026-03-31', of(1, 'month'), '2026-02-28'],
  ['2024-03-31', of(1, 'month'), '2024-02-29'],
  ['2026-01-15', of(1, 'month'), '2025-12-15'],
  ['2026-06-30', of(25, 'month'), '2024-05-30'],
  ['2024-02-29', of(1, 'year'), '2023-02-28'],
  ['2024-02-29', of(4, 'year'), '2020-02-29'],
  ['2026-03-01', of(1, 'day'), '2026-02-28'],
  ['2026-01-01', of(400, 'day'), '2024-11-27'],
])('before %s', (day, age, expected) => {
  expect(dayBefore(day, age)).toBe(expected);
});

test('an age is never shorter or longer than it is said to be', () => {
  expect([1, 12, 25].map((count) => daysOf(of(count, 'month')))).toEqual([
    { fewest: 28, most: 31 },
    { fewest: 365, most: 366 },
    { fewest: 758, most: 762 },
  ]);
  expect(daysOf(of(3, 'year'))).toEqual(daysOf(of(36, 'month')));
  const known = new Map([1, 5, 25, 48].map((count) => [count, daysOf(of(count, 'month'))]));
  fc.assert(
    fc.property(fc.constantFrom(...known.keys()), fc.integer({ min: -20_000, max: 60_000 }), (count, number) => {
      const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
      const days = (Date.parse(day) - Date.parse(dayBefore(day, of(count, 'month')))) / 86_400_000;
      const { fewest = 0, most = 0 } = known.get(count) ?? {};
      expect(days).toBeGreaterThanOrEqual(fewest);
      expect(days).toBeLessThanOrEqual(most);
    }),
  );
});

test('ages are compared by their worst days, and months with months by their number', () => {
  expect(isAtLeast(of(1, 'year'), of(12, 'month'))).toBe(true);
  expect(isAtLeast(of(365, 'day'), of(1, 'year'))).toBe(false);
  expect(isAtLeast(of(366, 'day'), of(1, 'year'))).toBe(true);
  expect(isAtLeast(of(1, 'month'), of(28, 'day'))).toBe(true);
  expect(isAtLeast(of(1, 'month'), of(29, 'day'))).toBe(false);
});

test('ages in words', () => {
  expect([of(1, 'year'), of(25, 'month'), of(400, 'day')].map(ageWords)).toEqual(['1 year', '25 months', '400 days']);
});
