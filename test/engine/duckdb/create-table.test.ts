import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.js';
import { table, testEngine } from './open-test-engine.js';
import { problemsOf } from './problems-of.js';

type Engine = Awaited<ReturnType<typeof testEngine>>;

/** How DuckDB has written each column of `t`; only what stands in a file is compressed. */
async function compressions(engine: Engine): Promise<Readonly<Record<string, string>>> {
  const rows = await engine.native(async (session) => {
    await session.run('CHECKPOINT p');
    const result = await session.run(
      `SELECT DISTINCT column_name, compression FROM pragma_storage_info('p.s.t') WHERE segment_type <> 'VALIDITY'`,
    );
    return result.getRows();
  });
  return Object.fromEntries(rows.map(([column, compression]) => [String(column), String(compression)]));
}

async function relations(engine: Engine): Promise<readonly unknown[]> {
  return engine.native(async (session) => {
    const result = await session.run(
      `SELECT table_name, 'table' FROM duckdb_tables() WHERE schema_name = 's' UNION ALL SELECT view_name, 'view' FROM duckdb_views() WHERE schema_name = 's' ORDER BY 1`,
    );
    return (await result.getRows()).map(([name, kind]) => `${String(kind)} ${String(name)}`);
  });
}

const odd = `"it's ""odd"""`;
const sql = `SELECT 'id-' || range AS act_key, 'of-' || range % 7 AS ${odd}, range AS slot_id, [range] AS list FROM range(50000)`;
const options = { identifiers: ['act_key', 'slot_id', 'not_there'], description: `who's "acts"` };

it('writes the texts of identifiers as they are, and all else as DuckDB chooses', async () => {
  const engine = await testEngine({ path: join(temporaryFolder('engine'), 'w.duckdb') });
  await engine.writeTable(table('t'), sql);
  const chosen = await compressions(engine);
  expect(chosen).toMatchObject({ act_key: 'DICT_FSST', [`it's "odd"`]: 'DICT_FSST' });
  const columns = (await engine.relation(table('t')))?.columns;
  expect(await engine.writeTable(table('t'), sql, undefined, options)).toEqual({ rows: 50000 });
  expect(await compressions(engine)).toEqual({ ...chosen, act_key: 'Uncompressed' });
  expect((await engine.relation(table('t')))?.columns).toEqual(columns);
  expect(await engine.query(`SELECT count(*) AS n FROM (FROM p.s.t EXCEPT ALL (${sql}))`)).toEqual([{ n: 0 }]);
  const comments = `SELECT comment FROM duckdb_tables() WHERE table_name = 't'`;
  expect(await engine.query(comments)).toEqual([{ comment: options.description }]);
});

it('may read the table that it replaces, and takes the place of a view', async () => {
  const engine = await testEngine();
  await engine.writeView(table('t'), `SELECT 'a' AS act_key`);
  await engine.writeTable(table('t'), `SELECT 'b' AS act_key`, undefined, options);
  await engine.writeTable(table('t'), `FROM p.s.t UNION ALL SELECT 'c' ORDER BY 1`, undefined, options);
  expect(await engine.query('FROM p.s.t')).toEqual([{ act_key: 'b' }, { act_key: 'c' }]);
  expect(await relations(engine)).toEqual(['table t']);
});

it('leaves what stood there where it fails, and nothing beside it', async () => {
  const engine = await testEngine();
  await engine.writeTable(table('t'), `SELECT 'a' AS act_key`, undefined, options);
  const failing = `SELECT CASE WHEN range = 40000 THEN error('no') ELSE 'x' || range END AS act_key FROM range(50000)`;
  const [problem] = await problemsOf(engine.writeTable(table('t'), failing, undefined, options));
  expect(problem?.what).toContain('no');
  expect(await engine.query('FROM p.s.t')).toEqual([{ act_key: 'a' }]);
  expect(await relations(engine)).toEqual(['table t']);
});
