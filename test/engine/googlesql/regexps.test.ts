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

describe('the path of an address', () => {
  const piece = fc.constantFrom(
    'http',
    'https',
    's',
    '://',
    ':',
    '/',
    '//',
    '?',
    '#',
    'a',
    'é',
    '\n',
    ' ',
    '%2F',
    '\u{1f44d}',
    '\u0000',
  );
  const address = fc.array(piece, { maxLength: 9 }).map((parts) => parts.join(''));

  it('begins with a slash or is none, as the rest without query and fragment does', async () => {
    // Where a letter may belong to the host or to the path, RE2 needs two and a half times as long.
    const [host, rest] = ["r'^https?://[^/?#]+(/[^?#]*|)'", "r'^https?://[^/?#]+([^?#]*)'"];
    const sql = translate(`SELECT REGEXP_EXTRACT(t, ${host}), REGEXP_EXTRACT(t, ${rest}) FROM addresses`);
    const addresses = fc.array(
      fc.oneof(
        address,
        address.map((text) => `https://${text}`),
      ),
      { minLength: 1, maxLength: 50 },
    );
    await fc.assert(
      fc.asyncProperty(addresses, async (texts) => {
        await connection.run('CREATE OR REPLACE TEMP TABLE addresses (t VARCHAR)');
        await connection.run(
          `INSERT INTO addresses VALUES ${texts.map((_, n) => `($${String(n + 1)})`).join(', ')}`,
          texts,
        );
        const rows = await rowsOf(connection, sql);
        expect(rows.map(([path]) => path)).toEqual(rows.map(([, path]) => path));
      }),
      { numRuns: 40 },
    );
  });
});
