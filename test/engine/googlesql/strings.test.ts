import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
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
    sql: `SELECT LOWER(x), UPPER(x) FROM UNNEST(['abC', 'İstanbul', 'ΟΔΟΣ', 'ΣΑ', 'straße', 'ﬁn', 'ÀÉ']) AS x`,
    duckdb: `SELECT gs_lower("x$"."x$"), gs_upper("x$"."x$")
FROM (SELECT unnest(['abC', 'İstanbul', 'ΟΔΟΣ', 'ΣΑ', 'straße', 'ﬁn', 'ÀÉ']) AS "x$") AS "x$"`,
    rows: [
      ['abc', 'ABC'],
      ['i̇stanbul', 'İSTANBUL'],
      ['οδος', 'ΟΔΟΣ'],
      ['σα', 'ΣΑ'],
      ['straße', 'STRASSE'],
      ['ﬁn', 'FIN'],
      ['àé', 'ÀÉ'],
    ],
  },
  {
    sql: "SELECT LENGTH(TRIM('\\u00a0\\u2003 a\\u3000\\u200b')), TRIM('  a b\\n'), LTRIM(' a '), RTRIM(' a ')",
    duckdb: `SELECT length(gs_trim('   a　​')), gs_trim('  a b
'), gs_ltrim(' a '), gs_rtrim(' a ')`,
    rows: [['3', 'a b', 'a ', ' a']],
  },
  {
    sql: `SELECT CONCAT('a', 'b', 'c'), CONCAT('a', CAST(NULL AS STRING))`,
    duckdb: `SELECT concat('a', 'b', 'c'), ('a' || CAST(NULL AS VARCHAR))`,
    rows: [['abc', null]],
  },
  {
    sql: `SELECT CONCAT('a', COALESCE(x, '-'), IF(x IS NULL, 'y', 'n')), CONCAT('a', x, 'b'), CONCAT('a', COALESCE(x, NULL), 'b') FROM UNNEST(['x', NULL]) AS x`,
    duckdb: `SELECT concat('a', coalesce("x$"."x$", '-'), (CASE WHEN ("x$"."x$" IS NULL) THEN 'y' ELSE 'n' END)), ('a' || "x$"."x$" || 'b'), ('a' || coalesce("x$"."x$", (CASE WHEN "x$"."x$" IS NULL THEN NULL END)) || 'b')\nFROM (SELECT unnest(['x', NULL]) AS "x$") AS "x$"`,
    rows: [
      ['axn', 'axb', 'axb'],
      ['a-y', null, null],
    ],
  },
  {
    // Four parts and more: NULL is looked for first, where that is cheap and nothing can fail.
    sql: `SELECT CONCAT(x, '-', CAST(y AS STRING), COALESCE(x, CAST(y AS STRING)), COALESCE(y, '')), CONCAT(x, '-', y, UPPER(x)) FROM UNNEST(['a', NULL]) AS x CROSS JOIN UNNEST(['b', NULL]) AS y ORDER BY x DESC, y DESC`,
    duckdb: `SELECT (CASE WHEN "x$"."x$" IS NULL OR "y$"."y$" IS NULL OR ("x$"."x$" IS NULL AND "y$"."y$" IS NULL) THEN NULL ELSE concat("x$"."x$", '-', gs_to_string("y$"."y$"), coalesce("x$"."x$", (CASE WHEN "x$"."x$" IS NULL THEN gs_to_string("y$"."y$") END)), coalesce("y$"."y$", '')) END), ("x$"."x$" || '-' || "y$"."y$" || gs_upper("x$"."x$"))\nFROM (SELECT unnest(['a', NULL]) AS "x$") AS "x$" CROSS JOIN LATERAL (SELECT unnest(['b', NULL]) AS "y$") AS "y$"\nORDER BY "x$"."x$" DESC NULLS LAST, "y$"."y$" DESC NULLS LAST`,
    rows: [
      ['a-bab', 'a-bA'],
      [null, null],
      [null, null],
      [null, null],
    ],
  },
  {
    // What is grouped by is known as a whole, and no longer its columns.
    sql: `SELECT CAST(x AS STRING) AS k, COUNT(*) AS n FROM UNNEST([1, 2, 2, NULL]) AS x GROUP BY k HAVING COALESCE(CONCAT(k, '.', k, '.'), '') <> '1.1.' ORDER BY CONCAT(k, '-', k, '-')`,
    duckdb: `SELECT gs_to_string("x$"."x$") AS "k", count(*) AS "n"\nFROM (SELECT unnest([CAST(1 AS BIGINT), CAST(2 AS BIGINT), CAST(2 AS BIGINT), NULL]) AS "x$") AS "x$"\nGROUP BY 1\nHAVING (coalesce((gs_to_string("x$"."x$") || '.' || gs_to_string("x$"."x$") || '.'), '') <> '1.1.')\nORDER BY (gs_to_string("x$"."x$") || '-' || gs_to_string("x$"."x$") || '-') ASC NULLS FIRST`,
    rows: [
      [null, '1'],
      ['2', '2'],
    ],
  },
  {
    // Of no rows a MAX is NULL, whatever it is of.
    sql: `SELECT CONCAT('-', MAX(x), '-', '-'), CONCAT('-', MAX(COALESCE(x, '')), '-', '-') FROM UNNEST(['a']) AS x WHERE x = 'b'`,
    duckdb: `SELECT ('-' || max("x$"."x$") || '-' || '-'), ('-' || max(coalesce("x$"."x$", '')) || '-' || '-')\nFROM (SELECT unnest(['a']) AS "x$") AS "x$"\nWHERE ("x$"."x$" = 'b')`,
    rows: [[null, null]],
  },
  {
    sql: `SELECT SUBSTR(x, 2), SUBSTR(x, -2), SUBSTR(x, 0, 2), SUBSTR(x, -10, 3), SUBSTR(x, 2, 0), SUBSTR(x, 2, 2) FROM UNNEST(['abcde', 'aéb👍c', '']) AS x`,
    duckdb: `SELECT substring("x$"."x$", CAST(2 AS BIGINT)), gs_substr("x$"."x$", CAST('-2' AS BIGINT)), gs_substr_of("x$"."x$", CAST(0 AS BIGINT), CAST(2 AS BIGINT)), gs_substr_of("x$"."x$", CAST('-10' AS BIGINT), CAST(3 AS BIGINT)), substring("x$"."x$", CAST(2 AS BIGINT), CAST(0 AS BIGINT)), substring("x$"."x$", CAST(2 AS BIGINT), CAST(2 AS BIGINT))
FROM (SELECT unnest(['abcde', 'aéb👍c', '']) AS "x$") AS "x$"`,
    rows: [
      ['bcde', 'de', 'ab', 'abc', '', 'bc'],
      ['éb👍c', '👍c', 'aé', 'aéb', '', 'éb'],
      ['', '', '', '', '', ''],
    ],
  },
  {
    sql: `SELECT LENGTH('aéb👍'), STRPOS('aéb', 'b'), STRPOS('abc', ''), STARTS_WITH('abc', 'ab'), ENDS_WITH('abc', 'x'), REPLACE('aXbX', 'X', '--'), REPLACE('abc', '', 'x')`,
    duckdb: `SELECT length('aéb👍'), strpos('aéb', 'b'), strpos('abc', ''), starts_with('abc', 'ab'), ends_with('abc', 'x'), replace('aXbX', 'X', '--'), replace('abc', '', 'x')`,
    rows: [['4', '3', '1', true, false, 'a--b--', 'abc']],
  },
  {
    sql: `SELECT SPLIT('a,b', ','), SPLIT('', ' '), SPLIT('a,b'), TO_HEX(SHA256('a')), TO_HEX(MD5('a'))`,
    duckdb: `SELECT string_split('a,b', ','), string_split('', ' '), string_split('a,b', ','), sha256('a'), md5('a')`,
    rows: [
      [
        ['a', 'b'],
        [''],
        ['a', 'b'],
        'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
        '0cc175b9c0f1b6a831c399e269772661',
      ],
    ],
  },
];

