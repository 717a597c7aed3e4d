import { describe, expect, test } from 'vitest';
import { type Engine, EngineInterrupted } from '../../scripts/engine/engine.js';
import { type Problem, ProblemError } from '../../scripts/problem.js';
import { runCommand, type RunCommandOptions, type RunCommandParts } from '../../scripts/run/command.js';
import { projectFolder } from '../graph/project-folder.js';
import { FakeEngine, type FakeWarehouse } from './fake-engine.js';

const directory = projectFolder({
  'definitions/as_of.sqlx': 'config { type: "view" }\nSELECT \'${dataform.projectConfig.vars.as_of}\' AS as_of\n',
  'definitions/scores.sqlx':
    'config { type: "table", assertions: { nonNull: ["x"] } }\nSELECT 1 AS x FROM ${ref("as_of")}\n',
});
const check = 'scoring_scores_assertions_rowConditions';

/** Runs the command on a recording engine; text is what a user would see. */
async function command(
  options: Partial<RunCommandOptions> = {},
  warehouse: FakeWarehouse = {},
  parts: Partial<RunCommandParts> = {},
) {
  const engine = new FakeEngine(warehouse);
  const text: string[] = [];
  const json: string[] = [];
  const problems: Problem[] = [];
  const exitCode = await runCommand(
    { directory, commandLine: 'leadscore run', ...options },
    {
      openEngine: () => Promise.resolve(engine),
      loadRaw: () => Promise.resolve(),
      output: { write: (part) => json.push(part) },
      progress: { write: (part) => text.push(part), isTty: false, columns: 80 },
      showProblems: (found) => problems.push(...found),
      warn: (found) => problems.push(...found),
      clock: () => new Date('2026-01-31T06:00:00Z'),
      runId: 'run-1',
      ...parts,
    },
  );
  return { exitCode, text: text.join(''), json: json.join(''), problems, engine };
}

/** A clock, what is made for its moment, and a model that reads both and one that reads neither. */
const clocked = projectFolder({
  'definitions/int_as_of.sqlx': 'config { type: "view" }\nSELECT 1 AS as_of\n',
  'definitions/facts.sqlx': 'config { type: "table" }\nSELECT as_of FROM ${ref("int_as_of")}\n',
  'definitions/names.sqlx': 'config { type: "table" }\nSELECT 1 AS name\n',
  'definitions/scores.sqlx':
    'config { type: "table" }\nSELECT 1 AS x FROM ${ref("facts")} CROSS JOIN ${ref("names")}\n',
});

describe('a moment that the selection does not reach', () => {
  const asOf = '2026-01-31';
  test('is a warning that names the tables of the earlier run', async () => {
    const { exitCode, problems } = await command({ directory: clocked, asOf, select: ['scores'] });
    expect({ exitCode, problems }).toEqual({
      exitCode: 0,
      problems: [
        {
          code: 'run/stale-clock',
          severity: 'warning',
          what: 'The selection reads facts, which stays as of an earlier run.',
          why: '--as-of 2026-01-31T00:00:00Z reaches only the models that are selected.',
          todo: 'Select +<model> to make what it reads, too, or int_as_of+ for everything that depends on the moment.',
        },
      ],
    });
  });

  test.each([
    ['of a selection that makes them', { asOf, select: ['int_as_of+'] }],
    ['of what does not read them', { asOf, select: ['names'] }],
    ['without a moment asked for', { select: ['scores'] }],
  ])('is none %s', async (_, options) => {
    expect((await command({ directory: clocked, ...options })).problems).toEqual([]);
  });
});

describe('checks of raw rows look at all of them', () => {
  const reading = projectFolder({
    'definitions/int_events.sqlx':
      'config { type: "incremental" }\nSELECT \'${dataform.projectConfig.vars.check}\' AS x\n',
  });
  const columns = [{ name: 'x', type: 'STRING' }];
  const existing = { relations: { int_events: { kind: 'table' as const, columns } }, describes: { 'AS x': columns } };
  const looksAt = async (options: Partial<RunCommandOptions>, warehouse: FakeWarehouse): Promise<string> => {
    const { engine } = await command({ directory: reading, ...options }, warehouse);
    return /SELECT '(\w+)' AS x/.exec(engine.calls.join('\n'))?.[1] ?? 'nothing';
  };

  test('in a first load and with --full-refresh', async () => {
    expect(await looksAt({}, {})).toBe('everything');
    expect(await looksAt({ fullRefresh: true }, existing)).toBe('everything');
    expect(await looksAt({}, existing)).toBe('undefined');
  });
});

