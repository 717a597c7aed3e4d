import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Engine } from '../../scripts/engine/engine.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { runGraph } from '../../scripts/run/run.js';
import { writeRunLog } from '../../scripts/run/run-log.js';
import { runTests } from '../../scripts/run/unit-tests.js';
import { projectFolder } from '../graph/project-folder.js';

const folder = projectFolder({
  'definitions/raw_acts.sqlx': 'config { type: "declaration", schema: "raw", name: "raw_acts" }\n',
  'definitions/acts.sqlx': `config {
  type: "incremental",
  uniqueKey: ["act_key"],
  assertions: { uniqueKey: ["act_key"], rowConditions: ["points > 0"] }
}
SELECT act_key, points
FROM \${ref("raw_acts")}
\${when(incremental(), \`WHERE act_key > (SELECT MAX(act_key) FROM \${self()}) OR act_key = 1\`)}
`,
  'definitions/totals.sqlx': 'config { type: "view" }\nSELECT SUM(points) AS points FROM ${ref("acts")}\n',
  'definitions/doubled.sqlx': 'config { type: "table" }\nSELECT 2 * points AS points FROM ${ref("totals")}\n',
  'definitions/doubled_test.sqlx':
    'config { type: "test", dataset: "doubled" }\ninput "totals" { SELECT 2 AS points UNION ALL SELECT 3 }\nSELECT 6 AS points UNION ALL SELECT 4\n',
  'definitions/doubled_wrongly_test.sqlx':
    'config { type: "test", dataset: "doubled" }\ninput "totals" { SELECT 2 AS points }\nSELECT 4 AS points UNION ALL SELECT 4\n',
});

