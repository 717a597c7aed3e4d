/** Step 11: a dimension is the sum of its rows, then its range; only then its letter and its step in the grid. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo', 'visit'],
    rubric: `
rubric: lettered
version: 1
status: live
purpose: Letters and a grid
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    range: [0, 70]
    criteria:
      plan: { when: { field: lead.plan, is: gold }, points: 80 }
      role:
        field: lead.role
        cases:
          - { is: clerk, points: -20 }
          - { is: intern, points: -90 }
          - { otherwise: true, points: 0 }
        unknown: neutral
    grades: { A: 75, B: 60, C: 25, D: 10 }
  intent:
    acts:
      demo: { points: 50 }
      visit: { points: 10, cap: 25 }
total: { sum: { fit: 0.5, intent: 0.5 } }
limits: [ { name: weak, when: { grade: { fit: [D] } }, total_at_most: 3 } ]
bands: [0, 10]
grid:
  rows: { fit: [60] }
  columns: { intent: [20, 50] }
  cells: { high_high: call, high_medium: watch, high_low: teach, low_high: ask, low_medium: wait, low_low: wait }
tiers:
  - { tier: graded, when: { all: [ { grade: { fit: [A, B] } }, { cell: [call] } ] }, action: { do: contact } }
  - { tier: asked, when: { cell: [ask, watch] }, action: { do: ask } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`,
  });
  const lead = (record: string, plan: string, role: string) => ({
    record_id: record,
    email: `${record.toLowerCase()}@firm.com`,
    plan,
    role,
  });
  const did = (record: string, event: string, times = 1) =>
    Array.from({ length: times }, (_, index) => ({
      event_id: `${record}${event}${index}`,
      event_name: event,
      email: `${record.toLowerCase()}@firm.com`,
      happened_at: `2026-06-0${index + 1}T10:00:00Z`,
    }));
  await project.run('2026-06-10T00:00:00Z', {
    leads: [
      lead('TOP', 'gold', 'boss'),
      lead('MIDDLE', 'gold', 'clerk'),
      lead('BELOW', 'free', 'intern'),
      lead('DOER', 'free', 'boss'),
    ],
    events: [...did('TOP', 'demo'), ...did('MIDDLE', 'visit', 5), ...did('DOER', 'demo'), ...did('BELOW', 'visit', 2)],
  });
});
afterAll(() => project.close());

test('[B6] the letter is given after the range: 80 points cut to 70 are a B and no A', async () => {
  expect(await project.score('TOP')).toMatchObject({ fit_score: '70', fit_grade: 'B', tier: 'graded' });
});

test('[B6] a bound is reached at the bound, and below all of them stands the last letter', async () => {
  expect(await project.score('MIDDLE')).toMatchObject({ fit_score: '60', fit_grade: 'B' });
  expect(await project.score('BELOW')).toMatchObject({ fit_score: '0', fit_grade: 'D' });
});

test('[B6] [B3] a limit may ask for the letter', async () => {
  expect(await project.points('DOER')).toMatchObject({ 'total.weak.limit': '-22' });
  expect(await project.score('DOER')).toMatchObject({ fit_grade: 'D', total_score: '3' });
  expect(await project.points('TOP')).not.toHaveProperty(['total.weak.limit']);
});

test('[D1] [F2] fit and intent stand apart, and where they meet decides', async () => {
  const cells = await project.query('SELECT DISTINCT cell, tier FROM `@lead_scores` ORDER BY cell');
  // MIDDLE: five visits give 50, their cap leaves 25: medium and not high.
  expect(cells).toEqual([
    { cell: 'ask', tier: 'asked' },
    { cell: 'call', tier: 'graded' },
    { cell: 'wait', tier: 'cold' },
    { cell: 'watch', tier: 'asked' },
  ]);
  expect(await project.score('MIDDLE')).toMatchObject({ intent_score: '25', cell: 'watch' });
  expect(await project.score('DOER')).toMatchObject({ fit_score: '0', intent_score: '50', cell: 'ask' });
});
