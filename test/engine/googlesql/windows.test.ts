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
    sql: `WITH t AS (SELECT 1 AS a, 'p' AS g UNION ALL SELECT 2, 'p' UNION ALL SELECT 3, 'q') SELECT a, ROW_NUMBER() OVER (PARTITION BY g ORDER BY a DESC) AS n, RANK() OVER (ORDER BY g) AS r, DENSE_RANK() OVER (ORDER BY g) AS d FROM t ORDER BY a`,
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a", 'p' AS "g"
UNION ALL
SELECT CAST(2 AS BIGINT), 'p'
UNION ALL
SELECT CAST(3 AS BIGINT), 'q'
)
SELECT "t"."a" AS "a", row_number() OVER (PARTITION BY "g" ORDER BY "t"."a" DESC NULLS LAST) AS "n", rank() OVER (ORDER BY "g" ASC NULLS FIRST) AS "r", dense_rank() OVER (ORDER BY "g" ASC NULLS FIRST) AS "d"
FROM "t" AS "t"
ORDER BY "a" ASC NULLS FIRST`,
    rows: [
      ['1', '2', '1', '1'],
      ['2', '1', '1', '1'],
      ['3', '1', '3', '2'],
    ],
  },
  {
    sql: 'WITH t AS (SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3) SELECT a, LAG(a) OVER (ORDER BY a) AS l, LEAD(a, 2, 0) OVER w AS m, FIRST_VALUE(a) OVER w AS f, LAST_VALUE(a) OVER w AS z FROM t WINDOW w AS (ORDER BY a) ORDER BY a',
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a"
UNION ALL
SELECT CAST(2 AS BIGINT)
UNION ALL
SELECT CAST(3 AS BIGINT)
)
SELECT "t"."a" AS "a", lag("t"."a") OVER (ORDER BY "t"."a" ASC NULLS FIRST) AS "l", lead("t"."a", CAST(2 AS BIGINT), CAST(0 AS BIGINT)) OVER "w" AS "m", first_value("t"."a") OVER "w" AS "f", last_value("t"."a") OVER "w" AS "z"
FROM "t" AS "t"
WINDOW "w" AS (ORDER BY "t"."a" ASC NULLS FIRST)
ORDER BY "a" ASC NULLS FIRST`,
    rows: [
      ['1', null, '3', '1', '1'],
      ['2', '1', '0', '1', '2'],
      ['3', '2', '0', '1', '3'],
    ],
  },
  {
    sql: 'WITH t AS (SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3) SELECT a, SUM(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s, COUNT(*) OVER () AS c, MIN(a) OVER (ORDER BY a ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS m, COUNTIF(a > 1) OVER (ORDER BY a) AS i FROM t ORDER BY a',
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a"
UNION ALL
SELECT CAST(2 AS BIGINT)
UNION ALL
SELECT CAST(3 AS BIGINT)
)
SELECT "t"."a" AS "a", cast_to_type(sum("t"."a") OVER (ORDER BY "t"."a" ASC NULLS FIRST ROWS BETWEEN CAST(1 AS BIGINT) PRECEDING AND CURRENT ROW) + CAST(0 AS BIGINT), "t"."a") AS "s", count(*) OVER () AS "c", min("t"."a") OVER (ORDER BY "t"."a" ASC NULLS FIRST ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS "m", count(*) FILTER (WHERE ("t"."a" > CAST(1 AS BIGINT))) OVER (ORDER BY "t"."a" ASC NULLS FIRST) AS "i"
FROM "t" AS "t"
ORDER BY "a" ASC NULLS FIRST`,
    rows: [
      ['1', '1', '3', '1', '0'],
      ['2', '3', '3', '2', '1'],
      ['3', '5', '3', '3', '2'],
    ],
  },
  {
    sql: `WITH t AS (SELECT 1 AS a, CAST(NULL AS STRING) AS s UNION ALL SELECT 2, 'x' UNION ALL SELECT 3, CAST(NULL AS STRING)) SELECT a, LAST_VALUE(s IGNORE NULLS) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s FROM t ORDER BY a`,
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a", CAST(NULL AS VARCHAR) AS "s"
UNION ALL
SELECT CAST(2 AS BIGINT), 'x'
UNION ALL
SELECT CAST(3 AS BIGINT), CAST(NULL AS VARCHAR)
)
SELECT "t"."a" AS "a", last_value("t"."s" IGNORE NULLS) OVER (ORDER BY "t"."a" ASC NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "s"
FROM "t" AS "t"
ORDER BY "a" ASC NULLS FIRST`,
    rows: [
      ['1', null],
      ['2', 'x'],
      ['3', 'x'],
    ],
  },
];

describe('windows', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
