import { describe, expect, it } from 'vitest';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import { type Problem, ProblemError } from '../../../scripts/problem.js';

function problemsOf(sql: string): readonly Problem[] {
  try {
    translate(sql, { file: 'definitions/custom/a.sqlx', line: 11 });
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  return [];
}

/** Line and column, then what and what to do. */
const said = (sql: string): string =>
  problemsOf(sql)
    .map(({ place, what, todo }) => `${place?.line}:${place?.column} ${what} ${todo}`)
    .join('\n');

describe('a refusal', () => {
  it('says where, what, why and what to do', () => {
    expect(problemsOf('SELECT\n  a,\n  0.1 AS b\nFROM t')).toEqual([
      {
        code: 'googlesql/not-portable',
        severity: 'error',
        place: { file: 'definitions/custom/a.sqlx', line: 13, column: 3, length: 3 },
        what: '0.1 is a FLOAT64 in GoogleSQL and a decimal in DuckDB.',
        why: 'The two would not be equal to the last digit.',
        todo: "Write NUMERIC '0.1', or CAST('0.1' AS FLOAT64).",
      },
    ]);
  });

  it('of what is no SQL says where', () => {
    expect(problemsOf('SELECT a\nFROM t\nWHERE (a')).toEqual([
      {
        code: 'googlesql/syntax',
        severity: 'error',
        place: { file: 'definitions/custom/a.sqlx', line: 13, column: 9 },
        what: 'This is not GoogleSQL: Expected: ), found: EOF.',
        todo: 'Correct the query at this place.',
      },
    ]);
  });
});

describe('outside the subset', () => {
  it.each([
    [
      'SELECT a / b FROM t',
      '11:8 The operator / has no translation. Write SAFE_DIVIDE over FLOAT64, or DIV over INT64.',
    ],
    [
      'SELECT FARM_FINGERPRINT(a) FROM t',
      '11:8 The function FARM_FINGERPRINT has no translation. Write it with functions of the list (scripts/engine/googlesql/entries).',
    ],
    [
      'SELECT ROUND(a, b) FROM t',
      '11:8 The number of digits of ROUND must be a literal from -9 to 9. Write ROUND(x, 6), or another literal.',
    ],
    [
      "SELECT ROUND(a, 2, 'x') FROM t",
      '11:8 ROUND with 3 arguments has no translation. Write ROUND(x1), or ROUND(x1, x2).',
    ],
    [
      'SELECT REGEXP_CONTAINS(a, b) FROM t',
      "11:8 The pattern of REGEXP_CONTAINS must be a literal. Write REGEXP_CONTAINS(text, r'...').",
    ],
    [
      "SELECT REGEXP_EXTRACT(a, r'(b)(c)') FROM t",
      '11:8 The pattern of REGEXP_EXTRACT has more than one group. Write the other groups as (?:...).',
    ],
    [
      "SELECT REGEXP_EXTRACT(a, r'(b*)?c') FROM t",
      '11:8 The group of this REGEXP_EXTRACT may be empty, and may be left out of a match. Write a group that matches at least one character, or one that is in every match.',
    ],
    [
      "SELECT REGEXP_CONTAINS(a, r'b(?=c)') FROM t",
      "11:8 The regular expression 'b(?=c)' has a part that is not known at character 3. Write it with characters, classes, groups, alternatives and repetitions only.",
    ],
    [
      'SELECT * FROM a CROSS JOIN b',
      '11:8 * over more than one relation has no translation. Write alias.*, or the columns.',
    ],
    ['SELECT a FROM t, u', '11:18 A comma in FROM has no translation. Write CROSS JOIN, or JOIN ... ON.'],
    [
      'SELECT a FROM t CROSS JOIN t.xs AS x',
      '11:28 t.xs is an array of t, and has no translation here. Write UNNEST(t.xs) AS name.',
    ],
    [
      'SELECT a FROM t FULL JOIN u USING (a)',
      '11:27 This join (full outer) has no translation. Write JOIN, LEFT JOIN or CROSS JOIN.',
    ],
    [
      'SELECT a FROM t TABLESAMPLE SYSTEM (10 PERCENT)',
      '11:37 The table has a part that has no translation: sample. Leave that part out.',
    ],
    [
      'SELECT a FROM t UNION DISTINCT SELECT a FROM u',
      '11:32 This set operation has no translation. Write UNION ALL, and SELECT DISTINCT around it where rows must be distinct.',
    ],
    ['SELECT NULL AS a', '11:8 A bare NULL has no type here. Write CAST(NULL AS STRING), or the type that is meant.'],
    [
      'SELECT a = b = c FROM t',
      '11:8 One comparison follows another without parentheses. Write parentheses around the first.',
    ],
    [
      'SELECT a IS NOT DISTINCT FROM b AND c OR d FROM t',
      '11:31 OR follows IS NOT DISTINCT FROM without parentheses. Write parentheses around the comparison: (a IS NOT DISTINCT FROM b) OR c.',
    ],
    [
      'SELECT a IS DISTINCT FROM b AND c FROM t',
      '11:27 AND follows IS DISTINCT FROM without parentheses. Write parentheses around the comparison: (a IS DISTINCT FROM b) AND c.',
    ],
    [
      'SELECT INTERVAL 1 DAY',
      '11:17 This expression (interval) has no translation. Write INTERVAL only as an argument of DATE_ADD, DATE_SUB, TIMESTAMP_ADD or TIMESTAMP_SUB.',
    ],
    [
      'SELECT CAST(a AS BYTES) FROM t',
      '11:13 A cast to this type has no translation. Cast to STRING, INT64, NUMERIC, FLOAT64, BOOL, TIMESTAMP, DATE.',
    ],
    [
      'SELECT CAST(a AS NUMERIC(10, 2)) FROM t',
      '11:13 A cast to this type has no translation. Cast to STRING, INT64, NUMERIC, FLOAT64, BOOL, TIMESTAMP, DATE.',
    ],
    [
      'SELECT SAFE.SUBSTR(a, 1) FROM t',
      '11:19 This is not GoogleSQL: Expected: end of statement, found: (. Correct the query at this place.',
    ],
    [
      "SELECT ARRAY<STRING>['a']",
      '11:8 One comparison follows another without parentheses. Write parentheses around the first.',
    ],
    ['SELECT STRUCT(1)', '11:15 A field of this STRUCT has no name. Write STRUCT(value AS name).'],
    ['SELECT [] AS a', '11:14 An empty array has no type here. Write at least one element.'],
    ['SELECT a[0] FROM t', '11:10 This access has no translation. Write [OFFSET(n)], [SAFE_OFFSET(n)] or .field.'],
    [
      'SELECT DATE_TRUNC(a, WEEK) FROM t',
      '11:8 DATE_TRUNC(WEEK) with one argument has no translation. Write DATE_TRUNC(x1, DAY), or DATE_TRUNC(x1, WEEK(MONDAY)), or DATE_TRUNC(x1, ISOWEEK), or DATE_TRUNC(x1, MONTH).',
    ],
    [
      "SELECT DATE(a, 'PST') FROM t",
      "11:8 The time zone must be a literal name. Write 'UTC', or a name such as 'Europe/Berlin'.",
    ],
    [
      'SELECT DATE(a, zone) FROM t',
      "11:8 The time zone must be a literal name. Write 'UTC', or a name such as 'Europe/Berlin'.",
    ],
    [
      "SELECT FORMAT_DATE('%A', a) FROM t",
      "11:8 FORMAT_DATE with this format has no translation. Write one of '%Y-%m-%d', '%Y%m%d', '%Y-%m', '%Y'.",
    ],
    [
      'SELECT EXTRACT(WEEK FROM a) FROM t',
      '11:26 EXTRACT(WEEK FROM ...) has no translation. Extract YEAR, MONTH, DAY or DAYOFWEEK.',
    ],
    [
      'SELECT ANY_VALUE(a) FROM t',
      '11:8 ANY_VALUE with no HAVING MAX or HAVING MIN has no translation. Write ANY_VALUE(x1 HAVING MAX x2), or ANY_VALUE(x1 HAVING MIN x2).',
    ],
    [
      'SELECT SUM(DISTINCT a) FROM t',
      '11:8 SUM with DISTINCT has no translation. Write SUM(x1), or SUM(x1) OVER (PARTITION BY x2 ORDER BY x3 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW).',
    ],
    [
      'SELECT ARRAY_AGG(DISTINCT a) FROM t',
      '11:8 ARRAY_AGG with DISTINCT has no translation. Write ARRAY_AGG(x1 ORDER BY x2), or ARRAY_AGG(x1 IGNORE NULLS ORDER BY x2 DESC LIMIT 2), or ARRAY_AGG(x1 ORDER BY x2 LIMIT 1)[SAFE_OFFSET(0)], or ARRAY_AGG(x1 IGNORE NULLS ORDER BY x2 DESC LIMIT 1)[SAFE_OFFSET(0)].',
    ],
    [
      'SELECT ROW_NUMBER() FROM t',
      '11:8 ROW_NUMBER with no OVER has no translation. Write ROW_NUMBER() OVER (PARTITION BY x1 ORDER BY x2).',
    ],
    [
      'SELECT RANK() OVER (PARTITION BY a) FROM t',
      '11:8 RANK with no ORDER BY in OVER has no translation. Write RANK() OVER (PARTITION BY x1 ORDER BY x2), or RANK() OVER (ORDER BY x1 DESC).',
    ],
    [
      'SELECT SUM(a) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t',
      '11:30 A RANGE frame has no translation. Write ROWS BETWEEN ... AND ...',
    ],
    [
      'SELECT a FROM t ORDER BY a LIMIT 5 OFFSET 3',
      '11:43 LIMIT has a part that has no translation: offset. Leave that part out.',
    ],
    [
      'SELECT a FROM t GROUP BY ROLLUP (a)',
      '11:34 This expression (rollup) has no translation. Write it with the operators and functions of the list (scripts/engine/googlesql/entries).',
    ],
    [
      "SELECT a 'b' FROM t",
      "11:8 'b' is text, and stands where a name must stand. Write the name in backticks, or AS before it.",
    ],
    [
      "SELECT a LIKE 'x%' FROM t",
      '11:8 This expression (like) has no translation. Write it with the operators and functions of the list (scripts/engine/googlesql/entries).',
    ],
    [
      'SELECT a IN UNNEST(b) FROM t',
      '11:8 This expression (in unnest) has no translation. Write it with the operators and functions of the list (scripts/engine/googlesql/entries).',
    ],
    [
      "SELECT SPLIT(a, '') FROM t",
      "11:8 The separator of SPLIT must be a literal that is not empty. Write SPLIT(text, ','), or another literal.",
    ],
    ["SELECT DATE '2026-02-30'", "11:13 '2026-02-30' is no date. Write DATE '2026-01-31'."],
    [
      "SELECT TIMESTAMP '2026-02-01 10:00'",
      "11:18 '2026-02-01 10:00' is no moment with an offset from UTC. Write TIMESTAMP '2026-01-31 13:45:00+00'.",
    ],
    [
      'SELECT COUNT(kind) AS kinds FROM t AS kind',
      '11:14 kind is a relation of this FROM, so GoogleSQL takes its whole rows here, and DuckDB a column of that name. Write kind.kind for the column, or give the relation another alias.',
    ],
    ['SELECT a FROM t AS x CROSS JOIN u AS x', '11:33 Two items of FROM are called x. Give one of them another alias.'],
    [
      'SELECT 1 AS a, 2 AS a FROM t GROUP BY a',
      '11:39 Two columns of this SELECT are called a. Give each its own name.',
    ],
    ['SELECT 9223372036854775808', "11:8 9223372036854775808 does not fit INT64. Write NUMERIC '9223372036854775808'."],
    ['DELETE FROM t WHERE TRUE', '11:1 This is not one query. Write one SELECT, with WITH before it where needed.'],
    ['SELECT 1; SELECT 2', '11:1 This is not one query. Write one SELECT, with WITH before it where needed.'],
    ['SELECT a FROM t FOR UPDATE', '11:1 The query has a part that has no translation: locks. Leave that part out.'],
    [
      'SELECT a FROM t |> WHERE a > 1',
      '11:26 The query has a part that has no translation: pipe operators. Leave that part out.',
    ],
    ['SELECT ARRAY(SELECT 1)', '11:8 ARRAY over a subquery has no translation. Write ARRAY_AGG in the subquery.'],
    [
      'SELECT x FROM UNNEST([1]) AS x LEFT JOIN UNNEST([2]) AS y ON TRUE',
      '11:57 UNNEST joined like this has no translation. Write CROSS JOIN UNNEST(array) AS name.',
    ],
    ['SELECT SUBSTRING(a FROM 2) FROM t', '11:18 SUBSTRING has no translation. Write SUBSTR(text, from, length).'],
    [
      'WITH RECURSIVE t AS (SELECT 1 AS a) SELECT a FROM t',
      '11:1 WITH has a part that has no translation: recursive. Leave that part out.',
    ],
    [
      'SELECT a.* EXCEPT (b), * REPLACE (1 AS c) FROM a',
      '11:35 The * has a part that has no translation: opt replace. Leave that part out.',
    ],
    [
      "SELECT b'abc'",
      "11:8 This kind of literal has no translation. Write text, a whole number, NUMERIC '...', DATE '...', TIMESTAMP '...', TRUE, FALSE or NULL.",
    ],
  ])('%s', (sql, message) => {
    expect(said(sql)).toBe(message);
  });
});
