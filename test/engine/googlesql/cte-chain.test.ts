import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { CteChain } from '../../../scripts/engine/googlesql/cte-chain.js';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import { connect, rowsOf } from './duckdb.js';

let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await connect();
});
afterAll(() => {
  duckdb.closeSync();
});

/** c1 holds 1, and each further one is one more than the one before. */
function chain(links: number): string {
  const ctes = Array.from({ length: links - 1 }, (_, at) => `c${at + 2} AS (SELECT n + 1 AS n FROM c${at + 1})`);
  return `WITH c1 AS (SELECT 1 AS n), ${ctes.join(', ')} SELECT n FROM c${links}`;
}

const cut = (sql: string): readonly string[] =>
  [...translate(sql).matchAll(/(\w+)"? AS MATERIALIZED/g)].map(([, name = '']) => name);

test.each([
  [CteChain.longest - 1, []],
  [CteChain.longest, ['c14']],
  [30, ['c14', 'c28']],
])('a chain of %i CTEs is cut at %j, and gives the same', async (links, names) => {
  expect(cut(chain(links))).toEqual(names);
  expect(await rowsOf(duckdb, translate(chain(links)))).toEqual([[String(links)]]);
});

test('CTEs beside each other are no chain', () => {
  const many = Array.from({ length: 30 }, (_, at) => `c${at} AS (SELECT ${at} AS n FROM t)`);
  expect(cut(`WITH ${many.join(', ')} SELECT c0.n FROM c0 CROSS JOIN c29`)).toEqual([]);
});
