import { describe, expect, test } from 'vitest';
import type { Column } from '../../scripts/engine/engine.js';
import { compileProject } from '../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import { type RunOptions, runGraph } from '../../scripts/run/run.js';
import type { RunEvent, RunResult } from '../../scripts/run/result.js';
import { projectFolder } from '../graph/project-folder.js';
import { FakeEngine, type FakeWarehouse } from './fake-engine.js';

const compiled = (files: Readonly<Record<string, string>>) =>
  compileProject(
    projectFolder(Object.fromEntries(Object.entries(files).map(([name, text]) => [`definitions/${name}.sqlx`, text]))),
  );

/** A clock that goes on by a second each time it is read. */
function ticking(): () => Date {
  let second = 0;
  return () => new Date(Date.UTC(2026, 0, 31, 0, 0, second++));
}

async function run(graph: CompiledGraph, warehouse: FakeWarehouse = {}, options: Partial<RunOptions> = {}) {
  const engine = new FakeEngine(warehouse);
  const result = await runGraph(graph, engine, { clock: ticking(), parallel: 1, ...options });
  return { engine, result };
}

const outcomes = (result: RunResult) =>
  Object.fromEntries(result.actions.map(({ action, status }) => [action.target.name, status]));

const column = (name: string): Column => ({ name, type: 'INT64' });

describe('writing by the official rules', () => {
  const graph = compiled({
    a: 'config { type: "table" }\nSELECT 1 AS x\n',
    b: 'config { type: "view", assertions: { nonNull: ["x"] } }\nSELECT x FROM ${ref("a")}\n',
    ops: 'config { type: "operations", hasOutput: true }\nSELECT 1\n---\nSELECT 2 FROM ${ref("b")}\n',
  });

  test('schemas first, then tables, views, statements, and assertions as views that are counted', async () => {
    const { engine, result } = await run(graph);
    expect(engine.calls).toEqual([
      'schema shop.scoring',
      'schema shop.scoring_assertions',
      'table scoring.a: SELECT 1 AS x',
      'view scoring.b: SELECT x FROM `shop.scoring.a`',
      'query SELECT 1',
      'query SELECT 2 FROM `shop.scoring.b`',
      "view scoring_assertions.scoring_b_assertions_rowConditions: SELECT 'x IS NOT NULL' AS failing_row_condition, * FROM `shop.scoring.b` WHERE NOT (x IS NOT NULL)",
      'query SELECT COUNT(*) AS failing_rows FROM `shop.scoring_assertions.scoring_b_assertions_rowConditions`',
    ]);
    expect(result.status).toBe('succeeded');
    expect(
      result.actions.map(({ action, status, rows, seconds }) => [action.target.name, status, rows, seconds]),
    ).toEqual([
      ['a', 'succeeded', 1, 1],
      ['b', 'succeeded', undefined, 1],
      ['ops', 'succeeded', undefined, 1],
      ['scoring_b_assertions_rowConditions', 'succeeded', 0, 1],
    ]);
  });

  const incremental = (config: string) =>
    compiled({
      t: `config { type: "incremental"${config} }
pre_operations { SELECT \${when(incremental(), "1", "2")} AS pre }
post_operations { SELECT \${when(incremental(), "3", "4")} AS post }
SELECT \${when(incremental(), "5", "6")} AS x
`,
    });
  const standing = (kind: 'table' | 'view') => ({ t: { kind, columns: [column('x')] } });
  const describes = { SELECT: [column('x')] };
  const made = ['query SELECT 2 AS pre', 'table scoring.t: SELECT 6 AS x', 'query SELECT 4 AS post'];
  const added = (write: string) => [
    'query SELECT 1 AS pre',
    `${write} scoring.t: SELECT 5 AS x`,
    'query SELECT 3 AS post',
  ];

  test.each([
    ['nothing stands there: made', '', {}, false, made],
    ['a table stands there: rows are inserted', '', standing('table'), false, added('insert (x)')],
    ['with a unique key: merged', ', uniqueKey: ["x"]', standing('table'), false, added('merge (x) on x')],
    ['a view stands there: made', '', standing('view'), false, made],
    ['full refresh: made', '', standing('table'), true, made],
    ['full refresh of a protected table: inserted', ', protected: true', standing('table'), true, added('insert (x)')],
    ['full refresh of a protected one that is missing: made', ', protected: true', {}, true, made],
  ])('incremental, %s', async (_, config, relations, fullRefresh, expected) => {
    const { engine } = await run(incremental(config), { relations, describes }, { fullRefresh });
    expect(engine.calls.slice(1)).toEqual(expected);
  });

  test('a disabled model is left out, and what reads it runs', async () => {
    const { engine, result } = await run(
      compiled({
        a: 'config { type: "table", disabled: true }\nSELECT 1 AS x\n',
        b: 'config { type: "table" }\nSELECT x FROM ${ref("a")}\n',
      }),
    );
    expect(engine.calls).toEqual(['schema shop.scoring', 'table scoring.b: SELECT x FROM `shop.scoring.a`']);
    expect(outcomes(result)).toEqual({ a: 'disabled', b: 'succeeded' });
  });

  test('a selection runs without what it reads', async () => {
    const { engine } = await run(graph, {}, { select: ['b'] });
    expect(engine.calls.filter((call) => !call.startsWith('schema') && !call.startsWith('query'))).toEqual([
      'view scoring.b: SELECT x FROM `shop.scoring.a`',
      "view scoring_assertions.scoring_b_assertions_rowConditions: SELECT 'x IS NOT NULL' AS failing_row_condition, * FROM `shop.scoring.b` WHERE NOT (x IS NOT NULL)",
    ]);
  });
});

