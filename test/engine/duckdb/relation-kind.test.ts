import { expect, it } from 'vitest';
import { RelationKinds } from '../../../scripts/engine/duckdb/relation-kind.js';
import type { Session } from '../../../scripts/engine/duckdb/session.js';
import { table, testEngine } from './open-test-engine.js';

const origin = { file: 'definitions/a.sqlx', line: 1 };

it('what stands under a name follows every write, and what is done past the engine', async () => {
  const engine = await testEngine();
  const kind = async () => (await engine.relation(table('t')))?.kind;
  expect(await kind()).toBeUndefined();
  await engine.writeTable(table('t'), 'SELECT 1 AS n', origin);
  expect(await kind()).toBe('table');
  await engine.writeView(table('t'), 'SELECT 2 AS n', origin);
  expect(await kind()).toBe('view');
  await engine.writeTable(table('t'), 'SELECT 3 AS n', origin);
  expect(await kind()).toBe('table');
  await engine.drop(table('t'));
  expect(await kind()).toBeUndefined();
  await engine.writeView(table('t'), 'SELECT 4 AS n', origin);
  await engine.native((session) => session.run('DROP VIEW p.s.t'));
  expect(await kind()).toBeUndefined();
  await engine.native((session) => session.run('CREATE TABLE p.s.t AS SELECT 5 AS n'));
  expect(await kind()).toBe('table');
  await engine.writeView(table('t'), 'SELECT 6 AS n', origin);
  expect(await kind()).toBe('view');
});

it('is still known after a write that failed', async () => {
  const engine = await testEngine();
  await engine.writeTable(table('t'), 'SELECT 1 AS n', origin);
  await expect(
    engine.writeView(table('t'), "SELECT CAST(CAST('x' AS STRING) AS INT64) AS n FROM `p.s.nothing`", origin),
  ).rejects.toThrow();
  expect((await engine.relation(table('t')))?.kind).toBe('table');
  await engine.writeView(table('t'), 'SELECT 2 AS n', origin);
  expect((await engine.relation(table('t')))?.kind).toBe('view');
});

it('queries are optimised again after their columns were asked for, also when that failed within a transaction', async () => {
  const engine = await testEngine();
  const plan = () =>
    engine.native(async (session) =>
      (await (await session.run('EXPLAIN SELECT 1 WHERE FALSE')).getRows()).flat().join(),
    );
  await engine.describe('SELECT 1 AS n');
  await expect(engine.describe('SELECT n FROM `p.s.nothing`')).rejects.toThrow();
  await expect(engine.writeTable(table('t'), 'SELECT n FROM `p.s.nothing`', origin)).rejects.toThrow();
  // As many as there are connections.
  for (const text of await Promise.all([plan(), plan(), plan()])) expect(text).toContain('EMPTY_RESULT');
});

it('is asked for again after the question was interrupted', async () => {
  const engine = await testEngine();
  await engine.writeTable(table('t'), 'SELECT 1 AS n', origin);
  await engine.native(async (session) => {
    const kinds = new RelationKinds();
    const interrupted = { run: () => Promise.reject(new Error('interrupted')) } as unknown as Session;
    await expect(kinds.of(interrupted, table('t'))).rejects.toThrow('interrupted');
    expect(await kinds.of(session, table('t'))).toBe('table');
  });
});
