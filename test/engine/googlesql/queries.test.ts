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
    sql: `WITH t AS (SELECT 1 AS a, 'x' AS b) SELECT * FROM t`,
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a", 'x' AS "b"
)
SELECT *
FROM "t" AS "t"`,
    rows: [['1', 'x']],
  },
  {
    sql: `WITH t AS (SELECT 1 AS a, 'x' AS b) SELECT * EXCEPT (b), a + 1 AS c FROM t`,
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a", 'x' AS "b"
)
SELECT * EXCLUDE ("b"), ("a" + CAST(1 AS BIGINT)) AS "c"
FROM "t" AS "t"`,
    rows: [['1', '2']],
  },
  {
    sql: 'WITH t AS (SELECT 1 AS a), u AS (SELECT 1 AS a, 2 AS b) SELECT t.a, u.b, v.b AS c FROM t LEFT JOIN u USING (a) JOIN u AS v ON v.a = t.a CROSS JOIN t AS w',
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a"
),
"u" AS (
SELECT CAST(1 AS BIGINT) AS "a", CAST(2 AS BIGINT) AS "b"
)
SELECT "t"."a" AS "a", "u"."b" AS "b", "v"."b" AS "c"
FROM "t" AS "t" LEFT JOIN "u" AS "u" USING ("a") JOIN "u" AS "v" ON ("v"."a" = "t"."a") CROSS JOIN "t" AS "w"`,
    rows: [['1', '2', '2']],
  },
  {
    sql: `SELECT s.y, x FROM UNNEST(SPLIT('a b', ' ')) AS x CROSS JOIN (SELECT 1 AS y) AS s ORDER BY x DESC LIMIT 1`,
    duckdb: `SELECT "s"."y" AS "y", "x$"."x$" AS "x"
