import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { translate } from '../../scripts/engine/duckdb/dialect.js';
import type { DuckDbEngine } from '../../scripts/engine/duckdb/duckdb-engine.js';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Engine } from '../../scripts/engine/engine.js';
import { compileProject } from '../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import { shownName } from '../../scripts/run/asserted.js';
import { distrust } from '../../scripts/run/held-assertions.js';
import { runAsJson } from '../../scripts/run/report.js';
import { type RunOptions, runGraph } from '../../scripts/run/run.js';
import { projectFolder } from '../graph/project-folder.js';
import { rowsScanned } from './rows-scanned.js';

const declared = (name: string) => `config { type: "declaration", schema: "raw", name: "${name}" }\n`;
const acts = (more = '', conditions = '"points > 0"') => `config {
  type: "incremental",
  ${more}
  assertions: { uniqueKey: ["stream", "event_id"], nonNull: ["day"], rowConditions: [${conditions}] }
}
SELECT stream, event_id, day, points FROM \${ref("raw_acts")}
`;
const files = {
  'definitions/raw_acts.sqlx': declared('raw_acts'),
  'definitions/raw_links.sqlx': declared('raw_links'),
  // Adds whatever is there, again in each run: nothing keeps a key from coming twice.
  'definitions/acts.sqlx': acts(),
  'definitions/noted.sqlx': acts('protected: true,'),
  'definitions/links.sqlx': `config {
  type: "incremental",
  uniqueKey: ["link_key"],
  assertions: { uniqueKeys: [["link_key"], ["label"]], nonNull: ["label"] }
}
SELECT link_key, label FROM \${ref("raw_links")}
`,
  'definitions/reader.sqlx': 'config { type: "view" }\nSELECT COUNT(*) AS act_count FROM ${ref("acts")}\n',
};
const graph = compileProject(projectFolder(files));
const changed = (other: Readonly<Record<string, string>>) => compileProject(projectFolder({ ...files, ...other }));

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await openDuckDb({ database: 'shop' });
  await engine.createSchema('shop', 'raw');
});
afterAll(() => engine.close());

const native = (sql: string) => engine.native(async (session) => (await session.run(sql)).getRows());
const give = (rows: string) =>
  native(`CREATE OR REPLACE TABLE shop.raw.raw_acts AS
    SELECT CAST(stream AS VARCHAR) AS stream, CAST(event_id AS VARCHAR) AS event_id, CAST(day AS DATE) AS day, points
    FROM (${rows}) AS t(stream, event_id, day, points)`);
const giveLinks = (rows: string) =>
  native(`CREATE OR REPLACE TABLE shop.raw.raw_links AS SELECT link_key, label FROM (${rows}) AS t(link_key, label)`);
const act = (stream: string, id: string, day = "'2026-01-02'", points = '1') =>
  `VALUES (${[stream, id, day, points].join(', ')})`;

async function run(options: Partial<RunOptions> & { graph?: CompiledGraph; on?: Engine } = {}) {
  return runGraph(options.graph ?? graph, options.on ?? engine, { clock: () => new Date(0), ...options });
}

/** Of the assertions that failed or that read no more than was written: what they read and said. */
function checks({ actions }: Awaited<ReturnType<typeof run>>, model = 'acts') {
  return Object.fromEntries(
    actions.flatMap(({ action, rows, rowsChecked, problems }) =>
      action.kind === 'assertion' && shownName(action).startsWith(`${model}:`)
        ? [
            [
              shownName(action).slice(model.length + 2),
              [rowsChecked ?? 'all', rows, ...problems.map(({ what }) => what)],
            ],
          ]
        : [],
    ),
  );
}

const unique = 'unique (stream, event_id)';
const fine = (read: number | 'all') => ({ conditions: [read, 0], [unique]: [read, 0] });
const increments = () => native("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'leadscore_increment%'");

/** A hundred acts and links, made anew and checked. */
beforeEach(async () => {
  await native('DROP TABLE IF EXISTS shop.scoring.noted');
  await give("SELECT 'ga4', 'e' || range, '2026-01-01', 1 FROM range(100)");
  await giveLinks("SELECT 'k' || range, 'l' || range FROM range(100)");
  expect((await run({ fullRefresh: true })).status).toBe('succeeded');
});

