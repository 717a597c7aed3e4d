import { expect, test } from 'vitest';
import { canonicalText } from '../../scripts/sync/canonical.js';
import type { FieldType } from '../../scripts/sync/rows.js';

const cases: readonly (readonly [FieldType, string | number | boolean | null | undefined, string | null])[] = [
  ['text', null, null],
  ['text', undefined, null],
  ['text', '', null],
  ['text', ' a ', ' a '],
  ['text', 'it\'s "1.50" ${x}\n🙂', 'it\'s "1.50" ${x}\n🙂'],
  ['number', 0, '0'],
  ['number', -0, '0'],
  ['number', '1.50', '1.5'],
  ['number', 87.0, '87'],
  ['number', '5e2', '500'],
  ['number', '0.0000001', '0.0000001'],
  ['number', '123456789012345678901234567890.5', '123456789012345678901234567890.5'],
  ['number', 'many', 'many'],
  ['boolean', true, 'true'],
  ['boolean', 'TRUE', 'true'],
  ['boolean', 'yes', 'yes'],
  ['date', '2026-06-23', '2026-06-23'],
  ['date', '2026-06-23T00:00:00.000Z', '2026-06-23'],
  ['date', 1782172800000, '2026-06-23'],
  ['date', 'soon', 'soon'],
  ['datetime', '2026-06-23T10:11:12.000+0000', '2026-06-23T10:11:12Z'],
  ['datetime', '2026-06-23T12:11:12+02:00', '2026-06-23T10:11:12Z'],
  ['datetime', '2026-06-23 10:11:12', '2026-06-23T10:11:12Z'],
  ['datetime', '1782209472000', '2026-06-23T10:11:12Z'],
  ['datetime', '2026-06-23', '2026-06-23T00:00:00Z'],
  ['datetime', 'soon', 'soon'],
];

test.each(cases)('%s %j -> %j', (type, held, expected) => {
  expect(canonicalText(held, type)).toBe(expected);
});
