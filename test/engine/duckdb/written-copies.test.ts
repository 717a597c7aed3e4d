import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setup, translate } from '../../../scripts/engine/duckdb/dialect.js';
import { RelationKinds } from '../../../scripts/engine/duckdb/relation-kind.js';
import { type WriteSteps, writeWithoutCopies } from '../../../scripts/engine/duckdb/written-copies.js';
import { EngineInterrupted } from '../../../scripts/engine/engine.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { table, testEngine } from './open-test-engine.js';
import { problemsOf } from './problems-of.js';

const open = (path?: string) => testEngine({ setup, translate, ...(path === undefined ? {} : { path }) });
const ties = 'a, b DESC, c, d';
const once = (from: string): string =>
  `SELECT k, l, a, b, c, d FROM ${from} QUALIFY ROW_NUMBER() OVER (PARTITION BY k, l ORDER BY ${ties}) = 1`;
const some = `(SELECT n AS k, 'x' AS l, 0 AS a, 0 AS b, 0 AS c, 0 AS d FROM UNNEST([1, 1, 2]) AS n)`;
/** The same through a name, so that copies are left to the engine. */
const written = (rows: string): string => `WITH found AS ${rows} ${once('found')}`;
const namesOf = async (engine: Awaited<ReturnType<typeof open>>) =>
  engine.native(async (session) =>
    (
      await (await session.run("SELECT table_name FROM duckdb_tables() WHERE schema_name = 's' ORDER BY 1")).getRows()
    ).flat(),
  );

it('a table is written with the first row of each key, by what is in it and not by how it came', async () => {
  const engine = await open();
  const small = fc.option(fc.integer({ min: 0, max: 2 }), { nil: null });
  const row = fc.tuple(small, fc.option(fc.constantFrom('', 'x', "'ä"), { nil: null }), small, small, small, small);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      await engine.native(async (session) => {
        await session.run(
          'CREATE OR REPLACE TABLE p.s.events (k BIGINT, l VARCHAR, a BIGINT, b BIGINT, c BIGINT, d BIGINT)',
        );
        for (const cells of rows) {
          const values = cells.map((cell) =>
            typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell ?? 'NULL'),
          );
          await session.run(`INSERT INTO p.s.events VALUES (${values.join(', ')})`);
        }
      });
      const { rows: count } = await engine.writeTable(table('t'), written('(SELECT * FROM `p.s.events`)'));
      const found = await engine.query('SELECT * FROM `p.s.t`');
      const window = await engine.query(once('(SELECT * FROM `p.s.events`) AS events'));
      const sorted = (all: readonly unknown[]) => all.map((each) => JSON.stringify(each)).sort();
      expect(sorted(found)).toEqual(sorted(window));
      expect(count).toBe(found.length);
    }),
    { numRuns: 20 },
  );
  expect(await namesOf(engine)).toEqual(['events', 't']);
});

it('where the first of a key is to be left out, none of that key stays', async () => {
  const engine = await open();
  await engine.native(async (session) => {
    await session.run(`CREATE TABLE p.s.events AS SELECT k, 'x' AS l, a, 0 AS b, 0 AS c, 0 AS d, is_wanted FROM (VALUES
      (1, 1, FALSE), (1, 2, TRUE), (2, 1, TRUE), (2, 2, FALSE), (3, 1, FALSE), (4, 1, TRUE), (5, 1, NULL), (5, 2, TRUE)) AS v (k, a, is_wanted)`);
  });
  const sql = `${written('(SELECT * FROM `p.s.events`)')} AND is_wanted`;
  expect(await engine.writeTable(table('t'), sql)).toEqual({ rows: 2 });
  expect(await engine.query('SELECT k, a FROM `p.s.t` ORDER BY k')).toEqual([
    { k: 2, a: 1 },
    { k: 4, a: 1 },
  ]);
  expect((await engine.relation(table('t')))?.columns.map(({ name }) => name)).toEqual(['k', 'l', 'a', 'b', 'c', 'd']);
});