describe('an assertion of an incremental table', () => {
  test('reads what the run has written, and of older rows only their keys', async () => {
    // One breaks both conditions: where none does, DuckDB knows it from its statistics, and reads nothing.
    await give("SELECT 'ga4', 'n' || range, CASE WHEN range > 0 THEN '2026-01-02' END, range FROM range(3)");
    const scanned: Record<string, Readonly<Record<string, number>>> = {};
    const watching = new Proxy<Engine>(engine, {
      get: (_, name: keyof Engine) => {
        if (name !== 'query') return typeof engine[name] === 'function' ? engine[name].bind(engine) : engine[name];
        return async (sql: string) => {
          const kind = sql.includes('stored') ? 'unique' : 'conditions';
          if (sql.includes('failing_rows')) scanned[kind] = await rowsScanned(engine, translate(sql));
          return engine.query(sql);
        };
      },
    });
    const result = await run({ select: ['acts'], on: watching });
    expect([checks(result).conditions?.slice(0, 2), checks(result)[unique]]).toEqual([
      [3, 2],
      [3, 0],
    ]);
    expect(scanned).toEqual({
      // Once for each of the two conditions; what only a filter reads is not named.
      conditions: { 'leadscore_increment_of_acts()': 6 },
      unique: { 'acts(stream, event_id)': 103, 'leadscore_increment_of_acts(stream, event_id)': 3 },
    });
    expect(result.actions[0]?.rows).toBe(3);
  });

  test.each([
    ['a new row repeats an old key', act("'ga4'", "'e7'"), 1],
    ['two new rows have one key', `${act("'ga4'", "'n'")} UNION ALL ${act("'ga4'", "'n'", "'2026-01-03'")}`, 2],
    [
      'a NULL in a key of several columns counts as a value',
      `${act('NULL', "'n'")} UNION ALL ${act('NULL', "'n'")}`,
      2,
    ],
    ['two keys of NULLs alone', `${act('NULL', 'NULL')} UNION ALL ${act('NULL', 'NULL')}`, 2],
  ])('finds a doubled key: %s', async (_, rows, written) => {
    await give(rows);
    const result = await run();
    const these = written === 1 ? 'the 1 row' : `the ${written} rows`;
    expect(checks(result)).toEqual({
      conditions: [written, 0],
      [unique]: [
        written,
        1,
        `acts: (stream, event_id) is not unique: 1 combination in ${these} that this run wrote occurs more than once.`,
      ],
    });
  });

  test('a NULL is another key than an empty text, and than no NULL', async () => {
    await give(
      [act('NULL', "'n'"), act("''", "'n'"), act("'n'", 'NULL'), act('NULL', 'NULL'), act("''", "''")].join(
        ' UNION ALL ',
      ),
    );
    expect(checks(await run())).toEqual(fine(5));
  });

  test('a NULL that stood in a key before is found again', async () => {
    await give(act('NULL', "'n'"));
    expect(checks(await run())).toEqual(fine(1));
    expect(checks(await run())[unique]?.slice(0, 2)).toEqual([1, 1]);
  });

  test('finds what breaks a condition among the new rows', async () => {
    await give(`${act("'ga4'", "'n1'", 'NULL')} UNION ALL ${act("'ga4'", "'n2'", "'2026-01-02'", '-1')}`);
    const result = await run();
    expect(checks(result)).toEqual({
      [unique]: [2, 0],
      conditions: [
        2,
        2,
        'acts: day is NULL in 1 of the 2 rows that this run wrote.',
        'acts: 1 of the 2 rows that this run wrote breaks the condition points > 0.',
      ],
    });
    const failed = result.actions.find(({ status }) => status === 'failed');
    expect(failed?.problems[0]?.todo).toBe(
      'All of them, and of older rows: SELECT * FROM `shop.scoring_assertions.scoring_acts_assertions_rowConditions`',
    );
    expect(failed?.sample).toHaveLength(2);
    const told: unknown = JSON.parse(runAsJson(result));
    expect(told).toMatchObject({ actions: expect.arrayContaining([expect.objectContaining({ rows_checked: 2 })]) });
  });

  test.each(['acts', 'noted'])(
    'rows of before are counted by a full refresh, not by an increment: %s',
    async (model) => {
      await native(`INSERT INTO shop.scoring.${model} VALUES ('ga4', 'old', NULL, 1)`);
      await give(act("'ga4'", "'n'"));
      expect(checks(await run(), model)).toEqual(fine(1));
      await give("SELECT 'ga4', 'm' || range, CASE WHEN range = 0 THEN NULL ELSE '2026-01-02' END, 1 FROM range(2)");
      // What is protected is only added to, and read whole all the same.
      const nulls = model === 'noted' ? 'day is NULL in 2 rows.' : 'day is NULL in 1 row.';
      expect(checks(await run({ fullRefresh: true }), model).conditions?.slice(2)).toEqual([`${model}: ${nulls}`]);
    },
  );

  test('of a table that is merged into', async () => {
    await giveLinks("VALUES ('k1', 'l1'), ('k2', 'l3'), ('n', NULL)");
    expect(checks(await run(), 'links')).toEqual({
      'unique link_key': [3, 0],
      'unique label': [
        3,
        1,
        'links: label is not unique: 1 value in the 3 rows that this run wrote occurs more than once.',
      ],
      'not null': [3, 1, 'links: label is NULL in 1 of the 3 rows that this run wrote.'],
    });
  });
});

