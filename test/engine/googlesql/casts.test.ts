import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import { connect, rowsOf } from './duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await connect();
});

/** GoogleSQL, its translation, and the rows that the reference implementation answers. */
const cases = [
  {
    sql: "SELECT SAFE_CAST(x AS INT64) FROM UNNEST([' 12 ', '0x1F', '-0x1f', '+5', '007', '1e3', '1.0', '', 'x', '9223372036854775808', '\\u00a05']) AS x",
    duckdb: `SELECT gs_safe_int64("x$"."x$")
FROM (SELECT unnest([' 12 ', '0x1F', '-0x1f', '+5', '007', '1e3', '1.0', '', 'x', '9223372036854775808', ' 5']) AS "x$") AS "x$"`,
    rows: [['12'], ['31'], ['-31'], ['5'], ['7'], [null], [null], [null], [null], [null], [null]],
  },
  {
    sql: `SELECT SAFE_CAST(x AS NUMERIC) FROM UNNEST([' 1.5 ', '1e3', '.5', '5.', '+1.5', '1.0000000005', '-1.0000000005', '0x1F', '', '.', '1e29', 'nan', '1,000', '0e99999']) AS x`,
    duckdb: `SELECT gs_safe_numeric("x$"."x$")
FROM (SELECT unnest([' 1.5 ', '1e3', '.5', '5.', '+1.5', '1.0000000005', '-1.0000000005', '0x1F', '', '.', '1e29', 'nan', '1,000', '0e99999']) AS "x$") AS "x$"`,
    rows: [
      ['1.5'],
      ['1000'],
      ['0.5'],
      ['5'],
      ['1.5'],
      ['1.000000001'],
      ['-1.000000001'],
      [null],
      [null],
      [null],
      [null],
      [null],
      [null],
      ['0'],
    ],
  },
  {
    sql: `SELECT SAFE_CAST(x AS FLOAT64) FROM UNNEST([' 1.5 ', '1e3', '.5', '', 'x', '1e-400', '1f']) AS x`,
    duckdb: `SELECT gs_safe_float64("x$"."x$")
FROM (SELECT unnest([' 1.5 ', '1e3', '.5', '', 'x', '1e-400', '1f']) AS "x$") AS "x$"`,
    rows: [[1.5], [1000], [0.5], [null], [null], [0], [null]],
  },
  {
    sql: `SELECT SAFE_CAST(x AS BOOL) FROM UNNEST(['true', 'FALSE', 't', '1', ' true']) AS x`,
    duckdb: `SELECT gs_safe_bool("x$"."x$")
FROM (SELECT unnest(['true', 'FALSE', 't', '1', ' true']) AS "x$") AS "x$"`,
    rows: [[true], [false], [null], [null], [null]],
  },
  {
    sql: `SELECT SAFE_CAST(x AS DATE) FROM UNNEST(['2026-01-05', '2026-1-5', ' 2026-01-05', '2026-01-05 10:00:00', '20260105', '2026-02-30', '0000-01-01']) AS x`,
    duckdb: `SELECT gs_safe_date("x$"."x$")
FROM (SELECT unnest(['2026-01-05', '2026-1-5', ' 2026-01-05', '2026-01-05 10:00:00', '20260105', '2026-02-30', '0000-01-01']) AS "x$") AS "x$"`,
    rows: [['2026-01-05'], ['2026-01-05'], [null], [null], [null], [null], [null]],
  },
  {
    sql: `SELECT SAFE_CAST(x AS TIMESTAMP) FROM UNNEST(['2026-1-5', '2026-01-05 1:2:3', '2026-01-05T10:00:00Z', '2026-01-05t10:00:00.25z', '2026-01-05 10:00', '2026-01-05 10:00:00.1234567', '2026-01-05 10:00:00+5', '2026-01-05 10:00:00-0530', '2026-01-05 10:00:00 UTC', '2026-01-05 10:00:00 PM', '2026-01-05 24:00:00', '2026-01-05 23:59:60', '2026-01-05 10:00:00+14:01', '9999-12-31 23:59:59-01']) AS x`,
    duckdb: `SELECT gs_safe_timestamp("x$"."x$")
FROM (SELECT unnest(['2026-1-5', '2026-01-05 1:2:3', '2026-01-05T10:00:00Z', '2026-01-05t10:00:00.25z', '2026-01-05 10:00', '2026-01-05 10:00:00.1234567', '2026-01-05 10:00:00+5', '2026-01-05 10:00:00-0530', '2026-01-05 10:00:00 UTC', '2026-01-05 10:00:00 PM', '2026-01-05 24:00:00', '2026-01-05 23:59:60', '2026-01-05 10:00:00+14:01', '9999-12-31 23:59:59-01']) AS "x$") AS "x$"`,
    rows: [
      ['2026-01-05 00:00:00+00'],
      ['2026-01-05 01:02:03+00'],
      ['2026-01-05 10:00:00+00'],
      ['2026-01-05 10:00:00.25+00'],
      [null],
      [null],
      ['2026-01-05 05:00:00+00'],
      ['2026-01-05 15:30:00+00'],
      ['2026-01-05 10:00:00+00'],
      [null],
      [null],
      ['2026-01-06 00:00:00+00'],
      [null],
      [null],
    ],
  },
  {
    sql: `SELECT CAST(NUMERIC '1.50' AS STRING), CAST(TRUE AS STRING), CAST(7 AS STRING), CAST(DATE '2026-01-05' AS STRING), CAST(TIMESTAMP '2026-01-05 00:00:00.5+00' AS STRING), CAST(CAST('1e20' AS FLOAT64) AS STRING)`,
    duckdb: `SELECT gs_to_string(CAST('1.50' AS DECIMAL(38,9))), CAST(TRUE AS VARCHAR), CAST(CAST(7 AS BIGINT) AS VARCHAR), CAST(DATE '2026-01-05' AS VARCHAR), gs_to_string(TIMESTAMPTZ '2026-01-05 00:00:00.5+00'), gs_to_string(gs_to_float64('1e20'))`,
    rows: [['1.5', 'true', '7', '2026-01-05', '2026-01-05 00:00:00.500+00', '1e+20']],
  },
  {
    // Zeros that end a decimal, those that do not, and texts of 64 bits and of 128.
    sql: `SELECT CAST(NUMERIC '0' AS STRING), CAST(NUMERIC '-0.5' AS STRING), CAST(NUMERIC '100' AS STRING), CAST(NUMERIC '-100' AS STRING), CAST(NUMERIC '0.000000001' AS STRING), CAST(NUMERIC '-1.100000000' AS STRING), CAST(NUMERIC '1000000000' AS STRING), CAST(NUMERIC '12345678901234567890' AS STRING), CAST(NUMERIC '12345678901234567890.1' AS STRING), CAST(NUMERIC '-99999999999999999999999999999.999999999' AS STRING)`,
    duckdb: `SELECT gs_to_string(CAST('0' AS DECIMAL(38,9))), gs_to_string(CAST('-0.5' AS DECIMAL(38,9))), gs_to_string(CAST('100' AS DECIMAL(38,9))), gs_to_string(CAST('-100' AS DECIMAL(38,9))), gs_to_string(CAST('0.000000001' AS DECIMAL(38,9))), gs_to_string(CAST('-1.100000000' AS DECIMAL(38,9))), gs_to_string(CAST('1000000000' AS DECIMAL(38,9))), gs_to_string(CAST('12345678901234567890' AS DECIMAL(38,9))), gs_to_string(CAST('12345678901234567890.1' AS DECIMAL(38,9))), gs_to_string(CAST('-99999999999999999999999999999.999999999' AS DECIMAL(38,9)))`,
    rows: [
      [
        '0',
        '-0.5',
        '100',
        '-100',
        '0.000000001',
        '-1.1',
        '1000000000',
        '12345678901234567890',
        '12345678901234567890.1',
        '-99999999999999999999999999999.999999999',
      ],
    ],
  },
  {
    sql: `SELECT CAST(NUMERIC '2.5' AS INT64), CAST(NUMERIC '-2.5' AS INT64), CAST(CAST('2.5' AS FLOAT64) AS INT64), CAST(TRUE AS INT64), CAST(0 AS BOOL), CAST(CAST(NULL AS STRING) AS INT64)`,
    duckdb: `SELECT gs_to_int64(CAST('2.5' AS DECIMAL(38,9))), gs_to_int64(CAST('-2.5' AS DECIMAL(38,9))), gs_to_int64(gs_to_float64('2.5')), gs_to_int64(TRUE), CAST(CAST(0 AS BIGINT) AS BOOLEAN), gs_to_int64(CAST(NULL AS VARCHAR))`,
    rows: [['3', '-3', '3', '1', false, null]],
  },
  {
    sql: `SELECT CAST(DATE '2026-01-05' AS TIMESTAMP), CAST(TIMESTAMP '2026-01-05 23:00:00-05' AS DATE), CAST(3 AS NUMERIC), CAST(NUMERIC '12345678901234567890.123456789' AS FLOAT64) = CAST('12345678901234567890.123456789' AS FLOAT64)`,
    duckdb: `SELECT gs_to_timestamp(DATE '2026-01-05'), gs_to_date(TIMESTAMPTZ '2026-01-05 23:00:00-05'), CAST(CAST(3 AS BIGINT) AS DECIMAL(38,9)), (gs_to_float64(CAST('12345678901234567890.123456789' AS DECIMAL(38,9))) = gs_to_float64('12345678901234567890.123456789'))`,
    rows: [['2026-01-05 00:00:00+00', '2026-01-06', '3', true]],
  },
];

describe('casts', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
