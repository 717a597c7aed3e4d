import { expect, test } from 'vitest';
import { retryAfter } from '../../../scripts/sync/http/retry-after.js';

const now = new Date('2026-06-30T12:00:00Z');

test.each([
  ['0', 0],
  ['2', 2_000],
  ['0.5', 500],
  [' 30 ', 30_000],
  ['Tue, 30 Jun 2026 12:01:00 GMT', 60_000],
  ['Tue, 30 Jun 2026 11:00:00 GMT', 0],
  ['86400', 86_400_000],
  ['999999999', 86_400_000],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
])('Retry-After: %s is %d ms', (header, milliseconds) => {
  expect(retryAfter(header, now)).toBe(milliseconds);
});

test.each([undefined, '', '  ', 'soon', '-5', '1e9', '99999999999999999999'])(
  'Retry-After: %s says nothing',
  (header) => {
    expect(retryAfter(header, now)).toBeUndefined();
  },
);
