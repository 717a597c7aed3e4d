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
    sql: "SELECT 'it\\'s', \"say \\\"hi\\\"\", 'a\\\\b', 'tab\\tend', '\\x24{x}', '\\u00e9\\U0001F600\\101', r'a\\d', '''three\nlines 'in' one''', \"\"\"x\"\"\", 'é' AS after, 'ü'",
    duckdb:
      "SELECT 'it''s', 'say \"hi\"', 'a\\b', 'tab\tend', '${x}', 'é😀A', 'a\\d', 'three\nlines ''in'' one', 'x', 'é' AS \"after\", 'ü'",
    rows: [["it's", 'say "hi"', 'a\\b', 'tab\tend', '${x}', 'é😀A', 'a\\d', "three\nlines 'in' one", 'x', 'é', 'ü']],
  },
  {
    sql: 'SELECT 9223372036854775807, -9223372036854775808, 0, TRUE, FALSE',
    duckdb: `SELECT CAST(9223372036854775807 AS BIGINT), CAST('-9223372036854775808' AS BIGINT), CAST(0 AS BIGINT), TRUE, FALSE`,
    rows: [['9223372036854775807', '-9223372036854775808', '0', true, false]],
  },
  {
    sql: `SELECT NUMERIC '1.5', NUMERIC '-0.000000001', DATE '2026-01-31', TIMESTAMP '2026-01-31 13:45:00.5+02:00', TIMESTAMP '2026-01-31', TIMESTAMP '2026-01-31 00:00:00 UTC'`,
    duckdb: `SELECT CAST('1.5' AS DECIMAL(38,9)), CAST('-0.000000001' AS DECIMAL(38,9)), DATE '2026-01-31', TIMESTAMPTZ '2026-01-31 13:45:00.5+02:00', TIMESTAMPTZ '2026-01-31 00:00:00+00', TIMESTAMPTZ '2026-01-31 00:00:00+00'`,
    rows: [
      [
        '1.5',
        '-0.000000001',
        '2026-01-31',
        '2026-01-31 11:45:00.5+00',
        '2026-01-31 00:00:00+00',
        '2026-01-31 00:00:00+00',
      ],
    ],
  },
  {
    sql: `SELECT ['a', 'b'], [1, 2], STRUCT('x' AS a, 1 AS b).a`,
    duckdb: `SELECT ['a', 'b'], [CAST(1 AS BIGINT), CAST(2 AS BIGINT)], ({"a": 'x', "b": CAST(1 AS BIGINT)})."a" AS "a"`,
    rows: [[['a', 'b'], ['1', '2'], 'x']],
  },
];

describe('literals', () => {
  it.each(cases)('$sql', async ({ sql, duckdb, rows }) => {
    expect(translate(sql)).toBe(duckdb);
    expect(await rowsOf(connection, duckdb)).toEqual(rows);
  });
});
