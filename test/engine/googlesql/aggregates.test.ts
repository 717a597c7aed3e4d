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
    sql: 'SELECT COUNT(*), COUNT(x), COUNT(DISTINCT x), COUNTIF(x > 1), SUM(x), MIN(x), MAX(x), LOGICAL_OR(x > 2), LOGICAL_AND(x > 0) FROM UNNEST([1, 2, 2, CAST(NULL AS INT64)]) AS x',
    duckdb: `SELECT count(*), count("x$"."x$"), count(DISTINCT "x$"."x$"), count(*) FILTER (WHERE ("x$"."x$" > CAST(1 AS BIGINT))), cast_to_type(sum("x$"."x$") + CAST(0 AS BIGINT), any_value("x$"."x$")), min("x$"."x$"), max("x$"."x$"), bool_or(("x$"."x$" > CAST(2 AS BIGINT))), bool_and(("x$"."x$" > CAST(0 AS BIGINT)))
FROM (SELECT unnest([CAST(1 AS BIGINT), CAST(2 AS BIGINT), CAST(2 AS BIGINT), CAST(NULL AS BIGINT)]) AS "x$") AS "x$"`,
    rows: [['4', '3', '2', '2', '5', '1', '2', false, true]],
  },
  {
    sql: 'SELECT COUNT(*), SUM(x), MAX(x), ARRAY_AGG(x) IS NULL, STRING_AGG(CAST(x AS STRING)), COUNTIF(x > 1), LOGICAL_OR(x > 1) FROM UNNEST([1]) AS x WHERE x > 1',
    duckdb: `SELECT count(*), cast_to_type(sum("x$"."x$") + CAST(0 AS BIGINT), any_value("x$"."x$")), max("x$"."x$"), (greatest(list("x$"."x$")) IS NULL), string_agg(gs_to_string("x$"."x$"), ','), count(*) FILTER (WHERE ("x$"."x$" > CAST(1 AS BIGINT))), bool_or(("x$"."x$" > CAST(1 AS BIGINT)))
FROM (SELECT unnest([CAST(1 AS BIGINT)]) AS "x$") AS "x$"
WHERE ("x$"."x$" > CAST(1 AS BIGINT))`,
    rows: [['0', null, null, true, null, '0', null]],
  },
  {
    sql: `SELECT SUM(x) AS s, SUM(x * x) AS q FROM UNNEST([NUMERIC '1.5', NUMERIC '2']) AS x`,
    duckdb: `SELECT cast_to_type(sum("x$"."x$") + CAST(0 AS BIGINT), any_value("x$"."x$")) AS "s", cast_to_type(sum(cast_to_type(("x$"."x$" * "x$"."x$"), ("x$"."x$" + "x$"."x$"))) + CAST(0 AS BIGINT), any_value(("x$"."x$" + "x$"."x$"))) AS "q"
FROM (SELECT unnest([CAST('1.5' AS DECIMAL(38,9)), CAST('2' AS DECIMAL(38,9))]) AS "x$") AS "x$"`,
    rows: [['3.5', '6.25']],
  },
  {
    sql: `WITH t AS (SELECT 'a' AS x, 1 AS y UNION ALL SELECT CAST(NULL AS STRING), 2 UNION ALL SELECT 'c', 3 UNION ALL SELECT 'd', 4) SELECT STRING_AGG(x, '-' ORDER BY y DESC), STRING_AGG(x ORDER BY y LIMIT 2), ARRAY_AGG(x IGNORE NULLS ORDER BY y LIMIT 2), ARRAY_AGG(x ORDER BY y LIMIT 2), ARRAY_AGG(x ORDER BY y DESC LIMIT 1)[SAFE_OFFSET(0)], ANY_VALUE(x HAVING MAX y), ANY_VALUE(y HAVING MIN x) FROM t`,
    duckdb: `WITH "t" AS (
SELECT 'a' AS "x", CAST(1 AS BIGINT) AS "y"
UNION ALL
SELECT CAST(NULL AS VARCHAR), CAST(2 AS BIGINT)
UNION ALL
SELECT 'c', CAST(3 AS BIGINT)
UNION ALL
SELECT 'd', CAST(4 AS BIGINT)
)
SELECT string_agg("x", '-' ORDER BY "y" DESC NULLS LAST), array_to_string((list("x" ORDER BY "y" ASC NULLS FIRST) FILTER (WHERE "x" IS NOT NULL))[1:2], ','), (list("x" ORDER BY "y" ASC NULLS FIRST) FILTER (WHERE "x" IS NOT NULL))[1:2], (list("x" ORDER BY "y" ASC NULLS FIRST))[1:2], first("x" ORDER BY "y" DESC NULLS LAST), arg_max_null("x", "y"), arg_min_null("y", "x")
FROM "t" AS "t"`,
    rows: [['d-c-a', 'a,c', ['a', 'c'], ['a', null], 'd', 'd', '1']],
  },
  {
    sql: `WITH t AS (SELECT 'a' AS k, 1 AS v UNION ALL SELECT 'a', 2) SELECT k, ARRAY_AGG(STRUCT(v AS x) ORDER BY v DESC LIMIT 1)[OFFSET(0)].x AS newest FROM t GROUP BY k`,
    duckdb: `WITH "t" AS (
SELECT 'a' AS "k", CAST(1 AS BIGINT) AS "v"
UNION ALL
SELECT 'a', CAST(2 AS BIGINT)
)
SELECT "t"."k" AS "k", (first({"x": "v"} ORDER BY "v" DESC NULLS LAST))."x" AS "newest"
FROM "t" AS "t"
GROUP BY 1`,
    rows: [['a', '2']],
  },
  {
    sql: `SELECT ARRAY_LENGTH(['a', 'b']), ARRAY_TO_STRING(['a', CAST(NULL AS STRING), 'b'], ','), GENERATE_ARRAY(1, 5, 2), GENERATE_ARRAY(5, 1), ['a'][SAFE_OFFSET(3)], ['a'][OFFSET(0)]`,
    duckdb: `SELECT len(['a', 'b']), array_to_string(['a', CAST(NULL AS VARCHAR), 'b'], ','), generate_series(CAST(1 AS BIGINT), CAST(5 AS BIGINT), CAST(2 AS BIGINT)), generate_series(CAST(5 AS BIGINT), CAST(1 AS BIGINT)), (['a'])[4], gs_at(['a'], CAST(0 AS BIGINT))`,
    rows: [['2', 'a,b', ['1', '3', '5'], [], null, 'a']],
  },
];

describe('aggregates and arrays', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
