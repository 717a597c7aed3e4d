import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import { connect, rowsOf } from './duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await connect();
  // DuckDB knows of a table, not of literals, that its columns have no NULLs, and leaves out what that proves unneeded.
  await connection.run(
    'CREATE TABLE pairs AS SELECT 9223372036854775807 AS x, 2 AS y, 99999999999999999999999999999.999999999 AS z',
  );
});

const run = (sql: string) => rowsOf(connection, translate(sql));
const largest = "NUMERIC '99999999999999999999999999999.999999999'";

/** What has no answer in GoogleSQL must be an error here, never infinity or a digit too many. */
const errors = [
  {
    sql: `SELECT CAST('1e300' AS FLOAT64) * CAST('1e300' AS FLOAT64) AS x`,
    message: 'FLOAT64 overflow',
  },
  {
    sql: `WITH t AS (SELECT CAST('1e308' AS FLOAT64) AS x), u AS (SELECT * FROM t) SELECT COALESCE(x, x) + x AS y FROM u`,
    message: 'FLOAT64 overflow',
  },
  { sql: `SELECT CAST('1e400' AS FLOAT64) AS x`, message: 'FLOAT64 overflow' },
  { sql: `SELECT SAFE_CAST('-inf' AS FLOAT64) AS x`, message: 'not in the portable subset' },
  { sql: `SELECT SUM(x) AS s FROM UNNEST([${largest}, NUMERIC '1']) AS x`, message: 'Overflow' },
  { sql: `SELECT SUM(x) AS s FROM UNNEST([9223372036854775807, 1]) AS x`, message: 'out of range' },
  { sql: `SELECT IF(x IN (x, DIV(1, y)), x, 2) AS z FROM (SELECT 1 AS x, 0 AS y) AS t`, message: 'zero' },
  ...['(x * y) IS NULL', '(x + y) IS NOT NULL', 'COUNT(x * y)', 'COALESCE(x * y, 1) IS NULL', '[x * y] IS NULL'].map(
    (sql) => ({
      sql: `SELECT ${sql} AS z FROM pairs`,
      message: 'Overflow',
    }),
  ),
  { sql: `SELECT ROUND(z) IS NULL AS w FROM pairs`, message: 'Conversion' },
  { sql: `SELECT IF(y IN (y, -x - y - y), 1, 2) AS z FROM pairs`, message: 'Overflow' },
  { sql: `SELECT LEAST(x, DIV(1, y)) AS z FROM (SELECT CAST(NULL AS INT64) AS x, 0 AS y) AS t`, message: 'zero' },
];

const values = [
  {
    sql: `SELECT 1000 * COALESCE(a, NUMERIC '0') AS x FROM (SELECT NUMERIC '1' AS a) AS t`,
    rows: [['1000']],
  },
  // One column called x is a FLOAT64, the other is none, and keeps its type.
  {
    sql: `WITH t AS (SELECT CAST('1.5' AS FLOAT64) AS x), u AS (SELECT NUMERIC '1.5' AS x)
SELECT t.x * t.x AS a, u.x * u.x AS b, u.x + 1 AS c FROM t CROSS JOIN u`,
    rows: [[2.25, '2.25', '2.5']],
  },
  {
    sql: `SELECT SAFE_DIVIDE(x, CAST('1e-300' AS FLOAT64)) AS y FROM (SELECT CAST('1e300' AS FLOAT64) AS x) AS t`,
    rows: [[null]],
  },
  // DuckDB evaluates what stands twice ahead of COALESCE, unless it is in a CASE.
  {
    sql: `SELECT COALESCE(x, DIV(1, y) + DIV(1, y)) AS z FROM (SELECT 5 AS x, 0 AS y) AS t`,
    rows: [['5']],
  },
  {
    sql: `SELECT SUM(x) AS s FROM UNNEST([${largest}, NUMERIC '0']) AS x`,
    rows: [['99999999999999999999999999999.999999999']],
  },
];

describe('values beyond the types', () => {
  it.each(errors)('$sql', async ({ sql, message }) => {
    await expect(run(sql)).rejects.toThrow(message);
  });
  it.each(values)('$sql', async ({ sql, rows }) => {
    expect(await run(sql)).toEqual(rows);
  });
});

/** `form` with itself in place of x, `depth` times over. */
function nested(form: string, depth: number): string {
  let text = 'x';
  for (let level = 0; level < depth; level += 1) text = form.replaceAll('x', () => text);
  return `SELECT ${text} AS y FROM (SELECT 1 AS x, 2 AS y) AS t`;
}

describe('the printed text of nested expressions', () => {
  it.each([
    '(x * y + 1)',
    'COALESCE(x * y, 1)',
    'MOD(x + y, 7)',
    'SAFE_DIVIDE(SQRT(x), CAST(y AS FLOAT64) + CAST(1 AS FLOAT64))',
  ])('grows with the square of the depth at most: %s', (form) => {
    const [shallow, deep] = [6, 12].map((depth) => translate(nested(form, depth)).length);
    expect(deep).toBeLessThan(4 * (shallow ?? 0));
  });
});
