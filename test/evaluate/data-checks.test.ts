import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDataChecks } from '../../scripts/evaluate/data-checks/all.js';
import { render } from '../../scripts/problem/render.js';
import type { DataBounds } from '../../scripts/rubric/model.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

const rubric = `rubric: small
version: 1
status: live
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    range: [0, 100]
    criteria:
      plan:
        field: lead.plan
        cases:
          - { is: gold, points: 20, label: has the gold plan }
          - { is: lead, points: 10, label: has a plan nobody has }
          - { otherwise: true, points: 0 }
        unknown: neutral
      country:
        field: lead.country
        cases:
          - { is: Spain, points: 5, label: lives in Spain }
          - { otherwise: true, points: 0 }
        unknown: neutral
      seats:
        field: lead.seats
        cases: [{ at_least: 5, points: 5 }, { otherwise: true, points: 0 }]
        unknown: neutral
  intent:
    range: [0, 100]
    acts:
      visited: { points: 10, decay: { until: 90d }, cap: 15 }
      called: { points: 30, decay: { until: 90d } }
      wrote: { points: 5, decay: { until: 90d } }
    families:
      web: { signals: [visited, wrote], cap: 19 }
total: { sum: { fit: 0.5, intent: 0.5 } }
bands: [0, 10]
tiers:
  - tier: hot
    when: { total: 5 }
    requires:
      gold: { field: lead.plan, is: gold }
      many_seats: { field: lead.seats, at_least: 5 }
    action: { do: contact }
  - { tier: warm, when: { total: 1 }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
suppress:
  - { when: { field: lead.plan, is: gold }, reason: has bought, unknown: ignore }
`;

/** 24 leads of Spain; every fourth has gold, no one has seats; all but two visited twice, by ever later days. */
const leads = Array.from({ length: 24 }, (_, index) => ({
  record_id: `L${index + 1}`,
  email: `p${index + 1}@firm${index + 1}.com`,
  plan: index % 4 === 0 ? 'gold' : 'tin',
  country: 'Spain',
  title: index % 4 === 0 ? 'Chief Buyer' : 'Clerk',
  created_at: '2026-01-01T00:00:00Z',
}));
const visits = leads.slice(2).flatMap(({ email }, index) =>
  [0, 1].map((more) => ({
    event_name: 'visited',
    email,
    happened_at: `2026-05-${String(1 + ((index + more) % 24)).padStart(2, '0')}T10:00:00Z`,
  })),
);
const wrote = leads
  .slice(0, 2)
  .map(({ email }) => ({ event_name: 'wrote', email, happened_at: '2026-06-29T10:00:00Z' }));

let scored: OrderProject;
beforeAll(async () => {
  scored = await openOrderProject({
    rubric,
    signals: ['visited', 'called', 'wrote'],
    files: {
      'rubrics/shared/standards.yaml':
        'time_zone: UTC\nseniority:\n  - executive: ["(?i)chief"]\n  - individual: ["(?i)clerk"]\n',
    },
  });
  await scored.run('2026-06-30', { leads, events: [...visits, ...wrote] });
});
afterAll(async () => {
  await scored.close();
});

async function found(bounds: Partial<DataBounds> = {}): Promise<readonly string[]> {
  const { project } = scored;
  const problems = await runDataChecks({
    project,
    rubrics: project.rubrics,
    bounds: { capsBindAtMost: 0.5, gatesRemoveAtMost: 0.7, silentTimes: 3, fewestLeads: 5, ...bounds },
    table: (model) => `\`@${model}\``,
    query: (sql) => scored.query(sql),
  });
  return problems.map((problem) => {
    expect(problem.severity).toBe('warning');
    return render([problem], 'text', () => undefined, { color: false, cwd: '/' })
      .split('\n')
      .slice(0, 2)
      .join(' ');
  });
}

test('what the tables of the run say, each with its count', async () => {
  expect(await found()).toMatchInlineSnapshot(`
    [
      "rubrics/shared/signals.yaml:2:3  data/silent-signal (warning)   "visited" has been silent for 38 days, since 2026-05-23; before that its longest pause was 1 day.",
      "rubrics/small.yaml:14:13  data/matches (warning)   Case 2 of "plan" (has a plan nobody has) matches none of 24 leads.",
      "rubrics/small.yaml:20:13  data/matches (warning)   Case 1 of "country" (lives in Spain) matches all 24 leads.",
      "rubrics/small.yaml:23:7  data/matches (warning)   What "seats" asks is unknown of all 24 leads.",
      "rubrics/small.yaml:30:7  data/cap-binds (warning)   The cap of "visited" binds for 100 % of the 22 leads that have such acts (22).",
      "rubrics/small.yaml:31:7  data/matches (warning)   "called" gives points to none of 24 leads.",
      "rubrics/small.yaml:41:7  data/gate-removes (warning)   The gate "gold" keeps 75 % of the 24 leads with the points out of the tier "hot" (18).",
      "rubrics/small.yaml:42:7  data/gate-removes (warning)   The gate "many_seats" keeps 100 % of the 24 leads with the points out of the tier "hot" (24, 24 of them because it is unknown).",
      "rubrics/small.yaml:47:5  data/suppressed-segment (warning)   All 6 leads of the seniority "executive" are suppressed by the rubric "small".",
    ]
  `);
});

test('nothing is said where the bounds are not passed', async () => {
  const quiet = await found({ capsBindAtMost: 1, gatesRemoveAtMost: 1, silentTimes: 50, fewestLeads: 25 });
  expect(quiet).toEqual([]);
});
