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
    sql: `SELECT ROUND(x), ROUND(x, 2), FLOOR(x), CEIL(x), CEILING(x), TRUNC(x), ABS(x), SIGN(x) FROM UNNEST([NUMERIC '2.5', NUMERIC '-2.5', NUMERIC '1.005', NUMERIC '-1.005']) AS x`,
    duckdb: `SELECT cast_to_type(round("x$"."x$"), "x$"."x$"), CAST(gs_round("x$"."x$", 2) AS DECIMAL(38,9)), cast_to_type(floor("x$"."x$"), "x$"."x$"), cast_to_type(ceil("x$"."x$"), "x$"."x$"), cast_to_type(ceil("x$"."x$"), "x$"."x$"), cast_to_type(trunc("x$"."x$"), "x$"."x$"), abs("x$"."x$"), cast_to_type(sign("x$"."x$"), "x$"."x$")
FROM (SELECT unnest([CAST('2.5' AS DECIMAL(38,9)), CAST('-2.5' AS DECIMAL(38,9)), CAST('1.005' AS DECIMAL(38,9)), CAST('-1.005' AS DECIMAL(38,9))]) AS "x$") AS "x$"`,
    rows: [
      ['3', '2.5', '2', '3', '3', '2', '2.5', '1'],
      ['-3', '-2.5', '-3', '-2', '-2', '-2', '2.5', '-1'],
      ['1', '1.01', '1', '2', '2', '1', '1.005', '1'],
      ['-1', '-1.01', '-2', '-1', '-1', '-1', '1.005', '-1'],
    ],
  },
  {
    sql: 'SELECT MOD(-5, 3), MOD(5, -3), DIV(-7, 2), DIV(7, 2), ABS(-3), SIGN(0)',
    duckdb: `SELECT (CAST('-5' AS BIGINT) % CAST(3 AS BIGINT)), (CAST(5 AS BIGINT) % CAST('-3' AS BIGINT)), (CAST('-7' AS BIGINT) // CAST(2 AS BIGINT)), (CAST(7 AS BIGINT) // CAST(2 AS BIGINT)), abs(CAST('-3' AS BIGINT)), cast_to_type(sign(CAST(0 AS BIGINT)), CAST(0 AS BIGINT))`,
    rows: [['-2', '2', '-3', '3', '3', '0']],
  },
  {
    sql: `SELECT SAFE_DIVIDE(1, 0), SAFE_DIVIDE(1, 4), SQRT(CAST('2' AS FLOAT64)), ROUND(CAST('-2.5' AS FLOAT64))`,
    duckdb: `SELECT gs_safe_divide(CAST(1 AS BIGINT), CAST(0 AS BIGINT)), gs_safe_divide(CAST(1 AS BIGINT), CAST(4 AS BIGINT)), sqrt(gs_to_float64('2')), cast_to_type(round(gs_to_float64('-2.5')), CAST(0 AS DOUBLE))`,
    rows: [[null, 0.25, 1.4142135623730951, -3]],
  },
  {
    sql: `SELECT ROUND(x * x, 6) AS a FROM UNNEST([NUMERIC '1.2345678']) AS x`,
    duckdb: `SELECT CAST(gs_round(cast_to_type(("x$"."x$" * "x$"."x$"), ("x$"."x$" + "x$"."x$")), 6) AS DECIMAL(38,9)) AS "a"
FROM (SELECT unnest([CAST('1.2345678' AS DECIMAL(38,9))]) AS "x$") AS "x$"`,
    rows: [['1.524158']],
  },
];

describe('numbers', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
