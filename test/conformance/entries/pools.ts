import type { Value } from '../../../scripts/engine/engine.js';
import { numericMaximum } from '../judge/numeric.js';
import { type SqlType, typeText } from '../judge/types.js';

/**
 * The values on which every entry is tried, at least ten for each type: NULL, empty, negative, zero, the extremes,
 * text beyond ASCII and beyond 16 bits, white space of several kinds, the hours around a change of clocks, leap days.
 * NaN and infinite FLOAT64 are not in the subset: no entry makes one, and text for one has no cast to it.
 */
const scalars: Readonly<Record<string, readonly Value[]>> = {
  STRING: [
    null,
    '',
    ' ',
    'a',
    'Abc',
    'abc abc',
    '  padded  ',
    '\t\n tab\u00a0',
    '\uFEFF mark',
    'ä',
    'ÀÉÎõü',
    'straße',
    '日本語',
    '👍🏽 ok',
    'e\u0301',
    '%',
    '_',
    'a%b_c',
    '\\',
    "it's",
    '"quoted"',
    'a.b*c',
    '(x)[y]',
    '$1 ${a}',
    'x,y,,z',
    '/pricing/?q=1#top',
    'Jane.Doe@Example.com',
    '0',
    '-1',
    '42',
    ' 42 ',
    '3.14',
    '1e3',
    '1e400',
    'NaN',
    '-inf',
    'true',
    'FALSE',
    '2024-02-29',
    '2024-02-30',
    '2023-03-12T02:30:00Z',
    '2023-11-05 01:30:00 America/Los_Angeles',
    '{"a": {"b": [1, "x"]}}',
    'null',
    'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz',
  ],
  INT64: [
    null,
    0,
    1,
    -1,
    2,
    3,
    -3,
    7,
    10,
    31,
    -100,
    1000,
    86_400,
    2_147_483_648,
    9_007_199_254_740_993n,
    9_223_372_036_854_775_807n,
    -9_223_372_036_854_775_808n,
  ],
  NUMERIC: [
    null,
    '0',
    '1',
    '-1',
    '0.5',
    '-0.5',
    '1.5',
    '2.5',
    '-2.5',
    '0.000000001',
    '-0.000000001',
    '1234.5678',
    '0.125',
    '99.999999999',
    '100',
    '0.333333333',
    '9223372036854775807.5',
    numericMaximum,
    `-${numericMaximum}`,
  ],
  FLOAT64: [
    null,
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.1,
    1e-300,
    1e15,
    123456.789,
    1e300,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MIN_VALUE,
  ],
  BOOL: [null, true, false],
  DATE: [
    null,
    '1970-01-01',
    '2024-02-29',
    '2023-02-28',
    '2024-12-31',
    '2025-01-01',
    '2023-03-12',
    '2023-11-05',
    '2000-02-29',
    '1900-03-01',
    '1969-12-31',
    '2021-01-03',
    '2020-12-28',
    '0001-01-01',
    '9999-12-31',
  ],
  TIMESTAMP: [
    null,
    '1970-01-01T00:00:00Z',
    '2024-02-29T23:59:59.999999Z',
    '2023-03-12T09:59:59Z',
    '2023-03-12T10:00:00Z',
    '2023-11-05T08:30:00Z',
    '2023-11-05T09:30:00Z',
    '2023-03-26T01:00:00Z',
    '2024-12-31T23:30:00Z',
    '2025-01-01T00:00:00.5Z',
    '1969-12-31T23:59:59.000001Z',
    '2021-01-03T12:34:56.123Z',
    '1900-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
  ],
  BYTES: [null, '', 'AA==', '/w==', 'YWJj', 'w6Q=', 'gA==', '4pyT', 'AAEC', 'SGVsbG8gd29ybGQ='],
  JSON: [null],
};

/** The pool of a type; that of an array or struct is made from its parts' pools. */
export function pool(type: SqlType): readonly Value[] {
  if (type.kind === 'ARRAY') {
    const items = pool(type.element);
    const whole = items.filter((each) => each !== null);
    const some = [1, 2, 3, 5, 8].map((count, at) =>
      Array.from({ length: count }, (_, step) => whole[(at * 3 + step * 2) % whole.length] ?? null),
    );
    return [null, [], [whole[0] ?? null], [whole[1] ?? null, whole[1] ?? null], [whole[0] ?? null, null], ...some];
  }
  if (type.kind === 'STRUCT') {
    const rows = Array.from({ length: 11 }, (_, at) =>
      Object.fromEntries(
        type.fields.map((field, place) => {
          const values = pool(field.type);
          return [field.name, values[(at * (place + 1) + place) % values.length] ?? null];
        }),
      ),
    );
    return [null, ...rows];
  }
  const values = scalars[type.kind];
  if (!values) throw new Error(`no pool for ${typeText(type)}`);
  return values;
}

/** Near to one another, for entries whose result has as many elements as lie between their arguments, or adds them up. */
const nearby: Readonly<Record<string, readonly Value[]>> = {
  INT64: [null, 0, 1, -1, 2, 3, -3, 7, 10, 31, -100],
  NUMERIC: [null, '0', '1', '-1', '0.5', '-2.5', '0.000000001', '1234.5678', '99.999999999', '0.333333333', '-100'],
  DATE: [
    null,
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
    '2023-12-31',
    '2024-01-01',
    '2023-03-12',
    '2023-11-05',
    '2024-02-01',
    '2024-12-31',
    '2022-02-28',
  ],
};

/** The pool for an entry's argument: its type's, unless the entry is tried on near values only. */
export function poolOf(isNear: boolean, type: SqlType): readonly Value[] {
  return (isNear ? nearby[type.kind] : undefined) ?? pool(type);
}
