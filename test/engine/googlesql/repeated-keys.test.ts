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

// As Dataform writes it for `uniqueKey: ['k', 'l']`.
const unique = `SELECT * FROM (
  SELECT k, l, COUNT(1) AS index_row_count
  FROM events
  GROUP BY k, l
  ) AS data
WHERE index_row_count > 1`;

const isSplit = (sql: string): boolean => translate(sql).includes('SEMI JOIN');

describe('keys of several rows', () => {
  test('are counted among rows whose hash occurs again', () => {
    expect(translate(unique)).toBe(`SELECT *
FROM (SELECT "events"."k" AS "k", "events"."l" AS "l", count(CAST(1 AS BIGINT)) AS "index_row_count"
FROM "events" AS "events" SEMI JOIN (SELECT hash("events"."k", "events"."l") AS "key$" FROM "events" AS "events" GROUP BY 1 HAVING count(*) > 1) AS "again$" ON "again$"."key$" = hash("events"."k", "events"."l")
GROUP BY 1, 2) AS "data"
WHERE ("index_row_count" > CAST(1 AS BIGINT))`);
  });

  test.each([
    ['keys of one row are asked for, too', unique.replace('> 1', '>= 1')],
    ['keys of three rows are asked for', unique.replace('> 1', '> 2')],
    ['it is another column that must be above one', unique.replace('WHERE index_row_count', 'WHERE k')],
    ['a key is worked out under the name of its column', unique.replace('SELECT k, l', 'SELECT LOWER(k) AS k, l')],
    ['something else is counted', unique.replace('COUNT(1)', 'COUNT(k)')],
    ['different things are counted', unique.replace('COUNT(1)', 'COUNT(DISTINCT 1)')],
    ['something else is worked out beside', unique.replace('COUNT(1)', 'MAX(l) AS m, COUNT(1)')],
    ['a key is not given', unique.replace('SELECT k, l', 'SELECT k')],
    ['rows are left out before', unique.replace('GROUP BY', 'WHERE k IS NOT NULL GROUP BY')],
    ['keys are left out before', unique.replace('k, l\n', 'k, l HAVING COUNT(1) > 2\n')],
    ['two relations are joined', unique.replace('FROM events', 'FROM events CROSS JOIN others')],
    [
      'there is another relation beside',
      unique.replace('SELECT *', 'SELECT data.*').replace('WHERE', 'CROSS JOIN others WHERE'),
    ],
  ])('are counted among all rows where %s', (_, sql) => {
    expect(isSplit(sql)).toBe(false);
  });

  test('are the same as counted among all rows, NULLs and blanks among them', async () => {
    const key = fc.option(fc.constantFrom('', ' ', 'x', 'ä', "'"), { nil: null });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, key), { maxLength: 25 }), async (rows) => {
        const shown = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
        await duckdb.run('CREATE OR REPLACE TABLE events (k VARCHAR, l VARCHAR)');
        if (rows.length > 0)
          await duckdb.run(
            `INSERT INTO events VALUES ${rows.map((row) => `(${row.map(shown).join(', ')})`).join(', ')}`,
          );
        const sorted = (found: readonly unknown[]) => found.map((each) => JSON.stringify(each)).sort();
        const plain = 'SELECT k, l, count(*) AS index_row_count FROM events GROUP BY k, l HAVING count(*) > 1';
        expect(sorted(await rowsOf(duckdb, translate(unique)))).toEqual(sorted(await rowsOf(duckdb, plain)));
      }),
      { numRuns: 50 },
    );
  });
});
