import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import { connect, rowsOf } from './duckdb.js';

let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await connect();
  await duckdb.run(
    'CREATE TABLE acts AS SELECT range AS n, range % 7 AS who, range % 5 AS day, NULL AS never FROM range(50)',
  );
  await duckdb.run('CREATE TABLE leads AS SELECT range AS who, range % 4 AS until FROM range(7)');
});
afterAll(() => {
  duckdb.closeSync();
});

const late = (sql: string): readonly string[] =>
  [...translate(sql).matchAll(/coalesce\((\(.*?\)), false\)/g)].map(([, comparison = '']) => comparison);

describe('an inequality between columns', () => {
  test.each([
    ['of two relations, in WHERE', 'a.day < l.until', 'WHERE', ['("a"."day" < "l"."until")']],
    ['in ON', 'a.day < l.until', 'AND', ['("a"."day" < "l"."until")']],
    ['of functions of columns', 'ABS(a.day) >= ABS(l.until)', 'WHERE', [expect.stringContaining('>=') as string]],
    ['without the names of relations', 'day <= until', 'WHERE', ['("day" <= "until")']],
    ['as BETWEEN', 'l.until BETWEEN a.day AND 9', 'WHERE', ['("l"."until" BETWEEN "a"."day" AND CAST(9 AS BIGINT))']],
    ['beside others, in parentheses', 'a.n > 3 AND (a.day < l.until AND TRUE)', 'WHERE', ['("a"."day" < "l"."until")']],
    ['never, where it compares with a literal', 'a.day < 3', 'WHERE', []],
    ['never, under OR', 'a.day < l.until OR a.n = 1', 'WHERE', []],
    ['never, where columns are equal', 'a.day = l.until', 'WHERE', []],
  ])('is looked at after the joins: %s', async (_, condition, place, expected) => {
    const sql = `SELECT a.n FROM acts AS a JOIN leads AS l ON l.who = a.who ${place} ${condition} ORDER BY n`;
    expect(late(sql)).toEqual(expected);
    const plain = `SELECT a.n FROM acts a JOIN leads l ON l.who = a.who ${place} ${condition} ORDER BY n`;
    const rows = await rowsOf(duckdb, plain);
    expect(rows.length).toBeGreaterThan(0);
    expect(await rowsOf(duckdb, translate(sql))).toEqual(rows);
  });

  test('that is NULL leaves the row out', async () => {
    const sql = 'SELECT a.n FROM acts AS a JOIN leads AS l ON l.who = a.who WHERE a.never < l.until';
    expect(late(sql)).toHaveLength(1);
    expect(await rowsOf(duckdb, translate(sql))).toEqual([]);
  });

  test.each([
    ['joins what has no equality', 'SELECT a.n FROM acts AS a CROSS JOIN leads AS l WHERE a.day < l.until'],
    [
      'is left alone where a relation is crossed and the columns have no owner',
      'SELECT a.n FROM acts AS a JOIN leads AS l ON l.who = a.who CROSS JOIN leads AS m WHERE day < until',
    ],
    [
      'decides of a LEFT JOIN what is joined',
      'SELECT a.n FROM acts AS a LEFT JOIN leads AS l ON l.who = a.who AND a.day < l.until',
    ],
    [
      'ties a subquery to the query around it',
      'SELECT a.n FROM acts AS a WHERE EXISTS (SELECT 1 FROM leads AS l WHERE l.who = a.who AND a.day < l.until)',
    ],
  ])('%s', (_, sql) => {
    expect(late(sql)).toEqual([]);
  });

  test('does not join: DuckDB joins by the equality alone', async () => {
    const sql = translate('SELECT a.n FROM acts AS a JOIN leads AS l ON l.who = a.who WHERE a.day < l.until');
    const plan = (await rowsOf(duckdb, `EXPLAIN ${sql}`)).flat().join('\n');
    expect(plan).toContain('HASH_JOIN');
    expect(plan).toMatch(/FILTER[\s\S]*HASH_JOIN/);
    expect(plan).not.toMatch(/MERGE_JOIN|NESTED_LOOP|IE_JOIN|CROSS_PRODUCT/);
  });
});