describe('text beside an aggregate or a window over what is never NULL', () => {
  it.each([
    ['none', "MIN(COALESCE(x, 'b'))", 'x IS NULL'],
    ['no row before', "LAG(COALESCE(x, 'b')) OVER (ORDER BY x)", 'x IS NOT NULL'],
  ])('is NULL where there is %s', async (_, value, where) => {
    const sql = translate(`SELECT CONCAT('a', ${value}, 'c') AS text FROM UNNEST(['x']) AS x WHERE ${where}`);
    expect(await rowsOf(connection, sql)).toEqual([[null]]);
  });
});

describe('text', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});

it('an error within a list is one whatever the index', async () => {
  const sql = translate(
    "WITH t AS (SELECT 'abc' AS x, -1 AS i UNION ALL SELECT 'abc', 1) SELECT SPLIT(SUBSTR(x, i, i))[SAFE_OFFSET(i)] AS part FROM t",
  );
  await expect(rowsOf(connection, sql)).rejects.toThrow('SUBSTR with a negative length');
});

it('an error in the index is one whatever the list', async () => {
  const rows = "WITH t AS (SELECT CAST(NULL AS STRING) AS x, '_' AS i UNION ALL SELECT 'a,b', '1')";
  const sql = translate(`${rows} SELECT SPLIT(x, ',')[OFFSET(UNIX_DATE(CAST(i AS DATE)))] AS part FROM t`);
  await expect(rowsOf(connection, sql)).rejects.toThrow('no DATE: _');
});

