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
    sql: 'SELECT 1 + 2 * 3 - 4, -5, 7 - -7',
    duckdb: `SELECT ((CAST(1 AS BIGINT) + (CAST(2 AS BIGINT) * CAST(3 AS BIGINT))) - CAST(4 AS BIGINT)), CAST('-5' AS BIGINT), (CAST(7 AS BIGINT) - CAST('-7' AS BIGINT))`,
    rows: [['3', '-5', '14']],
  },
  {
    sql: `SELECT NUMERIC '1.5' * NUMERIC '0.000000001', NUMERIC '-1.5' * NUMERIC '0.000000001'`,
    duckdb: `SELECT CAST((CAST('1.5' AS DECIMAL(38,9)) * CAST('0.000000001' AS DECIMAL(38,9))) AS DECIMAL(38,9)), CAST((CAST('-1.5' AS DECIMAL(38,9)) * CAST('0.000000001' AS DECIMAL(38,9))) AS DECIMAL(38,9))`,
    rows: [['0.000000002', '-0.000000002']],
  },
  {
    sql: `SELECT x * x AS a, x + 1 AS b, -x AS c FROM UNNEST([NUMERIC '1.000000001', NUMERIC '-3']) AS x`,
    duckdb: `SELECT cast_to_type(("x$"."x$" * "x$"."x$"), ("x$"."x$" + "x$"."x$")) AS "a", ("x$"."x$" + CAST(1 AS BIGINT)) AS "b", (-"x$"."x$") AS "c"
FROM (SELECT unnest([CAST('1.000000001' AS DECIMAL(38,9)), CAST('-3' AS DECIMAL(38,9))]) AS "x$") AS "x$"`,
    rows: [
      ['1.000000002', '2.000000001', '-1.000000001'],
      ['9', '-2', '3'],
    ],
  },
  {
    sql: `SELECT 1 = 1, 1 != 2, 'a' < 'B', 'a' <= 'a', 2 > 1, 2 >= 3, 1 <> 1`,
    duckdb: `SELECT (CAST(1 AS BIGINT) = CAST(1 AS BIGINT)), (CAST(1 AS BIGINT) <> CAST(2 AS BIGINT)), ('a' < 'B'), ('a' <= 'a'), (CAST(2 AS BIGINT) > CAST(1 AS BIGINT)), (CAST(2 AS BIGINT) >= CAST(3 AS BIGINT)), (CAST(1 AS BIGINT) <> CAST(1 AS BIGINT))`,
    rows: [[true, true, false, true, true, false, false]],
  },
  {
    sql: 'SELECT CAST(NULL AS INT64) = 1, CAST(NULL AS INT64) IS NULL, 1 IS NOT NULL, CAST(NULL AS INT64) IS DISTINCT FROM 1',
    duckdb:
      'SELECT (CAST(NULL AS BIGINT) = CAST(1 AS BIGINT)), (CAST(NULL AS BIGINT) IS NULL), (CAST(1 AS BIGINT) IS NOT NULL), (CAST(NULL AS BIGINT) IS DISTINCT FROM CAST(1 AS BIGINT))',
    rows: [[null, true, true, true]],
  },
  {
    sql: 'SELECT NOT TRUE OR FALSE AND TRUE, TRUE IS TRUE, CAST(NULL AS BOOL) IS NOT TRUE',
    duckdb: 'SELECT ((NOT TRUE) OR (FALSE AND TRUE)), (TRUE IS TRUE), (CAST(NULL AS BOOLEAN) IS NOT TRUE)',
    rows: [[false, true, true]],
  },
  {
    sql: 'SELECT 1 IN (1, 2), 3 NOT IN (1, CAST(NULL AS INT64)), 2 BETWEEN 1 AND 2, 2 NOT BETWEEN 1 AND 2',
    duckdb:
      'SELECT (CAST(1 AS BIGINT) IN (CAST(1 AS BIGINT), CAST(2 AS BIGINT))), (CAST(3 AS BIGINT) NOT IN (CAST(1 AS BIGINT), CAST(NULL AS BIGINT))), (CAST(2 AS BIGINT) BETWEEN CAST(1 AS BIGINT) AND CAST(2 AS BIGINT)), (CAST(2 AS BIGINT) NOT BETWEEN CAST(1 AS BIGINT) AND CAST(2 AS BIGINT))',
    rows: [[true, null, true, false]],
  },
  {
    sql: `SELECT 'a' || 'b', 'a' || CAST(NULL AS STRING)`,
    duckdb: `SELECT ('a' || 'b'), ('a' || CAST(NULL AS VARCHAR))`,
    rows: [['ab', null]],
  },
  {
    sql: `SELECT CASE WHEN x > 1 THEN 'big' ELSE 'small' END AS a, CASE x WHEN 2 THEN 'two' END AS b, IF(x = 1, x, 0) AS c FROM UNNEST([1, 2]) AS x`,
    duckdb: `SELECT (CASE WHEN ("x$"."x$" > CAST(1 AS BIGINT)) THEN 'big' ELSE 'small' END) AS "a", (CASE "x$"."x$" WHEN CAST(2 AS BIGINT) THEN 'two' END) AS "b", (CASE WHEN ("x$"."x$" = CAST(1 AS BIGINT)) THEN "x$"."x$" ELSE CAST(0 AS BIGINT) END) AS "c"
FROM (SELECT unnest([CAST(1 AS BIGINT), CAST(2 AS BIGINT)]) AS "x$") AS "x$"`,
    rows: [
      ['small', null, '1'],
      ['big', 'two', '0'],
    ],
  },
  {
    sql: `SELECT COALESCE(CAST(NULL AS NUMERIC), 0), IFNULL(CAST(NULL AS STRING), 'x'), NULLIF(1, 1), NULLIF(2, 1)`,
    duckdb: `SELECT coalesce(CAST(NULL AS DECIMAL(38,9)), CAST(0 AS BIGINT)), coalesce(CAST(NULL AS VARCHAR), 'x'), nullif(CAST(1 AS BIGINT), CAST(1 AS BIGINT)), nullif(CAST(2 AS BIGINT), CAST(1 AS BIGINT))`,
    rows: [['0', 'x', null, '2']],
  },
  {
    sql: 'SELECT GREATEST(x, 3) AS a, LEAST(x, 3, 2) AS b FROM UNNEST([5, CAST(NULL AS INT64)]) AS x',
    duckdb: `SELECT (CASE WHEN "x$"."x$" IS NULL THEN NULL ELSE greatest("x$"."x$", CAST(3 AS BIGINT)) END) AS "a", (CASE WHEN "x$"."x$" IS NULL THEN NULL ELSE least("x$"."x$", CAST(3 AS BIGINT), CAST(2 AS BIGINT)) END) AS "b"
FROM (SELECT unnest([CAST(5 AS BIGINT), CAST(NULL AS BIGINT)]) AS "x$") AS "x$"`,
    rows: [
      ['5', '2'],
      [null, null],
    ],
  },
];