FROM (SELECT unnest(string_split('a b', ' ')) AS "x$") AS "x$" CROSS JOIN (SELECT CAST(1 AS BIGINT) AS "y") AS "s"
ORDER BY "x" DESC NULLS LAST
LIMIT 1`,
    rows: [['1', 'b']],
  },
  {
    sql: `WITH t AS (SELECT 3 AS points, 'x' AS k) SELECT k, c.rule, c.points FROM t CROSS JOIN UNNEST([STRUCT('a' AS rule, CASE WHEN points > 2 THEN NUMERIC '1.5' END AS points), STRUCT('b' AS rule, CAST(NULL AS NUMERIC) AS points)]) AS c WHERE c.points IS NOT NULL`,
    duckdb: `WITH "t" AS (
SELECT CAST(3 AS BIGINT) AS "points", 'x' AS "k"
)
SELECT "t"."k" AS "k", ("t"."c$")."rule" AS "rule", ("t"."c$")."points" AS "points"
FROM (SELECT "t".*, unnest([{"rule": 'a', "points": (CASE WHEN ("points" > CAST(2 AS BIGINT)) THEN CAST('1.5' AS DECIMAL(38,9)) END)}, {"rule": 'b', "points": CAST(NULL AS DECIMAL(38,9))}]) AS "c$" FROM "t" AS "t") AS "t"
WHERE (("t"."c$")."points" IS NOT NULL)`,
    rows: [['x', 'a', '1.5']],
  },
  {
    sql: `WITH t AS (SELECT 3 AS k), u AS (SELECT 3 AS k, 5 AS z) SELECT c.rule, c.points FROM t JOIN u USING (k) CROSS JOIN UNNEST([STRUCT('a' AS rule, t.k + u.z AS points)]) AS c`,
    duckdb: `WITH "t" AS (
SELECT CAST(3 AS BIGINT) AS "k"
),
"u" AS (
SELECT CAST(3 AS BIGINT) AS "k", CAST(5 AS BIGINT) AS "z"
)
SELECT ("c$"."c$")."rule" AS "rule", ("c$"."c$")."points" AS "points"
FROM "t" AS "t" JOIN "u" AS "u" USING ("k") CROSS JOIN LATERAL (SELECT unnest([{"rule": 'a', "points": ("t"."k" + "u"."z")}]) AS "c$") AS "c$"`,
    rows: [['a', '8']],
  },
  {
    sql: `WITH t AS (SELECT [STRUCT('k1' AS key, STRUCT('v1' AS s) AS value), STRUCT('k2' AS key, STRUCT('v2' AS s) AS value)] AS params) SELECT (SELECT MIN(p.value.s) FROM UNNEST(params) AS p WHERE p.key = 'k2') AS m, p.key, i FROM t CROSS JOIN UNNEST(params) AS p WITH OFFSET AS i ORDER BY i`,
    duckdb: `WITH "t" AS (
SELECT [{"key": 'k1', "value": {"s": 'v1'}}, {"key": 'k2', "value": {"s": 'v2'}}] AS "params"
)
SELECT list_min(list_transform(list_filter("params", lambda "p$": (("p$")."key" = 'k2')), lambda "p$": ("p$")."value"."s")) AS "m", ("t"."p$")."key" AS "key", "t"."i$" AS "i"
FROM (SELECT "t".*, unnest("params") AS "p$", unnest(range(len("params"))) AS "i$" FROM "t" AS "t") AS "t"
ORDER BY "i" ASC NULLS FIRST`,
    rows: [
      ['v2', 'k1', '0'],
      ['v2', 'k2', '1'],
    ],
  },
  {
    sql: 'WITH t AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT a FROM t WHERE EXISTS (SELECT 1 FROM UNNEST([2, 3]) AS x WHERE x = a) AND a IN (SELECT a FROM t) AND a NOT IN (5, 6) AND NOT EXISTS (SELECT a FROM t WHERE a > 5)',
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a"
UNION ALL
SELECT CAST(2 AS BIGINT)
)
SELECT "t"."a" AS "a"
FROM "t" AS "t"
WHERE ((((EXISTS (SELECT CAST(1 AS BIGINT)
FROM (SELECT unnest([CAST(2 AS BIGINT), CAST(3 AS BIGINT)]) AS "x$") AS "x$"
WHERE ("x$"."x$" = "a"))) AND ("t"."a" IN (SELECT "t"."a" AS "a"
FROM "t" AS "t"))) AND ("t"."a" NOT IN (CAST(5 AS BIGINT), CAST(6 AS BIGINT)))) AND (NOT EXISTS (SELECT "t"."a" AS "a"
FROM "t" AS "t"
WHERE ("t"."a" > CAST(5 AS BIGINT)))))`,
    rows: [['2']],
  },
  {
    sql: `WITH t AS (SELECT 'A' AS email, 1 AS v UNION ALL SELECT 'a', 2) SELECT LOWER(email) AS email, COUNT(*) AS n, SUM(v) AS v FROM t GROUP BY email HAVING v > 1`,
    duckdb: `WITH "t" AS (
SELECT 'A' AS "email", CAST(1 AS BIGINT) AS "v"
UNION ALL
SELECT 'a', CAST(2 AS BIGINT)
)
SELECT gs_lower("t"."email") AS "email", count(*) AS "n", cast_to_type(sum("t"."v") + CAST(0 AS BIGINT), any_value("t"."v")) AS "v"
FROM "t" AS "t"
GROUP BY 1
HAVING (cast_to_type(sum("t"."v") + CAST(0 AS BIGINT), any_value("t"."v")) > CAST(1 AS BIGINT))`,
    rows: [['a', '2', '3']],
  },
  {
    sql: 'WITH t AS (SELECT 3 AS k, 1 AS v UNION ALL SELECT 2, 2) SELECT -v AS v, k FROM t WHERE v > 0 QUALIFY ROW_NUMBER() OVER (ORDER BY v) = 1',
    duckdb: `WITH "t" AS (
SELECT CAST(3 AS BIGINT) AS "k", CAST(1 AS BIGINT) AS "v"
UNION ALL
SELECT CAST(2 AS BIGINT), CAST(2 AS BIGINT)
)
SELECT (-"t"."v") AS "v", "t"."k" AS "k"
FROM "t" AS "t"
WHERE ("t"."v" > CAST(0 AS BIGINT))
QUALIFY (row_number() OVER (ORDER BY (-"t"."v") ASC NULLS FIRST) = CAST(1 AS BIGINT))`,
    rows: [['-2', '2']],
  },
  {
    sql: 'WITH t AS (SELECT 3 AS k, 1 AS v UNION ALL SELECT 2, 2) SELECT v, -v AS k FROM t ORDER BY k + 0, t.v',
    duckdb: `WITH "t" AS (
SELECT CAST(3 AS BIGINT) AS "k", CAST(1 AS BIGINT) AS "v"
UNION ALL
SELECT CAST(2 AS BIGINT), CAST(2 AS BIGINT)
)
SELECT "t"."v" AS "v", (-"t"."v") AS "k"
FROM "t" AS "t"
ORDER BY ((-"t"."v") + CAST(0 AS BIGINT)) ASC NULLS FIRST, "t"."v" ASC NULLS FIRST`,
    rows: [
      ['2', '-2'],
      ['1', '-1'],
    ],
  },
  {
    sql: `WITH t AS (SELECT 1 AS a, CAST(NULL AS STRING) AS s UNION ALL SELECT 2, 'x') SELECT a, s FROM t ORDER BY s DESC NULLS FIRST, 1`,
    duckdb: `WITH "t" AS (
SELECT CAST(1 AS BIGINT) AS "a", CAST(NULL AS VARCHAR) AS "s"
UNION ALL
SELECT CAST(2 AS BIGINT), 'x'
)
SELECT "t"."a" AS "a", "t"."s" AS "s"
FROM "t" AS "t"
ORDER BY "s" DESC NULLS FIRST, 1 ASC NULLS FIRST`,
    rows: [
      ['1', null],
      ['2', 'x'],
    ],
  },
  {
    sql: 'SELECT 1 AS a UNION ALL (SELECT 3 AS a) UNION ALL SELECT 2 ORDER BY a DESC',
    duckdb: `SELECT CAST(1 AS BIGINT) AS "a"
UNION ALL
(SELECT CAST(3 AS BIGINT) AS "a")
UNION ALL
SELECT CAST(2 AS BIGINT)
ORDER BY "a" DESC NULLS LAST`,
    rows: [['3'], ['2'], ['1']],
  },
  {
    sql: `SELECT DISTINCT x FROM UNNEST(['a', 'a']) AS x GROUP BY 1`,
    duckdb: `SELECT DISTINCT "x$"."x$" AS "x"
FROM (SELECT unnest(['a', 'a']) AS "x$") AS "x$"
GROUP BY 1`,
    rows: [['a']],
  },
];

describe('queries', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
