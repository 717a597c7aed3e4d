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
    sql: "SELECT REGEXP_CONTAINS('abc', r'b'), REGEXP_CONTAINS('a\\nb', r'a.b'), REGEXP_CONTAINS('ABC', r'(?i)b'), REGEXP_CONTAINS('abc', '')",
    duckdb: `SELECT regexp_matches('abc', 'b'), regexp_matches('a
b', 'a.b'), regexp_matches('ABC', '(?i)b'), regexp_matches('abc', '')`,
    rows: [[true, false, true, true]],
  },
  {
    sql: "SELECT REGEXP_EXTRACT('me@example.com', r'@(.+)$'), REGEXP_EXTRACT('abc', r'[a-b]+'), REGEXP_EXTRACT('abc', r'z'), REGEXP_EXTRACT('abc', r'(\\d+)?b'), REGEXP_EXTRACT('abc', r'^(x*)'), REGEXP_EXTRACT(CAST(NULL AS STRING), r'b')",
    duckdb:
      "SELECT nullif(regexp_extract('me@example.com', '@(.+)$', 1), ''), nullif(regexp_extract('abc', '[a-b]+', 0), ''), nullif(regexp_extract('abc', 'z', 0), ''), nullif(regexp_extract('abc', '(\\d+)?b', 1), ''), (CASE WHEN regexp_extract('abc', '^(x*)', 1) <> '' THEN regexp_extract('abc', '^(x*)', 1) WHEN regexp_matches('abc', '^(x*)') THEN '' END), nullif(regexp_extract(CAST(NULL AS VARCHAR), 'b', 0), '')",
    rows: [['example.com', 'ab', null, null, '', null]],
  },
  {
    sql: "SELECT REGEXP_REPLACE('a1b2', r'(\\d)', r'<\\1>'), REGEXP_REPLACE('abab', r'b', ''), REGEXP_REPLACE('abc', r'x*', '-')",
    duckdb:
      "SELECT regexp_replace('a1b2', '(\\d)', '<\\1>', 'g'), regexp_replace('abab', 'b', '', 'g'), regexp_replace('abc', 'x*', '-', 'g')",
    rows: [['a<1>b<2>', 'aa', '-a-b-c-']],
  },
];

describe('regular expressions', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