describe('operators and conditionals', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});

describe('small letters among words', () => {
  const among = (words: string): string => translate(`SELECT LOWER(t) IN (${words}) AS found FROM UNNEST(['a']) AS t`);

  it('are made of texts of the right length alone', async () => {
    const sql = `SELECT LOWER(t) IN ('', '(not set)') AS found FROM UNNEST(['', '(NOT set)', 'not a set', 'x', CAST(NULL AS STRING)]) AS t WITH OFFSET AS n ORDER BY n`;
    expect(translate(sql)).toContain(`(strlen("t$"."t$") IN (0, 9) AND (gs_lower("t$"."t$") IN ('', '(not set)')))`);
    expect(await rowsOf(connection, translate(sql))).toEqual([[true], [true], [false], [false], [null]]);
  });

  it.each([
    ['a k, which the Kelvin sign becomes', "'ok', 'no'"],
    ['a letter beyond ASCII', "'é'"],
    ['words of four lengths', "'', 'a', 'bb', 'ccc'"],
    ['a word that is worked out', "CONCAT('a', 'b')"],
    ['a NULL', "CAST(NULL AS STRING), 'a'"],
  ])('are made of every text for %s', (_, words) => {
    expect(among(words)).not.toContain('strlen');
  });

  it('of which no other letter than the Kelvin sign becomes one of ASCII', async () => {
    const shorter = `SELECT chr(c::INTEGER) FROM range(128, 1114112) AS r(c)
      WHERE c NOT BETWEEN 55296 AND 57343 AND regexp_matches(lower(chr(c::INTEGER)), '^[\\x00-\\x7F]*$')`;
    // An I with a dot becomes one with a dot above it, of two characters, as GoogleSQL has it; DuckDB's own function drops the dot.
    expect(await rowsOf(connection, shorter)).toEqual([['\u{130}'], ['\u{212A}']]);
    expect(await rowsOf(connection, "SELECT gs_lower('\u{130}')")).toEqual([['i\u{307}']]);
  });
});