describe('columns that change under an incremental table', () => {
  const place = { file: 'definitions/t.sqlx', line: 2, column: 1 };
  const lacks = {
    code: 'run/column-lacking',
    severity: 'error',
    place,
    what: 'The incremental query of t lacks the column "old" of its table.',
    why: 'Rows are added in the columns of the existing table.',
    todo: 'Run with --full-refresh to rebuild the table.',
  };
  const adds = {
    code: 'run/column-added',
    severity: 'error',
    place,
    what: 'The incremental query of t has a column "new" that its table lacks.',
    why: 'Its onSchemaChange is FAIL.',
    todo: 'Run with --full-refresh to rebuild the table.',
  };
  const addsSilently = {
    ...adds,
    severity: 'warning',
    why: 'Rows are added in the columns of the existing table, so this one is left out.',
  };
  const insert = (columns: string) => `insert (${columns}) scoring.t: SELECT 1 AS x`;
  const rewrite = (list: string) => `table scoring.t: SELECT ${list} FROM \`shop.scoring.t\``;

  test.each([
    ['IGNORE', ['x'], ['x'], [insert('x')], []],
    ['IGNORE', ['x'], ['x', 'new'], [insert('x')], [addsSilently]],
    ['IGNORE', ['x', 'old'], ['x'], [], [lacks]],
    ['FAIL', ['x', 'old'], ['x', 'new'], [], [lacks, adds]],
    ['EXTEND', ['x'], ['x', 'new'], [rewrite('`x`, CAST(NULL AS INT64) AS `new`'), insert('x, new')], []],
    ['EXTEND', ['x', 'old'], ['x', 'new'], [], [lacks]],
    ['SYNCHRONIZE', ['x', 'old'], ['x', 'new'], [rewrite('`x`, CAST(NULL AS INT64) AS `new`'), insert('x, new')], []],
    ['IGNORE', ['X'], ['x'], [insert('X')], []],
  ])('%s: table %j, query %j', async (onSchemaChange, table, query, expected, problems) => {
    const { engine, result } = await run(
      compiled({ t: `config { type: "incremental", onSchemaChange: "${onSchemaChange}" }\nSELECT 1 AS x\n` }),
      {
        relations: { t: { kind: 'table', columns: table.map(column) } },
        describes: { SELECT: query.map(column) },
      },
    );
    expect(engine.calls.slice(1)).toEqual(expected);
    expect(result.actions[0]?.problems).toEqual(problems);
    expect(outcomes(result)).toEqual({ t: expected.length === 0 ? 'failed' : 'succeeded' });
  });

  test('a protected table is not sent to a full refresh that would leave it', async () => {
    const { result } = await run(compiled({ t: 'config { type: "incremental", protected: true }\nSELECT 1 AS x\n' }), {
      relations: { t: { kind: 'table', columns: [column('old'), column('x')] } },
      describes: { SELECT: [column('x')] },
    });
    expect(result.actions[0]?.problems).toEqual([
      {
        ...lacks,
        todo: 't is protected, so a full refresh leaves it: set onSchemaChange: "EXTEND" to add columns, or change the table by hand.',
      },
    ]);
  });
});

