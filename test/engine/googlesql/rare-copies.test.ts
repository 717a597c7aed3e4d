import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
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

  describe('where that would be too much to hold', () => {
    const again = (sql: string): string => translate(sql, undefined, { isTooMuchToHold: true });
    const heldOf = (translated: string) =>
      [...translated.matchAll(/^(?:WITH )?("\w+") AS ((?:NOT )?MATERIALIZED )?\(/gm)].map(([, name, held]) => [
        name,
        held,
      ]);
    const ctes = `WITH raw AS (SELECT * FROM events), keyed AS (SELECT * FROM raw), others AS (SELECT 2 AS z),
      once AS (${first({}, 'keyed')}), after_all AS (SELECT * FROM once) SELECT a.* FROM after_all AS a CROSS JOIN once AS b`;

    test('all that comes before is read again, and nothing else', () => {
      expect(heldOf(again(ctes))).toEqual([
        ['"raw"', 'NOT MATERIALIZED '],
        ['"keyed"', 'NOT MATERIALIZED '],
        ['"others"', 'NOT MATERIALIZED '],
        ['"once"', undefined],
        ['"after_all"', undefined],
      ]);
      expect(heldOf(translate(ctes)).map(([, held]) => held)).toEqual(Array(5).fill(undefined));
    });

    test('a query that takes no copies out stays as it is', () => {
      const plain = ctes.replace(ties, 'a');
      expect(again(plain)).toBe(translate(plain));
    });

    test('copies that the query itself takes out of its WITH are read again, too', () => {
      expect(heldOf(again(`WITH keyed AS (SELECT * FROM events) ${first({}, 'keyed')}`))).toEqual([
        ['"keyed"', 'NOT MATERIALIZED '],
      ]);
    });

    test('DuckDB holds none of those rows, and finds the same', async () => {
      await duckdb.run(
        `CREATE OR REPLACE TABLE events AS SELECT range % 5 AS k, 'x' AS l, range AS a, 0 AS b, 0 AS c, 0 AS d FROM range(7)`,
      );
      const sql = `${ctes.replace('CROSS JOIN once AS b', '')} ORDER BY k`;
      const rows = await rowsOf(duckdb, translate(sql));
      expect(rows).toHaveLength(5);
      expect(await rowsOf(duckdb, again(sql))).toEqual(rows);
      const scansOf = async (query: string) =>
        JSON.stringify(await rowsOf(duckdb, `EXPLAIN ${query}`))
          .match(/SEQ_SCAN|CTE_SCAN/g)
          ?.toSorted();
      expect(await scansOf(translate(sql))).toEqual([...Array(5).fill('CTE_SCAN'), 'SEQ_SCAN']);
      expect(await scansOf(again(sql))).toEqual(['CTE_SCAN', 'CTE_SCAN', ...Array(3).fill('SEQ_SCAN')]);
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
