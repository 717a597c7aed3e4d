/** What a golden lead may expect beside its points: letters, the cell, what is done, who decided, the arm of an experiment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GoldenCase, readCase } from '../../scripts/golden/case.js';
import { runGolden } from '../../scripts/golden/run.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: `
rubric: expected
version: 1
status: live
purpose: Everything that a golden lead may expect
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria: { plan: { when: { field: lead.plan, is: gold }, points: 40 } }
    grades: { A: 40, B: 0 }
  intent: { acts: { demo: { points: 20 } } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0]
grid: { rows: { fit: [40] }, columns: { intent: [10] }, cells: { low_low: out, low_high: warm_up, high_low: look, high_high: call } }
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: contact, within: 5m } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
hold: [ { when: { field: lead.role, unknown: true }, reason: enrichment } ]
overrides: { from: stg_overrides }
experiment: { salt: s, variants: { tailored: { share: 100%, action: { do: call }, why: w } } }
`,
  });
});
afterAll(() => project.close());

const given = `
case: Who decided
rubric: expected
as_of: 2026-06-10T00:00:00Z
given:
  leads:
    - { record_id: L1, email: ann@one.com, plan: gold, role: boss }
    - { record_id: L2, email: bob@two.com, plan: gold }
    - { record_id: L3, email: cas@three.com, role: boss }
  events:
    - { event_id: e1, event_name: demo, email: cas@three.com, happened_at: "2026-06-01T00:00:00Z", known_at: "2026-06-01T00:00:00Z" }
  overrides:
    - { record_id: o1, email: bob@two.com, tier: cold, owner: Kim, reason: met, set_at: "2026-06-01T00:00:00Z", expires_on: 2026-07-01 }
expect:
`;

function goldenOf(expectations: string): GoldenCase {
  const { golden, problems } = readCase(project.project, 'rubrics/tests/case.yaml', `${given}${expectations}`);
  if (golden === undefined) throw new Error(problems.map((problem) => problem.what).join('\n'));
  return golden;
}

test('they pass when they are so', async () => {
  const golden = goldenOf(`
  - { lead: L1, total: 40, grades: { fit: A }, cell: look, tier: hot, computed_tier: hot, action: call, action_due_minutes: null, disposition: call, dispositions: "action: call", experiment_arm: tailored, variant: tailored, is_primary: true }
  - { lead: L2, tier: cold, computed_tier: hot, action: nothing, disposition: overridden, dispositions: "overridden: met (Kim, until 2026-07-01); held: enrichment; action: nothing", experiment_arm: tailored, variant: null, route_to: null }
  - { lead: L3, grades: { fit: B }, cell: warm_up, tier: cold, suppressed_because: null }
`);
  const [result] = await runGolden(project.project, [golden], { clock: () => new Date(0) });
  expect(result?.problems.map((problem) => problem.what)).toEqual([]);
});

test('each fails by name when it is not', async () => {
  const golden = goldenOf(`
  - { lead: L1, grades: { fit: B }, cell: out, computed_tier: cold, action: contact, action_due_minutes: 5, disposition: held, dispositions: x, experiment_arm: null, variant: null, is_primary: false }
`);
  const [result] = await runGolden(project.project, [golden], { clock: () => new Date(0) });
  expect(result?.problems.map((problem) => problem.what)).toEqual([
    'Who decided: fit_grade of L1 is A, not B.',
    'Who decided: cell of L1 is look, not out.',
    'Who decided: computed_tier of L1 is hot, not cold.',
    'Who decided: action of L1 is call, not contact.',
    'Who decided: action_due_minutes of L1 is NULL, not 5.',
    'Who decided: disposition of L1 is call, not held.',
    'Who decided: dispositions of L1 is action: call, not x.',
    'Who decided: experiment_arm of L1 is tailored, not NULL.',
    'Who decided: variant of L1 is tailored, not NULL.',
    'Who decided: is_primary of L1 is true, not false.',
  ]);
});
