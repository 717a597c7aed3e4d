import { expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { asserted, shownName } from '../../scripts/run/asserted.js';
import { assertionFailure } from '../../scripts/run/assertion-failure.js';
import { projectFolder } from '../graph/project-folder.js';

const config = `config {
  type: "table",
  description: "Acts. Grain: one row per lead and day.",
  assertions: {
    uniqueKeys: [["lead_id", "day"], ["act_key"]],
    nonNull: ["lead_id", "day"],
    rowConditions: ["note != 'it\\\\'s \\\\\\\\ odd'"]
  }
}
SELECT 1 AS lead_id, 2 AS day, 3 AS act_key, 'x' AS note
`;
const graph = compileProject(
  projectFolder({
    'definitions/acts.sqlx': config,
    'definitions/own.sqlx': 'config { type: "assertion" }\nSELECT 1 AS x\n',
  }),
  {},
);
const assertions = graph.actions.flatMap((action) => (action.kind === 'assertion' ? [action] : []));

test("reads off Dataform's SQL what a config asserts", () => {
  expect(assertions.map((action) => [shownName(action), asserted(action)])).toEqual([
    ['own', { kind: 'query' }],
    [
      'acts: conditions',
      { kind: 'conditions', conditions: ["note != 'it\\'s \\\\ odd'", 'lead_id IS NOT NULL', 'day IS NOT NULL'] },
    ],
    ['acts: unique (lead_id, day)', { kind: 'unique', columns: ['lead_id', 'day'] }],
    ['acts: unique act_key', { kind: 'unique', columns: ['act_key'] }],
  ]);
});

test('says in words what a failed assertion means, at the word of the config', () => {
  const broken = [
    { condition: 'day IS NOT NULL', rows: 1 },
    { condition: "note != 'it\\'s \\\\ odd'", rows: 2_000 },
  ];
  const problems = assertions.flatMap((action) =>
    assertionFailure(graph, action, { rows: action.parent ? 2 : 1, broken }),
  );
  expect(problems.map(({ place, what, why }) => [place?.line, place?.column, what, why])).toEqual([
    [1, 1, 'The assertion own found 1 row.', 'An assertion asks for the rows that must not exist.'],
    [6, 27, 'acts: day is NULL in 1 row.', undefined],
    [7, 5, "acts: 2,000 rows break the condition note != 'it\\'s \\\\ odd'.", undefined],
    [
      5,
      31,
      'acts: (lead_id, day) is not unique: 2 combinations occur more than once.',
      'It is to hold one row per lead and day.',
    ],
    [5, 40, 'acts: act_key is not unique: 2 values occur more than once.', 'It is to hold one row per lead and day.'],
  ]);
});
