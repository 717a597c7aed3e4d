import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import type { Copies } from '../../../scripts/engine/googlesql/rare-copies.js';
import { connect, rowsOf } from './duckdb.js';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await connect();
});
afterAll(() => {
  duckdb.closeSync();
});

const ties = 'a, b DESC, c, d';
const first = (
  { keys, order, tail }: { keys?: string; order?: string; tail?: string } = {},
  relation = 'events',
): string =>
  `SELECT * FROM ${relation} QUALIFY ROW_NUMBER() OVER (PARTITION BY ${keys ?? 'k, l'} ORDER BY ${order ?? ties}) = 1${tail ?? ''}`;

const isSplit = (sql: string): boolean => translate(sql).includes('ANTI JOIN');

describe('the first of each group, where ties are settled by all that a row says', () => {
  test('is looked for among the groups of several rows alone', () => {
    expect(translate(`WITH events AS (SELECT 1 AS k) ${first({ keys: 'k', order: 'k, k, k, k' })}`)).toBe(
      `WITH "events" AS (
SELECT CAST(1 AS BIGINT) AS "k"
)
SELECT * FROM (
WITH "again$" AS MATERIALIZED (SELECT hash("k") AS "key$" FROM "events" AS "events" GROUP BY 1 HAVING count(*) > 1)
SELECT * FROM "events" AS "events" ANTI JOIN "again$" ON "key$" = hash("k")
UNION ALL
SELECT * FROM "events" AS "events" SEMI JOIN "again$" ON "key$" = hash("k")
QUALIFY (row_number() OVER (PARTITION BY "k" ORDER BY "k" ASC NULLS FIRST, "k" ASC NULLS FIRST, "k" ASC NULLS FIRST, "k" ASC NULLS FIRST) = CAST(1 AS BIGINT))
)`,
    );
  });

  test.each([
    ['fewer columns settle ties', first({ order: 'a, b, c' })],
    ['a key is worked out', first({ keys: 'LOWER(k)' })],
    ['it is the second', first().replace('= 1', '= 2')],
    ['it is the last by rank', first().replace('ROW_NUMBER', 'RANK')],
    ['there is a condition beside', first({ tail: ' AND a > 1' })],
    ['rows are left out before', first().replace(' QUALIFY', ' WHERE a > 1 QUALIFY')],
    ['there is a column beside', first().replace('SELECT *', 'SELECT *, 1 AS one')],
    ['a column is left out', first().replace('SELECT *', 'SELECT * EXCEPT (a)')],
    ['rows are told apart', first().replace('SELECT *', 'SELECT DISTINCT *')],
    ['two relations are joined', first({}, 'events CROSS JOIN others').replace('SELECT *', 'SELECT events.*')],
    ['it reads a subquery', first({}, '(SELECT * FROM events) AS events')],
  ])('is a plain window where %s', (_, sql) => {
    expect(isSplit(sql)).toBe(false);
  });

  test('stands under ORDER BY and LIMIT, in a union and in a subquery', async () => {
    await duckdb.run(
      "CREATE OR REPLACE TABLE events AS SELECT range % 3 AS k, 'x' AS l, range AS a, 0 AS b, 0 AS c, 0 AS d FROM range(7)",
    );
    for (const sql of [
      `${first()} ORDER BY a DESC LIMIT 2`,
      `SELECT a FROM events WHERE a = 6 UNION ALL SELECT a FROM (${first()}) ORDER BY a`,
      `SELECT a FROM events WHERE a IN (SELECT a FROM (${first()})) ORDER BY a`,
    ]) {
      const plain = translate(sql.replaceAll(ties, 'a'));
      expect(isSplit(sql)).toBe(true);
      expect(plain).not.toContain('ANTI JOIN');
      const rows = await rowsOf(duckdb, plain);
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(duckdb, translate(sql))).toEqual(rows);
    }
  });

  describe('left for whoever writes the rows', () => {
    const given = (sql: string) => {
      const left: Copies[] = [];
      const translated = translate(sql, undefined, { leaveCopies: (copies) => left.push(copies) });
      return { translated, left };
    };
    const last = `WITH found AS (SELECT * FROM events)
      SELECT k, l, a + 1 AS more, a, b, c, d FROM found QUALIFY ROW_NUMBER() OVER (PARTITION BY k, l ORDER BY ${ties}) = 1`;

    test('is told by what the query gives, in its last step', () => {
      const { translated, left } = given(last);
      expect(translated).toBe(translate(last.replace(/QUALIFY.*/, '')));
      expect(left).toEqual([
        {
          alias: 'found',
          keys: ['"found"."k"', '"found"."l"'],
          isFirst:
            '(row_number() OVER (PARTITION BY "found"."k", "found"."l" ORDER BY "found"."a" ASC NULLS FIRST, "found"."b" DESC NULLS LAST, "found"."c" ASC NULLS FIRST, "found"."d" ASC NULLS FIRST) = CAST(1 AS BIGINT))',
        },
      ]);
    });

    test('and by one more column, where the first of each must be something else, too', () => {
      const { translated, left } = given(`${last} AND is_wanted`);
      expect(translated).toBe(
        translate(last.replace(/QUALIFY.*/, '')).replace(
          /\nFROM "found"/,
          ', ("is_wanted" IS NOT TRUE) AS "is_left_out$"\nFROM "found"',
        ),
      );
      expect(left).toMatchObject([{ leftOut: 'is_left_out$' }]);
    });

    test.each([
      ['what must hold beside is worked out', `${last} AND a > 1`, true],
      ['something may hold in its place', `${last} OR is_wanted`, true],
      ['nobody asks for it', last, false],
      ['a column that settles ties is not given', last.replace('a, b, c, d FROM', 'a, b, c FROM'), true],
      ['it is given under another name', last.replace('a, b, c, d FROM', 'a, b, c, d AS e FROM'), true],
      ['another one has its name', last.replace('a, b, c, d FROM', 'a, b, c, a + 2 AS d FROM'), true],
      ['a key is not given', last.replace('SELECT k, l', 'SELECT k'), true],
      ['fewer columns settle ties', last.replace(ties, 'a, b, c'), true],
      ['it is the second', last.replace('= 1', '= 2'), true],
      ['there is a limit', `${last} LIMIT 3`, true],
      ['rows are sorted', `${last} ORDER BY k`, true],
      ['another step follows', `SELECT k FROM (${last})`, true],
      ['another part follows', `${last} UNION ALL SELECT k, l, a AS more, a, b, c, d FROM events`, true],
      ['rows are left out before', last.replace('found QUALIFY', 'found WHERE a > 1 QUALIFY'), true],
      ['two relations are joined', last.replace('FROM found', 'FROM found CROSS JOIN others'), true],
    ])('is none where %s', (_, sql, isAsked) => {
      if (isAsked) {
        const { translated, left } = given(sql);
        expect(left).toEqual([]);
        expect(translated).toBe(translate(sql));
      }
      expect(translate(sql)).toContain('QUALIFY');
    });
  });

  test('is the same row as by a window over all, with NULLs among keys and ties', async () => {
    const small = fc.option(fc.integer({ min: 0, max: 2 }), { nil: null });
    const row = fc.tuple(small, fc.option(fc.constantFrom('', 'x', 'ä'), { nil: null }), small, small, small, small);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const shown = (value: number | string | null): string =>
          value === null ? 'NULL' : typeof value === 'string' ? `'${value}'` : String(value);
        const values = rows.map((cells) => `(${cells.map(shown).join(', ')})`);
        await duckdb.run(
          'CREATE OR REPLACE TABLE events (k BIGINT, l VARCHAR, a BIGINT, b BIGINT, c BIGINT, d BIGINT)',
        );
        if (values.length > 0) await duckdb.run(`INSERT INTO events VALUES ${values.join(', ')}`);
        const sorted = (rowsFound: readonly unknown[]) => rowsFound.map((each) => JSON.stringify(each)).sort();
        const window = `SELECT * FROM events QUALIFY row_number() OVER (PARTITION BY k, l ORDER BY a NULLS FIRST, b DESC NULLS LAST, c NULLS FIRST, d NULLS FIRST) = 1`;
        expect(sorted(await rowsOf(duckdb, translate(first())))).toEqual(sorted(await rowsOf(duckdb, window)));
      }),
      { numRuns: 50 },
    );
  });
});