it.each([
  ['NULL list', 'CAST(NULL AS STRING)', 0, null],
  ['NULL list and a place below it', 'CAST(NULL AS STRING)', -1, null],
  ['place in it', "'a,b'", 1, 'b'],
  ['place below it', "'a,b'", -1, 'array index out of bounds'],
  ['place above it', "'a,b'", 2, 'array index out of bounds'],
  ['NULL list and the greatest of places', 'CAST(NULL AS STRING)', '9223372036854775807', null],
])('OFFSET with a %s', async (_, list, at, expected) => {
  const sql = translate(`WITH t AS (SELECT ${list} AS x, ${at} AS i) SELECT SPLIT(x, ',')[OFFSET(i)] AS part FROM t`);
  const rows = rowsOf(connection, sql);
  if (expected === null || expected.length === 1) expect(await rows).toEqual([[expected]]);
  else await expect(rows).rejects.toThrow(expected);
});

it('an error in the upper end of BETWEEN is one whatever the lower end', async () => {
  const rows = "WITH t AS (SELECT 1 AS n, '_' AS high UNION ALL SELECT 7, '9')";
  const sql = translate(`${rows} SELECT IF(n BETWEEN 5 AND CAST(high AS INT64), 'in', 'out') AS x FROM t`);
  await expect(rowsOf(connection, sql)).rejects.toThrow('_');
  const sound = translate(
    `${rows} SELECT IF(7 BETWEEN 5 AND CAST(high AS INT64), 'in', 'out') AS x FROM t WHERE n = 7`,
  );
  expect(await rowsOf(connection, sound)).toEqual([['in']]);
});

it.each([
  ['between', 'n BETWEEN low AND CAST(high AS INT64)', ['true', 'false', 'false', null, 'false', null]],
  ['not between', 'n NOT BETWEEN low AND CAST(high AS INT64)', ['false', 'true', 'true', null, 'true', null]],
])('an upper end that is worked out: %s', async (_, condition, expected) => {
  const rows = `WITH t AS (SELECT 1 AS i, 5 AS n, 5 AS low, '5' AS high UNION ALL SELECT 2, 4, 5, '9' UNION ALL SELECT 3, 10, 5, '9'
    UNION ALL SELECT 4, 7, CAST(NULL AS INT64), '9' UNION ALL SELECT 5, 10, CAST(NULL AS INT64), '9' UNION ALL SELECT 6, 7, 5, CAST(NULL AS STRING))`;
  const sql = translate(`${rows} SELECT CAST(${condition} AS STRING) AS x FROM t ORDER BY i`);
  expect(await rowsOf(connection, sql)).toEqual(expected.map((value) => [value]));
});

describe('TRIM', () => {
  /** Unicode's White_Space, and what looks like it and is none: a delete, a NUL, a blank of no width, a mark that joins the letter before it. */
  const blank = fc.constantFrom(...'\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000');
  const other = fc.constantFrom(
    ...'\u0000\u001f!~\u007f\u180e\u200b\u2060\u0301',
    '(',
    '\u212a',
    '\u{1f44d}',
    '\u{10ffff}',
  );
  const written = fc.oneof(
    fc.array(fc.oneof(blank, other, fc.constantFrom('a', 'not set')), { maxLength: 6 }).map((parts) => parts.join('')),
    fc.constantFrom('(not set)', '(NOT SET)', ' (Not set)\u00a0', '(not set', 'select', null),
  );
  const isBlank = (letter: string): boolean => /[\p{White_Space}]/u.test(letter);
  const trimmed = (text: string, left: boolean, right: boolean): string => {
    const letters = Array.from(text);
    while (left && isBlank(letters[0] ?? 'x')) letters.shift();
    while (right && isBlank(letters.at(-1) ?? 'x')) letters.pop();
    return letters.join('');
  };
  const cleaned = (text: string): string | null =>
    ['', '(not set)'].includes(trimmed(text, true, true).toLowerCase()) ? null : trimmed(text, true, true);

  it('takes away what Unicode calls white space, whatever the rest', async () => {
    const sql =
      translate(`SELECT TRIM(t), LTRIM(t), RTRIM(t), CASE WHEN LOWER(TRIM(t)) IN ('', '(not set)') THEN NULL ELSE TRIM(t) END
      FROM written ORDER BY n`);
    await fc.assert(
      fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 50 }), async (texts) => {
        await connection.run('CREATE OR REPLACE TEMP TABLE written (n BIGINT, t VARCHAR)');
        const rows = texts.map((_, n) => `(${String(n)}, $${String(n + 1)})`).join(', ');
        await connection.run(`INSERT INTO written VALUES ${rows}`, texts);
        expect(await rowsOf(connection, sql)).toEqual(
          texts.map((text) =>
            text === null
              ? [null, null, null, null]
              : [trimmed(text, true, true), trimmed(text, true, false), trimmed(text, false, true), cleaned(text)],
          ),
        );
      }),
      { numRuns: 40 },
    );
  });
});