it('takes the place of a view or a table, keeps its description and leaves nothing beside', async () => {
  const engine = await open();
  await engine.writeView(table('t'), 'SELECT 1 AS n');
  expect(await engine.writeTable(table('t'), written(some))).toEqual({ rows: 2 });
  expect((await engine.relation(table('t')))?.kind).toBe('table');
  await engine.writeTable(table('t'), written(some), undefined, { description: "it's" });
  expect(await namesOf(engine)).toEqual(['t']);
  const comment = await engine.native(async (session) =>
    (await (await session.run("SELECT comment FROM duckdb_tables() WHERE table_name = 't'")).getRows()).flat(),
  );
  expect(comment).toEqual(["it's"]);
  expect(await engine.writeIncrement(table('t'), { kind: 'insert', columns: ['k'] }, 'SELECT 3 AS k')).toEqual({
    rows: 1,
  });
});

it('several writes of one table at the same time come one after the other', async () => {
  const engine = await open();
  const all = await Promise.all(Array.from({ length: 6 }, () => engine.writeTable(table('t'), written(some))));
  expect(all).toEqual(Array.from({ length: 6 }, () => ({ rows: 2 })));
  expect(await namesOf(engine)).toEqual(['t']);
});

it('a write that fails leaves what was there', async () => {
  const engine = await open();
  await engine.writeTable(table('t'), 'SELECT 1 AS n');
  const failing = some.replace('n AS k', 'DIV(n, n - 2) AS k');
  expect(await problemsOf(engine.writeTable(table('t'), written(failing)))).toHaveLength(1);
  expect(await engine.query('SELECT * FROM `p.s.t`')).toEqual([{ n: 1 }]);
  expect(await namesOf(engine)).toEqual(['t']);
});

it.each([1, 2, 3])('a write that is stopped before its step %i leaves what was there', async (stopped) => {
  const engine = await open();
  await engine.writeTable(table('t'), 'SELECT 1 AS n');
  let step = 0;
  const steps: WriteSteps = {
    kinds: new RelationKinds(),
    create: (session, { database, schema, name }) =>
      session.count(`CREATE TABLE ${database}.${schema}."${name}" AS SELECT 1 AS k, 2 AS a UNION ALL SELECT 1, 3`),
    write: async (thing, work) => {
      step += 1;
      if (step === stopped) throw new EngineInterrupted();
      return engine.write(JSON.stringify(thing), work);
    },
    drop: (target) => engine.drop(target),
  };
  const copies = {
    alias: 'x',
    keys: ['"x"."k"'],
    isFirst: 'row_number() OVER (PARTITION BY "x"."k" ORDER BY "x"."a") = 1',
  };
  await expect(writeWithoutCopies(table('t'), copies, steps)).rejects.toBeInstanceOf(EngineInterrupted);
  expect(await engine.query('SELECT * FROM `p.s.t`')).toEqual([{ n: 1 }]);
  expect(await namesOf(engine)).toEqual(['t']);
  step = stopped;
  expect(await writeWithoutCopies(table('t'), copies, steps)).toEqual({ rows: 1 });
  expect(await engine.query('SELECT * FROM `p.s.t`')).toEqual([{ k: 1, a: 2 }]);
  expect(await namesOf(engine)).toEqual(['t']);
});

it('an interrupt while rows are written leaves what was there; what a killed process left goes when the file is opened', async () => {
  const path = join(temporaryFolder('engine'), 'w.duckdb');
  const engine = await open(path);
  await engine.writeTable(table('t'), 'SELECT 1 AS n');
  // The rows are long to make, so that the interrupt comes in the middle.
  const endless = `(SELECT x * y AS k, 'x' AS l, 0 AS a, 0 AS b, 0 AS c, 0 AS d FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS x CROSS JOIN UNNEST(GENERATE_ARRAY(1, 1000000)) AS y)`;
  const pending = expect(engine.writeTable(table('t'), written(endless))).rejects.toBeInstanceOf(EngineInterrupted);
  await engine.query('SELECT COUNT(*) AS n FROM UNNEST(GENERATE_ARRAY(1, 3000000)) AS x WHERE MOD(x, 7) = 3');
  engine.interrupt();
  await pending;
  expect(await engine.query('SELECT * FROM `p.s.t`')).toEqual([{ n: 1 }]);
  await engine.native(async (session) => {
    await session.run('CREATE OR REPLACE TABLE p.s."t$unfinished" AS SELECT 1 AS half');
  });
  await engine.close();
  const again = await open(path);
  expect(await namesOf(again)).toEqual(['t']);
  expect(await again.writeTable(table('t'), written(some))).toEqual({ rows: 2 });
  expect(await namesOf(again)).toEqual(['t']);
});
