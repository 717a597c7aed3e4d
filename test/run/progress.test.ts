import { describe, expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { createProgress } from '../../scripts/run/progress.js';
import { reportLines, runAsJson } from '../../scripts/run/report.js';
import type { ActionResult, RunResult } from '../../scripts/run/result.js';
import { projectFolder } from '../graph/project-folder.js';

const graph = compileProject(
  projectFolder({
    'definitions/int_acts.sqlx': 'config { type: "table", assertions: { nonNull: ["x"] } }\nSELECT 1 AS x\n',
    'definitions/int_people.sqlx': 'config { type: "view" }\nSELECT 1 AS x\n',
    'definitions/lead_scores.sqlx':
      'config { type: "table" }\nSELECT x FROM ${ref("int_acts")} JOIN ${ref("int_people")} USING (x)\n',
  }),
);
const check = 'scoring_int_acts_assertions_rowConditions';

function resultOf(name: string, more: Partial<ActionResult>): ActionResult {
  const action = graph.actions.find((candidate) => candidate.target.name === name);
  if (action === undefined) throw new Error(`no action ${name}`);
  return {
    action,
    status: 'succeeded',
    startedAt: new Date('2026-01-31T06:00:00Z'),
    seconds: 0.25,
    problems: [],
    ...more,
  };
}

const actions = [
  resultOf('int_acts', { rows: 1_234_567, seconds: 12.34 }),
  resultOf('int_people', {}),
  resultOf('lead_scores', { status: 'interrupted', seconds: 3 }),
  resultOf(check, { rows: 0 }),
];
const run: RunResult = {
  status: 'interrupted',
  startedAt: new Date('2026-01-31T06:00:00Z'),
  finishedAt: new Date('2026-01-31T06:00:16.500Z'),
  actions,
};

function shown(isTty: boolean, quiet = false): string[] {
  const written: string[] = [];
  const progress = createProgress({ write: (text) => written.push(text), isTty, columns: 40 }, { quiet });
  actions.forEach((result, index) => {
    progress.onProgress({ kind: 'started', action: result.action, done: index, total: 4 });
    if (index === 0) return;
    const earlier = actions[index - 1];
    if (earlier !== undefined) progress.onProgress({ kind: 'finished', result: earlier, done: index, total: 4 });
  });
  const last = actions.at(-1);
  if (last !== undefined) progress.onProgress({ kind: 'finished', result: last, done: 4, total: 4 });
  progress.finish(run);
  return written;
}

describe('progress', () => {
  test('without a terminal: a line per finished model, and a summary; passed assertions are only counted', () => {
    expect(shown(false).join('')).toBe(
      [
        '1/4  int_acts                                         1,234,567 rows    12.3 s',
        '2/4  int_people                                                 view     0.3 s',
        '3/4  lead_scores                                         interrupted     3.0 s',
        '3 models and 1 assertion in 16.5 s: 3 succeeded, 1 interrupted',
        '',
      ].join('\n'),
    );
  });

  test('on a terminal: one line, written over, cut to its width', () => {
    expect(shown(true)).toEqual([
      '\r\u001b[K0/4  int_acts',
      '\r\u001b[K1/4  int_acts, int_people',
      '\r\u001b[K1/4  int_people',
      '\r\u001b[K2/4  int_people, lead_scores',
      '\r\u001b[K2/4  lead_scores',
      '\r\u001b[K3/4  lead_scores, int_acts: not null',
      '\r\u001b[K3/4  int_acts: not null',
      '\r\u001b[K4/4  ',
      '\r\u001b[K3 models and 1 assertion in 16.5 s: 3 succeeded, 1 interrupted\n',
    ]);
  });

  test('quiet: nothing', () => {
    expect(shown(false, true)).toEqual([]);
  });
});

describe('the report', () => {
  test('after an interrupt names what is finished and what is as it was', () => {
    expect(reportLines(run)).toEqual([
      'Interrupted. Finished: 2 models (int_acts and int_people).',
      'lead_scores is as it was before.',
    ]);
  });

  test('shows rows of a failed assertion, harmless to a terminal, and who was skipped', () => {
    const failed = resultOf(check, {
      status: 'failed',
      rows: 1_007,
      sample: [
        { email: 'a@b.example\u001b[2J\u202e', x: null, at: ['1', 2n] },
        { email: `${'long'.repeat(20)}`, x: '1.5', at: [] },
      ],
    });
    const skipped = resultOf('lead_scores', { status: 'skipped', because: ['int_acts', 'int_people'] });
    expect(reportLines({ ...run, status: 'failed', actions: [failed, skipped] })).toEqual([
      'int_acts: not null:',
      '  email                                     x     at',
      '  a@b.example\\u001b[2J\\u202e                NULL  ["1","2"]',
      '  longlonglonglonglonglonglonglonglongl...  1.5   []',
      '  and 1,005 more',
      'What reads int_acts was built from these rows all the same: nothing waits for the assertion.',
      'Skipped, because int_acts and int_people failed: 1 model (lead_scores).',
    ]);
  });

  test('names at most five of those that were skipped, once per cause', () => {
    const skipped = (name: string, because: readonly string[]): ActionResult => {
      const result = resultOf('int_people', { status: 'skipped', because });
      return { ...result, action: { ...result.action, target: { ...result.action.target, name } } };
    };
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const many = [
      ...names.map((name) => skipped(name, ['int_acts'])),
      resultOf(check, { status: 'skipped', because: ['int_acts'] }),
      skipped('h', names),
    ];
    expect(reportLines({ ...run, status: 'failed', actions: many })).toEqual([
      'Skipped, because int_acts failed: 7 models and 1 assertion (a, b, c, d, e and 2 more).',
      'Skipped, because a, b, c, d, e and 2 more failed: 1 model (h).',
    ]);
  });

  test('is JSON for programs', () => {
    const [first] = actions;
    if (first === undefined) throw new Error('there is an action');
    const warned = {
      ...first,
      problems: [{ code: 'run/column-added', severity: 'warning' as const, what: 'A new column.' }],
    };
    expect(JSON.parse(runAsJson({ ...run, status: 'succeeded', actions: [warned] }))).toEqual({
      status: 'succeeded',
      started_at: '2026-01-31T06:00:00.000Z',
      finished_at: '2026-01-31T06:00:16.500Z',
      actions: [
        {
          name: 'int_acts',
          schema: 'scoring',
          kind: 'table',
          status: 'succeeded',
          rows: 1234567,
          rows_checked: null,
          seconds: 12.34,
          because: [],
          sample: [],
          problems: [
            {
              code: 'run/column-added',
              severity: 'warning',
              file: null,
              line: null,
              column: null,
              what: 'A new column.',
              why: null,
              todo: null,
            },
          ],
        },
      ],
      problems: [],
    });
  });
});
