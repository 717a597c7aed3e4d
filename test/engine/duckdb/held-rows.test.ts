import { expect, test } from 'vitest';
import { table, testEngine } from './open-test-engine.js';

test('a table is written without holding rows once a table of 20 million rows is there', async () => {
  const seen: unknown[] = [];
  const engine = await testEngine({
    translate: (sql, _origin, options) => {
      seen.push(options?.isTooMuchToHold);
      return sql;
    },
  });
  const rows = async (count: number): Promise<void> =>
    engine.native(async (session) => {
      await session.run(`CREATE OR REPLACE TABLE p.s.events AS SELECT TRUE AS is_there FROM range(${count})`);
    });
  await engine.writeTable(table('first'), 'SELECT 1 AS n');
  await rows(19_999_999);
  await engine.writeTable(table('second'), 'SELECT 1 AS n');
  await rows(20_000_000);
  await engine.writeTable(table('third'), 'SELECT 1 AS n');
  expect(seen).toEqual([false, false, true]);
  expect(await engine.relation(table('third'))).toMatchObject({ kind: 'table' });
});