describe('the whole table is read', () => {
  const oneMore = () => give(act("'ga4'", "'n'"));

  test('until an assertion that failed holds again', async () => {
    await give(act("'ga4'", "'n'", 'NULL'));
    expect(checks(await run()).conditions?.slice(0, 2)).toEqual([1, 1]);
    await give(act("'ga4'", "'m'"));
    expect(checks(await run())).toEqual({ conditions: ['all', 1, 'acts: day is NULL in 1 row.'], [unique]: [1, 0] });
    await native('DELETE FROM shop.scoring.acts WHERE day IS NULL');
    await give(act("'ga4'", "'o'"));
    expect(checks(await run())).toEqual({ conditions: ['all', 0], [unique]: [1, 0] });
    await give(act("'ga4'", "'p'"));
    expect(checks(await run())).toEqual(fine(1));
  });

  test('after a run that wrote rows and did not check them', async () => {
    await give(act("'ga4'", "'e1'"));
    const without = acts().replace(/ {2}assertions:.*\n/, '');
    expect(checks(await run({ graph: changed({ 'definitions/acts.sqlx': without }) }))).toEqual({});
    await oneMore();
    expect(checks(await run())).toEqual({
      conditions: ['all', 0],
      [unique]: ['all', 1, 'acts: (stream, event_id) is not unique: 1 combination occurs more than once.'],
    });
  });

  test('after another command has written rows', async () => {
    await distrust(graph, engine, ['shop.scoring.acts']);
    await oneMore();
    const result = await run();
    expect([checks(result), checks(result, 'noted')]).toEqual([fine('all'), fine(1)]);
  });

  test('a name with quotes and backslashes is a name', async () => {
    const odd = 'shop.scoring.it\'s \\ "odd" -- `';
    const note = `VALUES ('${odd.replaceAll("'", "''")}', 'a', 'b')`;
    await native(`INSERT INTO shop.scoring.leadscore_held_assertions ${note}`);
    const models = () => native('SELECT DISTINCT model FROM shop.scoring.leadscore_held_assertions ORDER BY model');
    const before = await models();
    await distrust(graph, engine, [odd]);
    expect(await models()).toEqual(before.filter(([model]) => model !== odd));
    expect(before.map(([model]) => model)).toContain(odd);
  });

  test('by an assertion that was changed or is new', async () => {
    await oneMore();
    const other = changed({ 'definitions/acts.sqlx': acts('', '"points > 0", "points < 9"') });
    expect(checks(await run({ graph: other }))).toEqual({ conditions: ['all', 0], [unique]: [1, 0] });
  });

  test('by a condition that the rows alone do not decide', async () => {
    const other = changed({ 'definitions/acts.sqlx': acts('', '"day < CURRENT_DATE()"') });
    await run({ graph: other, fullRefresh: true });
    await oneMore();
    expect(checks(await run({ graph: other }))).toEqual({ conditions: ['all', 0], [unique]: [1, 0] });
  });

  test('by an assertion whose model is not written in the run', async () => {
    const result = await run({
      select: ['scoring_acts_assertions_rowConditions', 'scoring_acts_assertions_uniqueKey_0'],
    });
    expect(checks(result)).toEqual(fine('all'));
    await oneMore();
    expect(checks(await run())).toEqual(fine(1));
  });

  test('by a free-standing assertion', async () => {
    const other = changed({
      'definitions/own.sqlx': 'config { type: "assertion" }\nSELECT * FROM ${ref("acts")} WHERE points < 1\n',
    });
    await native("INSERT INTO shop.scoring.acts VALUES ('ga4', 'old', NULL, 0)");
    await oneMore();
    const own = (await run({ graph: other })).actions.find(({ action }) => action.target.name === 'own');
    expect([own?.rows, own?.rowsChecked]).toEqual([1, undefined]);
  });

  test('where another statement names the table, which may change rows of it', async () => {
    const other = changed({
      'definitions/mend.sqlx': 'config { type: "operations" }\nSELECT COUNT(*) FROM ${ref("acts")}\n',
    });
    await oneMore();
    expect(checks(await run({ graph: other }))).toEqual(fine('all'));
  });

  test('where a quarter of its keys and more were written: looking them up costs more', async () => {
    await give("SELECT 'ga4', 'n' || range, '2026-01-02', 1 FROM range(40)");
    expect(checks(await run())).toEqual({ conditions: [40, 0], [unique]: ['all', 0] });
  });

  test('where what is stored is not what the query gave', async () => {
    await native(
      'CREATE OR REPLACE TABLE shop.raw.raw_acts AS SELECT * REPLACE (CAST(points AS DECIMAL(38, 9)) AS points) FROM shop.raw.raw_acts',
    );
    await run({ fullRefresh: true });
    await native(
      "CREATE OR REPLACE TABLE shop.raw.raw_acts AS SELECT 'ga4' AS stream, 'n' AS event_id, DATE '2026-01-02' AS day, CAST(1 AS BIGINT) AS points",
    );
    expect(checks(await run())).toEqual(fine('all'));
  });
});

