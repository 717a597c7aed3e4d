import { describe, expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { inDependencyOrder, levels } from '../../scripts/graph/order.js';
import { selectActions } from '../../scripts/graph/select.js';
import { ProblemError } from '../../scripts/problem.js';
import { projectFolder } from './project-folder.js';

const model = (reads: readonly string[], extra = '') =>
  `config { type: "table"${extra} }\nSELECT 1 AS x${reads.map((name) => ` FROM \${ref("${name}")}`).join('')}\n`;

const graph = compileProject(
  projectFolder({
    'definitions/raw.sqlx': 'config { type: "declaration", schema: "raw_data", name: "events" }\n',
    'definitions/people.sqlx': model(['events'], ', assertions: { nonNull: ["x"] }, tags: ["daily"]'),
    'definitions/acts.sqlx': model(['events'], ', tags: ["hourly"]'),
    'definitions/scores.sqlx': model(['people', 'acts'], ', assertions: { uniqueKey: ["x"] }'),
    'definitions/tiers.sqlx': model(['scores']),
    'definitions/scores_add_up.sqlx': 'config { type: "assertion" }\nSELECT * FROM ${ref("scores")} WHERE x > 1\n',
  }),
);
const names = (actions: readonly { readonly target: { readonly name: string } }[]) =>
  actions.map((action) => action.target.name);
const peopleCheck = 'scoring_people_assertions_rowConditions';
const scoresCheck = 'scoring_scores_assertions_uniqueKey_0';

describe('order', () => {
  test('by level, then by name, whatever the order given', () => {
    const expected = [
      ['acts', 'people'],
      ['scores', peopleCheck],
      ['tiers', 'scores_add_up', scoresCheck],
    ];
    expect(levels(graph.actions).map(names)).toEqual(expected);
    expect(names(inDependencyOrder([...graph.actions].reverse()))).toEqual(expected.flat());
  });
});

describe('selectActions', () => {
  test.each([
    [['scores'], ['scores', scoresCheck]],
    [['scoring.scores'], ['scores', scoresCheck]],
    [['+scores'], ['acts', 'people', 'scores', peopleCheck, scoresCheck]],
    [['people+'], ['people', 'scores', peopleCheck, 'tiers', 'scores_add_up', scoresCheck]],
    [['+scores+'], ['acts', 'people', 'scores', peopleCheck, 'tiers', 'scores_add_up', scoresCheck]],
    [['tag:daily'], ['people', peopleCheck]],
    [['tag:hourly+'], ['acts', 'scores', 'tiers', 'scores_add_up', scoresCheck]],
    [['tiers, acts'], ['acts', 'tiers']],
    [
      ['tiers', 'acts'],
      ['acts', 'tiers'],
    ],
    [['scores_add_up'], ['scores_add_up']],
    [[], names(graph.actions)],
    [[' , '], names(graph.actions)],
  ])('%j', (selectors, expected) => {
    expect(names(selectActions(graph, selectors))).toEqual(expected);
  });

  test('names that nothing has, all at once', () => {
    let thrown: unknown;
    try {
      selectActions(graph, ['+scors,nothing_like_it', 'tag:dayly', 'events']);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toEqual(
      new ProblemError([
        {
          code: 'graph/unknown-selection',
          severity: 'error',
          what: 'No model is called "scors".',
          todo: 'Did you mean "scores"?',
        },
        {
          code: 'graph/unknown-selection',
          severity: 'error',
          what: 'No model is called "nothing_like_it".',
          todo: 'Use the name of a model, or tag:<tag>.',
        },
        {
          code: 'graph/unknown-selection',
          severity: 'error',
          what: 'No model has the tag "dayly".',
          todo: 'Did you mean "daily"?',
        },
        {
          code: 'graph/unknown-selection',
          severity: 'error',
          what: '"events" is a source, which is read and never built.',
          todo: 'Select what reads it: acts, people.',
        },
      ]),
    );
    expect(thrown instanceof ProblemError && thrown.problems.length).toBe(4);
  });
});
