/** What a golden lead may expect of other tables than its score, over several runs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCase } from '../../scripts/golden/case.js';
import { runGolden } from '../../scripts/golden/run.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

const rubric = `
rubric: back
version: 1
status: live
purpose: What sales says of it
outcome: { label: opportunity, within: 30d }
dimensions:
  fit:
    criteria:
      seats:
        field: lead.seats
        cases:
          - { at_least: 50, points: 50 }
          - { otherwise: true, points: 0 }
        unknown: { points: 0 }
  intent:
    acts:
      demo: { points: 40, decay: { until: 30d } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0, 50]
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: call, within: 1h } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;

const lists = 'time_zone: UTC\nlists:\n  rejection_reasons: [no budget, student]\n';

let project: OrderProject;
beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric,
    files: { 'rubrics/shared/standards.yaml': lists },
    columns: ['status', 'reason'],
  });
});
afterAll(() => project.close());

const given = `
case: Over two runs
rubric: back
earlier:
  - as_of: 2026-06-01T12:00:00Z
    given:
      leads:
        - { record_id: L1, email: ann@one.com, seats: 60, known_at: "2026-01-01T00:00:00Z" }
        - { record_id: L2, email: bob@two.com, known_at: "2026-01-01T00:00:00Z" }
as_of: 2026-06-05T12:00:00Z
given:
  leads:
    - { record_id: L1, email: ann@one.com, seats: 60, known_at: "2026-01-01T00:00:00Z" }
    - { record_id: L2, email: bob@two.com, known_at: "2026-01-01T00:00:00Z" }
  events:
    - { event_id: e1, event_name: demo, person_record_id: L2, happened_at: "2026-06-05T10:00:00Z", known_at: "2026-06-05T10:00:00Z" }
    - { event_id: e2, event_name: demo, person_record_id: L2, happened_at: "2026-08-05T10:00:00Z", known_at: "2026-08-05T10:00:00Z" }
  opportunities:
    - { record_id: o1, contact_id: L1, created_at: "2026-06-20T00:00:00Z", known_at: "2026-06-20T00:00:00Z" }
  status_history:
    - { record_id: h1, person_record_id: L1, status: Recycled, reason: No budget, happened_at: "2026-06-04T10:00:00Z", known_at: "2026-06-04T10:00:00Z" }
expect:
`;

async function problemsOf(expectations: string, of = project): Promise<readonly string[]> {
  const { golden, problems } = readCase(of.project, 'rubrics/tests/case.yaml', `${given}${expectations}`);
  if (golden === undefined) return problems.map(({ code, what }) => `${code}: ${what}`);
  const [result] = await runGolden(of.project, [golden], { clock: () => new Date(0) });
  return (result?.problems ?? []).map(({ what }) => what);
}

test('[G3] transitions, rejections and outcomes of tiers pass when they are so', async () => {
  expect(
    await problemsOf(`
  - lead: L1
    transition: null
    rejection: { reason: No budget, status: Recycled, tier: hot, was_acted_on: true, top_rule: fit.seats, days_after_entry: 2 }
    tier_outcome: { leads: 2, converted_before: 0, not_old_enough: 0, judged: 2, converted: 1 }
  - lead: L2
    transition: { from_tier: cold, to_tier: hot, direction: up, cause: new_fact, may_act: true, no_action_because: null }
    rejection: null
`),
  ).toEqual([]);
});

test('each fails by name when it is not', async () => {
  expect(
    await problemsOf(`
  - lead: L1
    transition: { from_tier: cold }
    rejection: { reason: student, status: Working, tier: null, was_acted_on: false, top_rule: intent.demo, days_after_entry: 3 }
    tier_outcome: { leads: 1, converted_before: 1, not_old_enough: 1, judged: 1, converted: 0 }
  - lead: L2
    transition: { from_tier: null, to_tier: cold, direction: down, cause: time, may_act: false, no_action_because: holdout }
    rejection: { reason: student }
    tier_outcome: null
`),
  ).toEqual([
    'Over two runs: L1 has no transition.',
    'Over two runs: reason of the rejection of L1 is No budget, not student.',
    'Over two runs: status of the rejection of L1 is Recycled, not Working.',
    'Over two runs: tier of the rejection of L1 is hot, not NULL.',
    'Over two runs: was_acted_on of the rejection of L1 is true, not false.',
    'Over two runs: top_rule of the rejection of L1 is fit.seats, not intent.demo.',
    'Over two runs: days_after_entry of the rejection of L1 is 2, not 3.',
    'Over two runs: leads of the tier outcome of L1 is 2, not 1.',
    'Over two runs: converted_before of the tier outcome of L1 is 0, not 1.',
    'Over two runs: not_old_enough of the tier outcome of L1 is 0, not 1.',
    'Over two runs: judged of the tier outcome of L1 is 2, not 1.',
    'Over two runs: converted of the tier outcome of L1 is 1, not 0.',
    'Over two runs: from_tier of the transition of L2 is cold, not NULL.',
    'Over two runs: to_tier of the transition of L2 is hot, not cold.',
    'Over two runs: direction of the transition of L2 is up, not down.',
    'Over two runs: cause of the transition of L2 is new_fact, not time.',
    'Over two runs: may_act of the transition of L2 is true, not false.',
    'Over two runs: no_action_because of the transition of L2 is NULL, not holdout.',
    'Over two runs: L2 has no rejection.',
    'Over two runs: L2 has a tier outcome, and none was expected.',
  ]);
});

test('what no table or column tells is refused', async () => {
  expect(await problemsOf('  - { lead: L1, transition: { form_tier: hot } }\n')).toEqual([
    'rubric/unknown-key: "form_tier" is not a key of a transition.',
  ]);
});