describe('the rows of a run are gone when it ends', () => {
  test.each([
    ['well', act("'ga4'", "'n'")],
    ['with an assertion that failed', act("'ga4'", "'e1'")],
    ['with a write that failed', "SELECT 'ga4', 'n', '2026-01-02', 'many'"],
  ])('%s', async (_, rows) => {
    await give(rows);
    await run();
    expect(await increments()).toEqual([]);
  });

  test('interrupted between the write and the assertions, and then all is read', async () => {
    await give(act("'ga4'", "'e1'"));
    const controller = new AbortController();
    let seen: unknown;
    const result = await run({
      signal: controller.signal,
      parallel: 1,
      select: ['acts'],
      onProgress: (event) => {
        if (event.kind !== 'finished' || event.result.action.target.name !== 'acts') return;
        seen = event.result.status;
        controller.abort();
      },
    });
    expect([result.status, seen, await increments()]).toEqual(['interrupted', 'succeeded', []]);
    await give(act("'ga4'", "'n'"));
    expect(checks(await run())[unique]?.slice(0, 2)).toEqual(['all', 1]);
  });

  test('what a killed run has left is dropped by the next one', async () => {
    await native('CREATE TABLE shop.scoring.leadscore_increment_of_acts AS SELECT 1 AS nothing_of_ours');
    // A run notes what holds when it ends.
    await native("DELETE FROM shop.scoring.leadscore_held_assertions WHERE model LIKE '%acts'");
    await give(act("'ga4'", "'n'"));
    expect(checks(await run())).toEqual(fine('all'));
    expect(await increments()).toEqual([]);
  });
});
