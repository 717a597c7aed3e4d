/** Points that a golden lead does not get, and why. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GoldenCase, readCase } from '../../scripts/golden/case.js';
import { runGolden } from '../../scripts/golden/run.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit', 'form', 'left'],
    rubric: `
rubric: dropped
version: 1
status: live
purpose: What does not count
outcome: { label: opportunity, within: 90d }
dimensions:
  fit: { criteria: { plan: { when: { field: lead.plan, is: gold }, points: 4 } } }
  intent:
    count_from: last_recycled_at
    breadth: { signals: { 2: 3 } }
    acts:
      visit: { points: 10, decay: { linear: 10d }, limit: { times: 1, per: month } }
      form: { points: 7 }
      left: { points: -1, resets: intent }
total: { sum: { fit: 1, intent: 1 } }
bands: [0]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
});
afterAll(() => project.close());

const given = `
case: What is dropped
rubric: dropped
as_of: 2026-06-10T12:00:00Z
given:
  leads:
    - { record_id: L1, email: ann@one.com, last_recycled_at: "2026-06-04T00:00:00Z" }
    - { record_id: L2, email: bob@two.com, plan: gold }
  events:
    - { event_id: e1, event_name: visit, email: ann@one.com, happened_at: "2026-06-03T10:00:00Z", known_at: "2026-06-03T10:00:00Z" }
    - { event_id: e2, event_name: form, email: ann@one.com, happened_at: "2026-06-05T10:00:00Z", known_at: "2026-06-05T10:00:00Z" }
    - { event_id: e3, event_name: left, email: ann@one.com, happened_at: "2026-06-06T10:00:00Z", known_at: "2026-06-06T10:00:00Z" }
    - { event_id: e4, event_name: visit, email: ann@one.com, happened_at: "2026-06-07T10:00:00Z", known_at: "2026-06-07T10:00:00Z" }
    - { event_id: e5, event_name: visit, email: ann@one.com, happened_at: "2026-06-08T10:00:00Z", known_at: "2026-06-08T10:00:00Z" }
    - { event_id: e6, event_name: visit, email: ann@one.com, happened_at: "2026-05-01T10:00:00Z", known_at: "2026-05-01T10:00:00Z" }
    - { event_id: e7, event_name: visit, email: bob@two.com, happened_at: "2026-06-09T10:00:00Z", known_at: "2026-06-09T10:00:00Z" }
    - { event_id: e8, event_name: form, email: bob@two.com, happened_at: "2026-06-09T10:00:00Z", known_at: "2026-06-09T10:00:00Z" }
expect:
`;

function read(expectations: string): { readonly golden?: GoldenCase; readonly problems: readonly { what: string }[] } {
  return readCase(project.project, 'rubrics/tests/case.yaml', `${given}${expectations}`);
}

async function problemsOf(expectations: string): Promise<readonly string[]> {
  const { golden, problems } = read(expectations);
  if (golden === undefined) throw new Error(problems.map((problem) => problem.what).join('\n'));
  const [result] = await runGolden(project.project, [golden], { clock: () => new Date(0) });
  return result?.problems.map((problem) => problem.what) ?? [];
}

test('[C5] by rule, and by why; what is too old is not among it', async () => {
  // The visit of seven days ago fell to the reset as well as to the recycling: the reset is told.
  const expectations = `
  - { lead: L1, total: 7, reasons: { visit: 8, left: -1 }, dropped: { visit: 10, visit.limit: 7, visit.reset: 3, form.reset: 7, form.limit: 0, left: 0 } }
  - { lead: L2, total: 23, reasons: { visit: 9, form: 7, breadth: 3, plan: 4 }, dropped: { visit: 0 } }
`;
  expect(await problemsOf(expectations)).toEqual([]);
});

test('a difference says what is dropped', async () => {
  expect(
    await problemsOf(
      '  - { lead: L1, dropped: { visit.count_from: 3, form: 7 } }\n  - { lead: L2, dropped: { form: 7 } }\n',
    ),
  ).toEqual([
    'What is dropped: visit.count_from drops 0 points of L1, not 3: dropped are 7 of form (reset); 7 of visit (limit); 3 of visit (reset).',
    'What is dropped: form drops 0 points of L2, not 7: nothing is dropped.',
  ]);
});

test('a reason that there is not', () => {
  expect(read('  - { lead: L1, dropped: { visit.age: 3 } }\n').problems.map((problem) => problem.what)).toEqual([
    '"visit.age" must be an act rule, perhaps with why its acts do not count: .limit, .reset or .count_from.',
  ]);
});
