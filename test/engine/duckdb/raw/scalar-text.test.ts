import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ScalarName } from '../../../../scripts/engine/duckdb/googlesql-type.js';
import { fits, scalarTexts } from '../../../../scripts/engine/duckdb/raw/scalar-text.js';
import { badValueMarker, strictCast } from '../../../../scripts/engine/duckdb/raw/strict-cast.js';
import { testEngine } from '../open-test-engine.js';

const types: readonly ScalarName[] = [
  'INT64', 'NUMERIC', 'FLOAT64', 'BOOL', 'DATE', 'DATETIME', 'TIMESTAMP', 'TIME', 'BYTES', 'JSON',
]; // prettier-ignore

/** Texts that are, or nearly are, values: examples with a few characters put in, taken out or changed. */
const nearlyValues = fc
  .tuple(
    fc.constantFrom(
      ...types.map((type) => scalarTexts[type]?.example ?? ''),
      '9223372036854775807', '-9223372036854775808', '9223372036854775808', '99999999999999999999999999999.9999999999',
      '1e28', '1e29', '-1e29', '1e308', '1e309', '.5', '5.', '+1', '1_000', '0x1F', 'inf', 'nan', '', ' ', 'TRUE', 'No',
      '2024-02-29', '2023-02-29', '0000-01-01', '0001-01-01', '9999-12-31', '10000-01-01', '2024-1-1', '2024-00-10',
      '2024-12-31T24:00:00', '2024-12-31 23:59:60', '2024-12-31 1:02', '2024-12-31T23:59:59.1234567+0530',
      '2024-12-31 23:59:59 UTC', '2024-12-31T23:59:59+14', '7:05:09', '24:00:00', 'YQ==', 'YQ=', '{"a":', 'infinity', 'now',
    ), // prettier-ignore
    fc.array(fc.tuple(fc.nat(30), fc.nat(2), fc.constantFrom(...'0123456789.+-eETZ:/ \t\nabcx"{}=\u00e4\u0661')), {
      maxLength: 2,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [at, removed, added]) => edited.slice(0, at) + added + edited.slice(at + removed), text),
  );

it('is the same for the load and for its diagnosis, type by type', async () => {
  const engine = await testEngine();
  const samples = [...new Set(fc.sample(nearlyValues, { numRuns: 1500, seed: 20240531 }))];
  const rows = samples.map((_, index) => `SELECT ${index} AS n, $${index + 1} AS v`).join(' UNION ALL ');
  for (const type of types) {
    const cast = strictCast('v', { kind: 'scalar', name: 'STRING' }, { kind: 'scalar', name: type }, 'v', []);
    const loaded = await engine.native(async (session) => {
      // The error that a bad value raises becomes NULL, so that one statement judges all texts.
      const lenient = cast.replaceAll(`error('${badValueMarker}')`, 'NULL');
      const sql = `SELECT n FROM (${rows}) WHERE ${lenient} IS NOT NULL OR trim(v, ' \t') = '' ORDER BY n`;
      return (await (await session.run(sql, samples)).getRows()).map(([n]) => samples[Number(n)]);
    });
    expect(loaded, type).toEqual(samples.filter((sample) => fits(sample, type)));
    expect(loaded.length, type).toBeGreaterThan(5);
    expect(loaded.length, type).toBeLessThan(samples.length);
  }
});

it('is the nearest NUMERIC to what a decimal with an exponent says, halves away from zero', async () => {
  const engine = await testEngine();
  const decimals = fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      fc.stringMatching(/^(\d{1,45}\.?\d{0,45}|\.\d{1,45})$/),
      fc.integer({ min: -60, max: 40 }),
    )
    .map(([sign, digits, power]) => `${sign}${digits}e${power}`);
  const texts = [
    ...new Set([
      '5e-11',
      '4.9e-10',
      '5e-10',
      '-5e-10',
      '1e-99',
      '0e99',
      '1e28',
      '9.9e28',
      ...fc.sample(decimals, { numRuns: 2000, seed: 5 }),
    ]),
  ];
  const cast = strictCast('v', { kind: 'scalar', name: 'STRING' }, { kind: 'scalar', name: 'NUMERIC' }, 'v', []);
  const rows = texts.map((_, index) => `SELECT ${index} AS n, $${index + 1} AS v`).join(' UNION ALL ');
  const loaded = await engine.native(async (session) => {
    const lenient = cast.replaceAll(`error('${badValueMarker}')`, 'NULL');
    const sql = `SELECT n, CAST(${lenient} AS VARCHAR) FROM (${rows}) ORDER BY n`;
    return (await (await session.run(sql, texts)).getRows()).map(([, value]) => value);
  });
  const Wide = Decimal.clone({ precision: 200, rounding: Decimal.ROUND_HALF_UP });
  const nearest = texts.map((text) => {
    const value = new Wide(text.replace(/^[+]/, '')).toDecimalPlaces(9);
    return value.abs().lt('1e29')
      ? value
          .plus(0)
          .toFixed(9)
          .replace(/^-(0\.0+)$/, '$1')
      : null;
  });
  expect(Object.fromEntries(texts.map((text, at) => [text, loaded[at]]))).toEqual(
    Object.fromEntries(texts.map((text, at) => [text, nearest[at]])),
  );
  expect(nearest.filter((value) => value !== null && !/^-?0\.0+$/.test(value)).length).toBeGreaterThan(200);
});
