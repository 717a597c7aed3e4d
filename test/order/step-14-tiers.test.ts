/** Step 14: the threshold of the segment, or promotion; then the gates; the first tier from the top that holds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: `
rubric: segments
version: 1
status: live
purpose: Thresholds of their own
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      seats:
        field: lead.seats
        cases:
          - { at_least: 90, points: 90 }
          - { at_least: 70, points: 70 }
          - { at_least: 50, points: 50 }
          - { otherwise: true, points: 0 }
        unknown: { points: 0 }
total: { sum: { fit: 1 } }
limits: [ { name: students, when: { field: lead.is_student, is: true }, total_at_most: 60 } ]
bands: [0, 50]
tiers:
  - tier: hot
    when: { total: 80 }
    thresholds:
      - { for: { field: lead.role, is: boss }, total: 60, why: They decide }
      - { for: { field: lead.role, in: [boss, clerk] }, total: 90, why: They ask for others }
    promote: { signal: demo, within: 2d }
    requires: { plan: { field: lead.plan, in: [gold, tin] } }
    action: { do: contact }
  - { tier: warm, when: { total: 50 }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`,
  });
  const lead = (record: string, facts: Readonly<Record<string, string | number | boolean | null>>) => ({
    record_id: record,
    email: `${record.toLowerCase()}@firm.com`,
    plan: 'gold',
    is_student: false,
    role: 'other',
    ...facts,
  });
  const demo = (record: string) => ({
    event_name: 'demo',
    email: `${record.toLowerCase()}@firm.com`,
    happened_at: '2026-06-09T10:00:00Z',
  });
  await project.run('2026-06-10T00:00:00Z', {
    leads: [
      lead('PLAIN', { seats: 90 }),
      lead('BELOW', { seats: 70 }),
      lead('BOSS', { seats: 70, role: 'boss' }),
      lead('CLERK', { seats: 70, role: 'clerk' }),
      lead('NOROLE', { seats: 70, role: null }),
      lead('ASKED', { seats: 0 }),
      lead('ASKED_HIGH', { seats: 90 }),
      lead('ASKED_NOPLAN', { seats: 0, plan: 'free' }),
      lead('ASKED_UNKNOWN', { seats: 50, plan: null }),
      lead('ASKED_STUDENT', { seats: 90, is_student: true }),
      lead('ASKED_LOW_STUDENT', { seats: 50, is_student: true }),
    ],
    events: ['ASKED', 'ASKED_HIGH', 'ASKED_NOPLAN', 'ASKED_UNKNOWN', 'ASKED_STUDENT', 'ASKED_LOW_STUDENT'].map(demo),
  });
});
afterAll(() => project.close());

const tierOf = async (record: string) => {
  const { tier, reached_by: reachedBy, failed_gates: failed } = await project.score(record);
  return { tier, reachedBy, failed };
};

test('[F1] the threshold, and the tier below it', async () => {
  expect(await tierOf('PLAIN')).toEqual({ tier: 'hot', reachedBy: 'when', failed: null });
  expect(await tierOf('BELOW')).toEqual({ tier: 'warm', reachedBy: 'when', failed: null });
});

test('[D6] [F4] the first segment that a lead is in decides, in place of the threshold for all', async () => {
  expect(await tierOf('BOSS')).toEqual({ tier: 'hot', reachedBy: 'threshold 1', failed: null });
  expect(await tierOf('CLERK')).toEqual({ tier: 'warm', reachedBy: 'when', failed: null });
  expect(await tierOf('NOROLE')).toEqual({ tier: 'warm', reachedBy: 'when', failed: null });
});

test('[F3] promotion replaces points and no gate; a threshold that holds by itself is told first', async () => {
  expect(await tierOf('ASKED')).toEqual({ tier: 'hot', reachedBy: 'promote', failed: null });
  expect(await tierOf('ASKED_HIGH')).toEqual({ tier: 'hot', reachedBy: 'when', failed: null });
  expect(await tierOf('ASKED_NOPLAN')).toEqual({ tier: 'cold', reachedBy: 'otherwise', failed: 'hot: plan' });
  expect(await tierOf('ASKED_UNKNOWN')).toEqual({ tier: 'warm', reachedBy: 'when', failed: 'hot: plan (unknown)' });
});

test('[B3] nothing promotes a lead from whom a limit takes points; one that takes none does not count', async () => {
  expect(await tierOf('ASKED_STUDENT')).toEqual({ tier: 'warm', reachedBy: 'when', failed: null });
  expect(await tierOf('ASKED_LOW_STUDENT')).toEqual({ tier: 'hot', reachedBy: 'promote', failed: null });
});

test('[F3] the gates say which way was taken', async () => {
  const rows = await project.query(
    "SELECT g.tier, g.gate, g.state, g.reached_by FROM `@segments_gates` AS g INNER JOIN `@int_lead_facts` AS f ON f.lead_id = g.lead_id WHERE f.role = 'boss' ORDER BY g.position, g.gate DESC",
  );
  expect(rows).toEqual([
    { tier: 'hot', gate: 'points', state: 'passed', reached_by: 'threshold 1' },
    { tier: 'hot', gate: 'plan', state: 'passed', reached_by: 'threshold 1' },
    { tier: 'warm', gate: 'points', state: 'passed', reached_by: 'when' },
    { tier: 'cold', gate: 'points', state: 'passed', reached_by: 'otherwise' },
  ]);
});
