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
    sql: `SELECT DATE(TIMESTAMP '2026-03-08 07:59:59+00', 'America/Los_Angeles'), DATE(TIMESTAMP '2026-03-08 23:59:59+00'), DATE(2024, 2, 29), DATE(TIMESTAMP '2026-03-08 07:00:00+00', 'UTC')`,
    duckdb: `SELECT gs_date_in('America/Los_Angeles', TIMESTAMPTZ '2026-03-08 07:59:59+00'), CAST(make_timestamp(epoch_us(TIMESTAMPTZ '2026-03-08 23:59:59+00')) AS DATE), gs_date(make_date(CAST(2024 AS BIGINT), CAST(2 AS BIGINT), CAST(29 AS BIGINT))), CAST(make_timestamp(epoch_us(TIMESTAMPTZ '2026-03-08 07:00:00+00')) AS DATE)`,
    rows: [['2026-03-07', '2026-03-08', '2024-02-29', '2026-03-08']],
  },
  {
    sql: `SELECT DATE_DIFF(DATE '2026-01-05', DATE '2026-01-04', DAY), DATE_DIFF(DATE '2026-01-05', DATE '2026-01-04', WEEK(MONDAY)), DATE_DIFF(DATE '1969-12-28', DATE '1970-01-05', ISOWEEK), DATE_DIFF(DATE '2026-01-01', DATE '2024-12-31', MONTH)`,
    duckdb: `SELECT (DATE '2026-01-05' - DATE '2026-01-04'), ((gs_monday(DATE '2026-01-05') - gs_monday(DATE '2026-01-04')) // 7), ((gs_monday(DATE '1969-12-28') - gs_monday(DATE '1970-01-05')) // 7), date_diff('month', DATE '2024-12-31', DATE '2026-01-01')`,
    rows: [['1', '1', '-2', '13']],
  },
  {
    sql: `SELECT DATE_ADD(DATE '2026-01-31', INTERVAL 1 MONTH), DATE_SUB(DATE '2024-02-29', INTERVAL 12 MONTH), DATE_ADD(DATE '2026-12-31', INTERVAL 1 DAY), DATE_SUB(DATE '2026-01-01', INTERVAL 1 DAY)`,
    duckdb: `SELECT gs_date(CAST(DATE '2026-01-31' + to_months(CAST(CAST(1 AS BIGINT) AS INTEGER)) AS DATE)), gs_date(CAST(DATE '2024-02-29' - to_months(CAST(CAST(12 AS BIGINT) AS INTEGER)) AS DATE)), gs_date(DATE '2026-12-31' + CAST(CAST(1 AS BIGINT) AS INTEGER)), gs_date(DATE '2026-01-01' - CAST(CAST(1 AS BIGINT) AS INTEGER))`,
    rows: [['2026-02-28', '2023-02-28', '2027-01-01', '2025-12-31']],
  },
  {
    sql: `SELECT DATE_TRUNC(DATE '1900-01-07', WEEK(MONDAY)), DATE_TRUNC(DATE '2026-01-05', ISOWEEK), DATE_TRUNC(DATE '2026-01-31', MONTH), DATE_TRUNC(DATE '2026-01-31', DAY)`,
    duckdb: `SELECT gs_monday(DATE '1900-01-07'), gs_monday(DATE '2026-01-05'), CAST(date_trunc('month', DATE '2026-01-31') AS DATE), DATE '2026-01-31'`,
    rows: [['1900-01-01', '2026-01-05', '2026-01-01', '2026-01-31']],
  },
  {
    sql: `SELECT EXTRACT(YEAR FROM DATE '2026-01-04'), EXTRACT(MONTH FROM DATE '2026-01-04'), EXTRACT(DAY FROM DATE '2026-01-04'), EXTRACT(DAYOFWEEK FROM DATE '2026-01-04'), UNIX_DATE(DATE '1969-12-31')`,
    duckdb: `SELECT year(DATE '2026-01-04'), month(DATE '2026-01-04'), day(DATE '2026-01-04'), (dayofweek(DATE '2026-01-04') + 1), (DATE '1969-12-31' - DATE '1970-01-01')`,
    rows: [['2026', '1', '4', '1', '-1']],
  },
  {
    sql: `SELECT PARSE_DATE('%Y%m%d', '20260105'), PARSE_DATE('%Y-%m-%d', '2026-01-05'), FORMAT_DATE('%Y-%m-%d', DATE '0099-01-01'), FORMAT_DATE('%Y%m%d', DATE '2026-01-05')`,
    duckdb: `SELECT gs_parse_date('20260105', '[0-9]{8}', '%Y%m%d'), gs_parse_date('2026-01-05', '[0-9]{4}-[0-9]{2}-[0-9]{2}', '%Y-%m-%d'), ltrim(strftime(DATE '0099-01-01', '%Y-%m-%d'), '0'), ltrim(strftime(DATE '2026-01-05', '%Y%m%d'), '0')`,
    rows: [['2026-01-05', '2026-01-05', '99-01-01', '20260105']],
  },
  {
    sql: `SELECT GENERATE_DATE_ARRAY(DATE '2026-01-01', DATE '2026-01-03'), GENERATE_DATE_ARRAY(DATE '2026-01-02', DATE '2026-01-01'), GENERATE_DATE_ARRAY(DATE '2026-01-01', DATE '2026-01-20', INTERVAL 7 DAY)`,
    duckdb: `SELECT CAST(generate_series(CAST(DATE '2026-01-01' AS TIMESTAMP), CAST(DATE '2026-01-03' AS TIMESTAMP), to_days(1)) AS DATE[]), CAST(generate_series(CAST(DATE '2026-01-02' AS TIMESTAMP), CAST(DATE '2026-01-01' AS TIMESTAMP), to_days(1)) AS DATE[]), CAST(generate_series(CAST(DATE '2026-01-01' AS TIMESTAMP), CAST(DATE '2026-01-20' AS TIMESTAMP), to_days(7)) AS DATE[])`,
    rows: [[['2026-01-01', '2026-01-02', '2026-01-03'], [], ['2026-01-01', '2026-01-08', '2026-01-15']]],
  },
  {
    sql: `SELECT TIMESTAMP(DATE '2018-11-04', 'America/Sao_Paulo'), TIMESTAMP('2026-01-05'), TIMESTAMP(DATE '2026-01-05')`,
    duckdb: `SELECT gs_start_in('America/Sao_Paulo', DATE '2018-11-04'), gs_to_timestamp('2026-01-05'), gs_to_timestamp(DATE '2026-01-05')`,
    rows: [['2018-11-04 03:00:00+00', '2026-01-05 00:00:00+00', '2026-01-05 00:00:00+00']],
  },
  {
    sql: `SELECT TIMESTAMP_ADD(TIMESTAMP '2026-03-08 08:00:00+00', INTERVAL 24 HOUR), TIMESTAMP_SUB(TIMESTAMP '2026-03-08 08:00:00+00', INTERVAL 90 SECOND), TIMESTAMP_ADD(TIMESTAMP '2026-03-08 08:00:00+00', INTERVAL 2 DAY), TIMESTAMP_SUB(TIMESTAMP '2026-03-08 08:00:00+00', INTERVAL 5 MINUTE)`,
    duckdb: `SELECT gs_moment(epoch_us(TIMESTAMPTZ '2026-03-08 08:00:00+00') + CAST(24 AS BIGINT) * 3600000000), gs_moment(epoch_us(TIMESTAMPTZ '2026-03-08 08:00:00+00') - CAST(90 AS BIGINT) * 1000000), gs_moment(epoch_us(TIMESTAMPTZ '2026-03-08 08:00:00+00') + CAST(2 AS BIGINT) * 86400000000), gs_moment(epoch_us(TIMESTAMPTZ '2026-03-08 08:00:00+00') - CAST(5 AS BIGINT) * 60000000)`,
    rows: [['2026-03-09 08:00:00+00', '2026-03-08 07:58:30+00', '2026-03-10 08:00:00+00', '2026-03-08 07:55:00+00']],
  },
  {
    sql: `SELECT TIMESTAMP_DIFF(TIMESTAMP '2026-01-01 00:00:00.5+00', TIMESTAMP '2026-01-01 00:00:02+00', SECOND), TIMESTAMP_DIFF(TIMESTAMP '2026-01-02 23:59:59+00', TIMESTAMP '2026-01-01 00:00:00+00', DAY)`,
    duckdb: `SELECT ((epoch_us(TIMESTAMPTZ '2026-01-01 00:00:00.5+00') - epoch_us(TIMESTAMPTZ '2026-01-01 00:00:02+00')) // 1000000), ((epoch_us(TIMESTAMPTZ '2026-01-02 23:59:59+00') - epoch_us(TIMESTAMPTZ '2026-01-01 00:00:00+00')) // 86400000000)`,
    rows: [['-1', '1']],
  },
  {
    sql: `SELECT TIMESTAMP_TRUNC(TIMESTAMP '1969-12-31 23:59:59.5+00', HOUR), TIMESTAMP_TRUNC(TIMESTAMP '1969-12-31 23:59:59.5+00', DAY)`,
    duckdb: `SELECT make_timestamptz(epoch_us(date_trunc('hour', make_timestamp(epoch_us(TIMESTAMPTZ '1969-12-31 23:59:59.5+00'))))), make_timestamptz(epoch_us(date_trunc('day', make_timestamp(epoch_us(TIMESTAMPTZ '1969-12-31 23:59:59.5+00')))))`,
    rows: [['1969-12-31 23:00:00+00', '1969-12-31 00:00:00+00']],
  },
  {
    sql: `SELECT TIMESTAMP_MICROS(-1), TIMESTAMP_MILLIS(1), TIMESTAMP_SECONDS(1), UNIX_MICROS(TIMESTAMP '1969-12-31 23:59:59.5+00'), UNIX_MILLIS(TIMESTAMP '1969-12-31 23:59:59.9995+00'), UNIX_SECONDS(TIMESTAMP '1969-12-31 23:59:59.5+00')`,
    duckdb: `SELECT gs_moment(CAST('-1' AS BIGINT)), gs_moment(CAST(1 AS BIGINT) * 1000), gs_moment(CAST(1 AS BIGINT) * 1000000), epoch_us(TIMESTAMPTZ '1969-12-31 23:59:59.5+00'), gs_floor(epoch_us(TIMESTAMPTZ '1969-12-31 23:59:59.9995+00'), 1000), gs_floor(epoch_us(TIMESTAMPTZ '1969-12-31 23:59:59.5+00'), 1000000)`,
    rows: [
      ['1969-12-31 23:59:59.999999+00', '1970-01-01 00:00:00.001+00', '1970-01-01 00:00:01+00', '-500000', '-1', '-1'],
    ],
  },
  {
    sql: `SELECT FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%SZ', TIMESTAMP '2026-01-01 00:00:00.5+00')`,
    duckdb: `SELECT ltrim(strftime(make_timestamp(epoch_us(TIMESTAMPTZ '2026-01-01 00:00:00.5+00')), '%Y-%m-%dT%H:%M:%SZ'), '0')`,
    rows: [['2026-01-01T00:00:00Z']],
  },
];

describe('dates and moments', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