describe('failures', () => {
  const graph = compiled({
    a: 'config { type: "table" }\nSELECT 1 AS x\n',
    b: 'config { type: "table", assertions: { nonNull: ["x"] } }\nSELECT x FROM ${ref("a")}\n',
    c: 'config { type: "table" }\nSELECT x FROM ${ref("b")}\n',
    other: 'config { type: "table" }\nSELECT 2 AS x\n',
    last: 'config { type: "table" }\nSELECT 2 AS x FROM ${ref("c")} JOIN ${ref("other")} USING (x)\n',
  });
  const check = 'scoring_b_assertions_rowConditions';

  test('what reads a failed model is skipped and says because of which; the rest runs', async () => {
    const { result } = await run(graph, { failing: { a: 'The disk is full.' } });
    expect(result.status).toBe('failed');
    expect(outcomes(result)).toEqual({
      a: 'failed',
      other: 'succeeded',
      b: 'skipped',
      c: 'skipped',
      [check]: 'skipped',
      last: 'skipped',
    });
    expect(result.actions.map(({ action, because }) => [action.target.name, because]).filter(([, why]) => why)).toEqual(
      [
        ['b', ['a']],
        ['c', ['a']],
        [check, ['a']],
        ['last', ['a']],
      ],
    );
    expect(result.actions[0]?.problems).toEqual([
      { code: 'engine/sql-failed', severity: 'error', what: 'The disk is full.' },
    ]);
  });

  test('a failed assertion gives its count and at most five rows, and stops nobody who did not ask', async () => {
    const sample = [1, 2, 3, 4, 5].map((x) => ({ x }));
    const { result } = await run(graph, {
      queries: { 'COUNT(*)': [{ failing_row_condition: 'x IS NOT NULL', failing_rows: 1234 }], 'LIMIT 5': sample },
    });
    expect(result.status).toBe('failed');
    expect(outcomes(result)).toEqual({
      a: 'succeeded',
      other: 'succeeded',
      b: 'succeeded',
      c: 'succeeded',
      [check]: 'failed',
      last: 'succeeded',
    });
    const failed = result.actions.find(({ status }) => status === 'failed');
    expect({ rows: failed?.rows, sample: failed?.sample, problems: failed?.problems }).toEqual({
      rows: 1234,
      sample,
      problems: [
        {
          code: 'run/assertion-failed',
          severity: 'error',
          place: { file: 'definitions/b.sqlx', line: 1, column: 50, length: 1 },
          what: 'b: x is NULL in 1,234 rows.',
          todo: `All of them: SELECT * FROM \`shop.scoring_assertions.${check}\``,
        },
      ],
    });
  });

  test('an assertion that a model depends on stops it', async () => {
    const { result } = await run(
      compiled({
        a: 'config { type: "table", assertions: { nonNull: ["x"] } }\nSELECT 1 AS x\n',
        b: 'config { type: "table", dependOnDependencyAssertions: true }\nSELECT x FROM ${ref("a")}\n',
      }),
      { queries: { 'COUNT(*)': [{ failing_rows: 1 }] } },
    );
    expect(outcomes(result)).toEqual({
      a: 'succeeded',
      scoring_a_assertions_rowConditions: 'failed',
      b: 'skipped',
    });
  });
});

describe('order and parallelism', () => {
  const graph = compiled(
    Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'config { type: "table" }\nSELECT 1 AS x\n'])),
  );

  test.each([1, 2, 3])('at most %i at once', async (parallel) => {
    const { engine } = await run(graph, {}, { parallel });
    expect(engine.mostInFlight).toBe(parallel);
  });

  test('every start and finish is told, with a counter', async () => {
    const events: RunEvent[] = [];
    await run(graph, {}, { onProgress: (event) => events.push(event), select: ['a', 'b'] });
    expect(
      events.map((event) => [
        event.kind,
        event.kind === 'started' ? event.action.target.name : event.result.action.target.name,
        `${event.done}/${event.total}`,
      ]),
    ).toEqual([
      ['started', 'a', '0/2'],
      ['finished', 'a', '1/2'],
      ['started', 'b', '1/2'],
      ['finished', 'b', '2/2'],
    ]);
  });
});

describe('an interrupt', () => {
  const graph = compiled({
    a: 'config { type: "table" }\nSELECT 1 AS x\n',
    b: 'config { type: "table" }\nSELECT x FROM ${ref("a")}\n',
    c: 'config { type: "table" }\nSELECT x FROM ${ref("b")}\n',
  });

  test('stops what is in flight, begins nothing else, and says which is which', async () => {
    const engine = new FakeEngine({ held: ['b'] });
    const controller = new AbortController();
    const running = runGraph(graph, engine, { clock: ticking(), signal: controller.signal });
    await engine.holding;
    controller.abort();
    const result = await running;
    expect(result.status).toBe('interrupted');
    expect(outcomes(result)).toEqual({ a: 'succeeded', b: 'interrupted', c: 'skipped' });
    expect(engine.calls.slice(1)).toEqual([
      'table scoring.a: SELECT 1 AS x',
      'table scoring.b: SELECT x FROM `shop.scoring.a`',
      'interrupt',
    ]);
  });

  test('that comes when the last write is already done changes nothing', async () => {
    const controller = new AbortController();
    const { result } = await run(
      graph,
      {},
      {
        signal: controller.signal,
        onProgress: (event) => {
          if (event.kind === 'finished' && event.done === event.total) controller.abort();
        },
      },
    );
    expect(result.status).toBe('succeeded');
  });

  test('before anything began leaves everything as it was', async () => {
    const { engine, result } = await run(graph, {}, { signal: AbortSignal.abort() });
    expect(result.status).toBe('interrupted');
    expect(outcomes(result)).toEqual({ a: 'skipped', b: 'skipped', c: 'skipped' });
    expect(engine.calls).toEqual([]);
  });
});
