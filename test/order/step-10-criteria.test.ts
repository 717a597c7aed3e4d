/** Step 10: the first case that holds, then what soft fits lift, then coverage; all of it before the range of step 11. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const lead = (record: string, facts: Readonly<Record<string, string | number | null>>) => ({
  record_id: record,
  email: `${record.toLowerCase()}@firm.com`,
  ...facts,
});

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: `
rubric: soft
version: 1
status: live
purpose: One strong trait beside weak ones
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    range: [0, 30]
    criteria:
      size:
        field: lead.seats
        cases:
          - { at_least: 100, points: 20, level: high }
          - { at_least: 10, points: 12, level: medium }
          - { otherwise: true, points: -10, level: low }
        unknown: { points: 5 }
      plan:
        field: lead.plan
        cases:
          - { is: gold, points: 10, level: high }
          - { otherwise: true, points: 0, level: low }
        unknown: { same_as: low }
    soft_fit:
      - { when: { field: lead.role, in: [boss, owner] }, lifts: size, to: medium }
      - { when: { field: lead.role, is: owner }, lifts: size, to: high }
      - { when: { field: lead.role, is: owner }, lifts: plan, to: high }
total: { sum: { fit: 0.5 } }
bands: [0, 10]
tiers:
  - { tier: hot, when: { total: 10 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`,
  });
  await project.run('2026-06-03T00:00:00Z', {
    leads: [
      lead('WEAK', { seats: 3, plan: 'free', role: 'clerk' }),
      lead('BOSS', { seats: 3, plan: 'free', role: 'boss' }),
      lead('OWNER', { seats: 3, plan: 'free', role: 'owner' }),
      lead('STRONG', { seats: 500, plan: 'free', role: 'boss' }),
      lead('UNKNOWN', { seats: null, plan: 'free', role: 'boss' }),
      lead('NOBODY', { seats: 3, plan: 'free', role: null }),
    ],
  });
});
afterAll(() => project.close());

test('[B2] one strong trait makes up for a weak one, up to the level it is given and no further', async () => {
  expect(await project.points('WEAK')).toEqual({ 'fit.size.criterion': '-10', 'fit.fit.range': '10' });
  // 12 - (-10); the range finds nothing to do, since it comes after.
  expect(await project.points('BOSS')).toEqual({ 'fit.size.criterion': '-10', 'fit.size.soft_fit': '22' });
  expect(await project.points('STRONG')).toEqual({ 'fit.size.criterion': '20' });
});

test('[B2] several soft fits: each lifts from where the last left it, and the lifts add up', async () => {
  // size: -10 -> 12 -> 20, plan: 0 -> 10.
  expect(await project.points('OWNER')).toEqual({
    'fit.size.criterion': '-10',
    'fit.size.soft_fit': '30',
    'fit.plan.soft_fit': '10',
  });
  expect(await project.score('OWNER')).toMatchObject({ fit_score: '30', total_score: '15', tier: 'hot' });
});

test('[B2] [B4] a soft fit whose condition is unknown does nothing', async () => {
  expect(await project.points('NOBODY')).toEqual({ 'fit.size.criterion': '-10', 'fit.fit.range': '10' });
});

test('[B4] what is unknown stays unknown under a lift, and the possible scores know of the lift', async () => {
  expect(await project.points('UNKNOWN')).toEqual({ 'fit.size.criterion': '5', 'fit.size.soft_fit': '7' });
  // size spans 30, plan 10: a quarter is known. At worst size is low and is lifted to 12, at best it is 20.
  expect(await project.score('UNKNOWN')).toMatchObject({
    fit_score: '12',
    coverage: '0.25',
    total_lowest: '6',
    total_score: '6',
    total_highest: '10',
  });
});

test('[B2] a lift says in words what it did', async () => {
  const rows = await project.query(
    `SELECT reason FROM \`@lead_score_reasons\` WHERE kind = 'soft_fit' AND rule = 'size' ORDER BY reason`,
  );
  expect(rows).toEqual([
    { reason: 'size lifted to high (role is owner)' },
    { reason: 'size lifted to medium (role is boss or owner)' },
    { reason: 'size lifted to medium (role is boss or owner)' },
  ]);
});
