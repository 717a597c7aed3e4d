import { expect, test } from 'vitest';
import { comparisonOf } from '../../bench/bigquery-scans.js';

test.each([
  ["day>='2026-02-01'::DATE", { column: 'day', operator: '>=', value: '2026-02-01', orNull: false }],
  ["(day > '2026-02-01'::DATE)", { column: 'day', operator: '>', value: '2026-02-01', orNull: false }],
  [
    "((arrived_on >= '2026-03-01'::DATE) OR (arrived_on IS NULL))",
    { column: 'arrived_on', operator: '>=', value: '2026-03-01', orNull: true },
  ],
  [
    '("_TABLE_SUFFIX" >= \'20260301\') OR ("_TABLE_SUFFIX" IS NULL)',
    { column: '_TABLE_SUFFIX', operator: '>=', value: '20260301', orNull: true },
  ],
])('%s prunes partitions', (text, expected) => {
  expect(comparisonOf(text)).toEqual(expected);
});

test.each([
  "(day >= '2026-02-01'::DATE) OR (other IS NULL)",
  "(day >= '2026-02-01'::DATE) OR (day < '2000-01-01'::DATE)",
  'day IS NOT NULL',
  "(day >= '2026-02-01'::DATE) OR (day IS NULL) OR (id = 'a')",
])('%s does not', (text) => {
  expect(comparisonOf(text)).toBeUndefined();
});