describe('leadscore run', () => {
  test('compiles with the moment asked for, runs, logs, says what it did, closes: 0', async () => {
    const ran = await command({ asOf: '2026-01-31T18:00:00+01:00' });
    expect({ ...ran, engine: ran.engine.calls, log: ran.engine.appended }).toEqual({
      exitCode: 0,
      json: '',
      problems: [],
      text: [
        '1/3  as_of                                                      view     0.0 s',
        '2/3  scores                                                    1 row     0.0 s',
        '2 models and 1 assertion in 0.0 s: 3 succeeded',
        '',
      ].join('\n'),
      engine: [
        'schema shop.scoring',
        'schema shop.scoring_assertions',
        "view scoring.as_of: SELECT '2026-01-31T17:00:00Z' AS as_of",
        'table scoring.scores: SELECT 1 AS x FROM `shop.scoring.as_of`',
        `view scoring_assertions.${check}: SELECT 'x IS NOT NULL' AS failing_row_condition, * FROM \`shop.scoring.scores\` WHERE NOT (x IS NOT NULL)`,
        `query SELECT COUNT(*) AS failing_rows FROM \`shop.scoring_assertions.${check}\``,
        'schema shop.scoring',
        'close',
      ],
      log: {
        leadscore_runs: [
          {
            run_id: 'run-1',
            started_at: '2026-01-31T06:00:00.000Z',
            finished_at: '2026-01-31T06:00:00.000Z',
            as_of: '2026-01-31T17:00:00Z',
            engine: 'duckdb',
            command: 'leadscore run',
            status: 'succeeded',
            models: 2,
            failed: 0,
          },
        ],
        leadscore_run_actions: [
          { name: 'as_of', kind: 'view', rows: null },
          { name: 'scores', kind: 'table', rows: 1 },
          { name: check, kind: 'assertion', rows: 0, schema: 'scoring_assertions' },
        ].map(({ name, kind, rows, schema = 'scoring' }) => ({
          run_id: 'run-1',
          action: `${schema}.${name}`,
          kind,
          status: 'succeeded',
          rows,
          started_at: '2026-01-31T06:00:00.000Z',
          seconds: '0',
          message: null,
        })),
      },
    });
  });

  test('a failed assertion: 1, with model, assertion, count and rows', async () => {
    const ran = await command(
      { quiet: true },
      {
        queries: {
          'COUNT(*)': [{ failing_row_condition: 'x IS NOT NULL', failing_rows: 2 }],
          'LIMIT 5': [{ x: null }, { x: null }],
        },
      },
    );
    expect(ran.exitCode).toBe(1);
    expect(ran.problems).toEqual([
      {
        code: 'run/assertion-failed',
        severity: 'error',
        place: { file: 'definitions/scores.sqlx', line: 1, column: 50, length: 1 },
        what: 'scores: x is NULL in 2 rows.',
        todo: `All of them: SELECT * FROM \`shop.scoring_assertions.${check}\``,
      },
    ]);
    expect(ran.text).toBe(
      [
        'scores: not null:',
        '  x',
        '  NULL',
        '  NULL',
        'What reads scores was built from these rows all the same: nothing waits for the assertion.',
        '',
      ].join('\n'),
    );
  });

  test("an engine's problem is shown as it is, and what reads the model is named as skipped: 1", async () => {
    const ran = await command({ quiet: true }, { failing: { as_of: 'The disk is full.' } });
    expect(ran.exitCode).toBe(1);
    expect(ran.problems).toEqual([
      { code: 'engine/sql-failed', severity: 'error', what: 'The disk is full. It stopped as_of.' },
    ]);
    expect(ran.text).toBe('Skipped, because as_of failed: 1 model and 1 assertion (scores).\n');
  });

  test('--json prints one document and nothing else there', async () => {
    const ran = await command({ json: true, quiet: true, select: ['as_of'] });
    expect(ran.text).toBe('');
    expect(JSON.parse(ran.json)).toEqual({
      status: 'succeeded',
      started_at: '2026-01-31T06:00:00.000Z',
      finished_at: '2026-01-31T06:00:00.000Z',
      actions: [
        {
          name: 'as_of',
          schema: 'scoring',
          kind: 'view',
          status: 'succeeded',
          rows: null,
          rows_checked: null,
          seconds: 0,
          because: [],
          sample: [],
          problems: [],
        },
      ],
      problems: [],
    });
  });

  test.each([
    ['a date that is none', { asOf: '2026-02-30' }, ['run/as-of']],
    [
      'models that nothing is called',
      { select: ['scors', 'tag:x'] },
      ['graph/unknown-selection', 'graph/unknown-selection'],
    ],
    ['a folder that is not there', { directory: '/nowhere' }, ['graph/no-project']],
  ])('wrong use, %s: 2, and nothing is opened', async (_, options, codes) => {
    const ran = await command(options);
    expect([ran.exitCode, ran.problems.map(({ code }) => code), ran.engine.calls]).toEqual([2, codes, []]);
  });

  test('a project that does not compile: 1, and nothing is opened', async () => {
    const ran = await command({
      directory: projectFolder({ 'definitions/a.sqlx': 'config { type: "view" }\nSELECT x FROM ${ref("b")}\n' }),
    });
    expect([ran.exitCode, ran.problems.map(({ code }) => code), ran.engine.calls]).toEqual([
      1,
      ['graph/unknown-model'],
      [],
    ]);
  });

  test('raw files that cannot be loaded: 1, nothing runs, the engine is closed', async () => {
    const missing: Problem = { code: 'raw/missing-file', severity: 'error', what: 'There is no file leads.csv.' };
    const ran = await command({}, {}, { loadRaw: () => Promise.reject(new ProblemError(missing)) });
    expect([ran.exitCode, ran.problems, ran.engine.calls]).toEqual([1, [missing], ['close']]);
  });

  test('a run log that cannot be written: 1, and the run is still told', async () => {
    class FullDisk extends FakeEngine {
      override append(): Promise<void> {
        return Promise.reject(new ProblemError({ code: 'engine/disk-full', severity: 'error', what: 'Full.' }));
      }
    }
    const ran = await command({}, {}, { openEngine: () => Promise.resolve<Engine>(new FullDisk()) });
    expect([ran.exitCode, ran.problems.map(({ code }) => code)]).toEqual([1, ['engine/disk-full']]);
    expect(ran.text.endsWith('2 models and 1 assertion in 0.0 s: 3 succeeded\n')).toBe(true);
  });

  test('Ctrl-C while raw files are loaded: the engine is told, nothing runs: 130', async () => {
    const controller = new AbortController();
    const ran = await command(
      {},
      {},
      {
        signal: controller.signal,
        loadRaw: (engine) => {
          controller.abort();
          return Promise.reject(engine instanceof FakeEngine ? new EngineInterrupted() : new Error('another engine'));
        },
      },
    );
    expect([ran.exitCode, ran.text, ran.problems, ran.engine.calls]).toEqual([
      130,
      'Interrupted while raw files were loaded; no model was begun.\n',
      [],
      ['interrupt', 'close'],
    ]);
  });

  test('Ctrl-C: 130, what is finished and what is as it was, and the log is written', async () => {
    const controller = new AbortController();
    const engine = new FakeEngine({ held: ['scores'] });
    const running = command(
      { quiet: true },
      {},
      { openEngine: () => Promise.resolve<Engine>(engine), signal: controller.signal },
    );
    await engine.holding;
    controller.abort();
    const ran = await running;
    expect([ran.exitCode, ran.text, ran.problems]).toEqual([
      130,
      'Interrupted. Finished: 1 model (as_of).\nscores is as it was before.\n',
      [],
    ]);
    expect(engine.appended['leadscore_run_actions']?.map((row) => [row['action'], row['status']])).toEqual([
      ['scoring.as_of', 'succeeded'],
      ['scoring.scores', 'interrupted'],
      [`scoring_assertions.${check}`, 'skipped'],
    ]);
  });
});