/** These models differ from DuckDB's dialect in their names only. */
const translate = (sql: string) =>
  sql.replace(/`([^`.]+)\.([^`.]+)\.([^`.]+)`/g, '"$1"."$2"."$3"').replace(/`([^`]+)`/g, '"$1"');

const opened: Engine[] = [];
async function warehouse(path?: string): Promise<Engine> {
  const engine = await openDuckDb({ database: 'shop', translate, ...(path === undefined ? {} : { path }) });
  opened.push(engine);
  return engine;
}
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

const acts = (engine: Engine, rows: string) =>
  engine
    .createSchema('shop', 'raw')
    .then(() =>
      engine.writeTable(
        { database: 'shop', schema: 'raw', name: 'raw_acts' },
        `SELECT act_key, points FROM (VALUES ${rows}) AS t(act_key, points)`,
      ),
    );
const clock = () => new Date('2026-01-31T06:00:00Z');
const all = (engine: Engine, name: string) => engine.query(`SELECT * FROM \`shop.scoring.${name}\` ORDER BY ALL`);

describe('a graph on DuckDB', () => {
  const graph = compileProject(folder);

  test('made, added to by its key, and made anew', async () => {
    const engine = await warehouse();
    await acts(engine, '(1, 10), (2, 20)');
    const first = await runGraph(graph, engine, { clock });
    expect(
      first.actions.map(({ action, status, rows, problems }) => [action.target.name, status, rows, problems]),
    ).toEqual([
      ['acts', 'succeeded', 2, []],
      ['totals', 'succeeded', undefined, []],
      ['scoring_acts_assertions_rowConditions', 'succeeded', 0, []],
      ['scoring_acts_assertions_uniqueKey_0', 'succeeded', 0, []],
      ['doubled', 'succeeded', 1, []],
    ]);

    await acts(engine, '(1, 11), (2, 22), (3, 30)');
    await runGraph(graph, engine, { clock });
    expect(await all(engine, 'acts')).toEqual([
      { act_key: 1, points: 11 },
      { act_key: 2, points: 20 },
      { act_key: 3, points: 30 },
    ]);

    await runGraph(graph, engine, { clock, fullRefresh: true, select: ['acts'] });
    expect(await all(engine, 'acts')).toEqual([
      { act_key: 1, points: 11 },
      { act_key: 2, points: 22 },
      { act_key: 3, points: 30 },
    ]);
  });

  test('an assertion that finds rows names them, and its view stays', async () => {
    const engine = await warehouse();
    await acts(engine, '(1, 10), (2, -20)');
    const result = await runGraph(graph, engine, { clock });
    expect(result.status).toBe('failed');
    const failed = result.actions.find(({ status }) => status === 'failed');
    expect([failed?.rows, failed?.sample]).toEqual([
      1,
      [{ failing_row_condition: 'points > 0', act_key: 2, points: -20 }],
    ]);
    expect(
      await engine.query('SELECT act_key FROM `shop.scoring_assertions.scoring_acts_assertions_rowConditions`'),
    ).toEqual([{ act_key: 2 }]);
  });

  test('a column that came to a query is named with its line, once the table stands', async () => {
    const engine = await warehouse();
    await acts(engine, '(1, 10)');
    await runGraph(graph, engine, { clock });
    const changed = compileProject(
      projectFolder({
        'definitions/raw_acts.sqlx': 'config { type: "declaration", schema: "raw", name: "raw_acts" }\n',
        'definitions/acts.sqlx':
          'config {\n  type: "incremental",\n  onSchemaChange: "FAIL"\n}\n\nSELECT act_key, points, 1 AS weight\nFROM ${ref("raw_acts")}\n',
      }),
    );
    const result = await runGraph(changed, engine, { clock });
    expect(result.actions[0]?.problems).toEqual([
      {
        code: 'run/column-added',
        severity: 'error',
        place: { file: 'definitions/acts.sqlx', line: 6, column: 1 },
        what: 'The incremental query of acts has a column "weight" that its table lacks.',
        why: 'Its onSchemaChange is FAIL.',
        todo: 'Run with --full-refresh to rebuild the table.',
      },
    ]);
    expect(await all(engine, 'acts')).toEqual([{ act_key: 1, points: 10 }]);
  });

  test('EXTEND adds the column, NULL in the rows that are there', async () => {
    const engine = await warehouse();
    await acts(engine, '(1, 10)');
    await runGraph(graph, engine, { clock });
    const extended = compileProject(
      projectFolder({
        'definitions/acts.sqlx':
          'config { type: "incremental", onSchemaChange: "EXTEND" }\nSELECT 2 AS act_key, 20 AS points, 1 AS weight\n',
      }),
    );
    await runGraph(extended, engine, { clock });
    expect(await all(engine, 'acts')).toEqual([
      { act_key: 1, points: 10, weight: null },
      { act_key: 2, points: 20, weight: 1 },
    ]);
  });

  test('a model that changes between table and view takes the place of the other', async () => {
    const engine = await warehouse();
    for (const type of ['table', 'view', 'table']) {
      const one = compileProject(
        projectFolder({ 'definitions/m.sqlx': `config { type: "${type}" }\nSELECT '${type}' AS made_as\n` }),
      );
      expect((await runGraph(one, engine, { clock })).status).toBe('succeeded');
      expect(await all(engine, 'm')).toEqual([{ made_as: type }]);
    }
  });

  test("Dataform's unit tests compare as multisets and show what differs", async () => {
    const engine = await warehouse();
    expect(await runTests(graph, engine)).toEqual([
      { name: 'doubled_test', fileName: 'definitions/doubled_test.sqlx', passed: true, diff: [], problems: [] },
      {
        name: 'doubled_wrongly_test',
        fileName: 'definitions/doubled_wrongly_test.sqlx',
        passed: false,
        diff: ['Expected, but not there:', '  points', '  4'],
        problems: [],
      },
    ]);
  });

  test('an interrupt leaves the model in flight as it was, and the log says so', async () => {
    const path = join(projectFolder({}), 'warehouse.duckdb');
    const engine = await warehouse(path);
    await acts(engine, '(1, 10)');
    await runGraph(graph, engine, { clock });
    const endless = compileProject(
      projectFolder({
        'definitions/first.sqlx': 'config { type: "table" }\nSELECT 1 AS x\n',
        'definitions/doubled.sqlx':
          'config { type: "table", dependencies: ["first"] }\nSELECT COUNT(*) AS points FROM range(100000000) AS a, range(100000) AS b WHERE a.range + b.range = 7\n',
      }),
    );
    const controller = new AbortController();
    const result = await runGraph(endless, engine, {
      clock,
      signal: controller.signal,
      onProgress: (event) => {
        if (event.kind === 'started' && event.action.target.name === 'doubled') setImmediate(() => controller.abort());
      },
    });
    await writeRunLog(endless, engine, result, { runId: 'run-1', asOf: undefined, command: 'leadscore run' });
    expect(await all(engine, 'doubled')).toEqual([{ points: 20 }]);
    expect(await all(engine, 'leadscore_runs')).toEqual([
      {
        run_id: 'run-1',
        started_at: '2026-01-31T06:00:00Z',
        finished_at: '2026-01-31T06:00:00Z',
        as_of: null,
        engine: 'duckdb',
        command: 'leadscore run',
        status: 'interrupted',
        models: 2,
        failed: 0,
      },
    ]);
    const action = (name: string, status: string, rows: number | null) => ({
      run_id: 'run-1',
      action: `scoring.${name}`,
      kind: 'table',
      status,
      rows,
      started_at: '2026-01-31T06:00:00Z',
      seconds: '0',
      message: null,
    });
    expect(await all(engine, 'leadscore_run_actions')).toEqual([
      action('doubled', 'interrupted', null),
      action('first', 'succeeded', 1),
    ]);
  });
});
