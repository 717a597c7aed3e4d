import type { QueryCase } from './cases.js';

/** Three lists of texts, each of one put together with each of the others. */
type Texts = readonly [begins: readonly string[], middles: readonly string[], ends: readonly string[]];

const moments: Texts = [
  ['2026-01-05', '2026-1-5', '2024-02-29', '2026-02-30', '2026-12-31', '0000-01-01', '0001-01-01', '0002-01-01',
   '9998-12-31', '9999-01-01', '9999-12-31', '26-01-05', '2026/01/05'],
  ['', ' ', 'T', ' 10:00:00', 'T10:00:00', 't10:00:00', ' 1:2:3', 'T23:59:59.123456', ' 00:00:00.5', ' 23:59:60',
   'T24:00:00', ' 10:00', 'T10:00:00.1234567', ' 10:00:00.', '  10:00:00'],
  ['', 'Z', 'z', ' UTC', 'UTC', ' utc', ' Z', '+00', '-00', '-00:00', '+0000', '+5', '-5', '+05', '+5:30', '+530',
   '+0530', '-05:30', '+13:59', '-1359', '+14', '+14:00', '-1400', '+14:01', '+1401', '+15', '-24:00', '+05:60',
   '+05:3', '+053', '+05:', ' +00', '+', ' ', '+00:00:00'],
]; // prettier-ignore

const days: Texts = [
  ['2026', '0000', '0001', '9999', '10000', '26', '+2026', '-2026', '0026'],
  ['-01', '-1', '-02', '-12', '-13', '-00', '/01', '01', '-001', ''],
  ['-05', '-5', '-29', '-31', '-32', '-00', '-0', '-005', '05', '', ' 10:00:00', '-05 ', '-05T', '-05 00:00:00', '-05Z'],
]; // prettier-ignore

const signs = ['', ' ', '\\t', '\\u00a0', '+', '-', '--', '+ ', ' -', '+0', 'a'];
const numbers: Texts = [
  [...signs, '0x', '-0X'],
  ['', '0', '1', '007', '1.5', '.5', '5.', '.', '1e3', '1E+3', '1e', 'e3', '1_0', '1,000', '9223372036854775807',
   '9223372036854775808', '8000000000000000', '7FFFFFFFFFFFFFFF', '123456789.123456789', '1.1234567890',
   '1.12345678951', '99999999999999999999999999999.999999999', '99999999999999999999999999999.9999999995', '1e-10',
   '5e-10', '5e-11', '4.9e-10', '1e28', '1e29', '0e999', '0.0e5', '1e0001', '1.5e-9', '15e-1', '0.1e1',
   '12345678901234567890123456789012345678901e-32', '0.0000000000000000000000000000000000001e46', '1e-99999999999',
   '0.30000000000000004', '\u0663', 'true', 'TRUE', 'False', 't'],
  ['', ' ', '\\n', '\\u00a0', 'f', '%', '.', '0'],
]; // prettier-ignore
/** The portable subset refuses hexadecimal text and infinity as FLOAT64. */
const floats: Texts = [signs, [...numbers[1], '1e308', '4.9e-324', '1e-400', '17976931348623157e292'], ['', ' ', '\\n', '.']]; // prettier-ignore

/** Texts that are values of a type, and texts that are nearly, read as that type. */
export const textCasts: readonly QueryCase[] = (
  [
    ['TIMESTAMP', moments],
    ['DATE', days],
    ['INT64', numbers],
    ['NUMERIC', numbers],
    ['FLOAT64', floats],
    ['BOOL', numbers],
  ] as const
).map(([type, [begins, middles, ends]]) => ({
  name: `texts as ${type}, each beginning with each middle and each end`,
  sql: `SELECT b, m, e, SAFE_CAST(CONCAT(b, m, e) AS ${type}) AS v FROM UNNEST(${arrayOf(begins)}) AS b CROSS JOIN UNNEST(${arrayOf(middles)}) AS m CROSS JOIN UNNEST(${arrayOf(ends)}) AS e`,
}));

function arrayOf(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(', ')}]`;
}
