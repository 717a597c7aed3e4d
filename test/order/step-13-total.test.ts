/** Step 13: weighted rows or the greatest dimension, then the factor, then the lowest limit that holds, then the range. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const dimensions = `
dimensions:
  fit:
    criteria:
      seats:
        field: lead.seats
        cases: [{ at_least: 100, points: 80 }, { at_least: 10, points: 40.125 }, { otherwise: true, points: -20 }]
        unknown: { points: 10 }
  intent:
    criteria:
      role: { when: { field: lead.role, is: boss }, points: 60 }
      plan: { when: { field: lead.plan, is: gold }, points: -90 }
`;
const end = `
bands: [0, 30, 60]
tiers:
  - { tier: hot, when: { total: 5 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;
const rubric = (name: string, total: string): string => `
rubric: ${name}
version: 1
status: shadow
purpose: A total
outcome: { label: opportunity, within: 90d }
${dimensions}
${total}
${end}`;

const lead = (record: string, seats: number | null, role: string, plan: string) => ({
  record_id: record,
  email: `${record.toLowerCase()}@firm.com`,
  seats,
  role,
  plan,
});

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: {
      greatest: rubric('greatest', 'total: { max: [fit, intent] }'),
      whole: rubric(
        'whole',
        `total: { max: [fit, intent], normalise: 0.5, range: [0, 25] }
limits:
  - { name: bosses, when: { field: lead.role, is: boss }, total_at_most: 28 }
  - { name: fitting, when: { fit: 70 }, total_at_most: 35 }`,
      ),
      summed: rubric('summed', 'total: { sum: { fit: 0.333, intent: 0.5 }, normalise: 0.125 }'),
    },
  });
  await project.run('2026-06-03T00:00:00Z', {
    leads: [
      lead('BOTH', 500, 'boss', 'free'),
      lead('INTENT', 20, 'boss', 'free'),
      lead('LOW', 3, 'clerk', 'gold'),
      lead('UNKNOWN', null, 'boss', 'free'),
    ],
  });
});
afterAll(() => project.close());

test('[D3] the greatest dimension counts: a row brings the sum to it, be it down or up', async () => {
  expect(await project.points('BOTH', 'greatest')).toEqual({
    'fit.seats.criterion': '80',
    'intent.role.criterion': '60',
    'total.max.max': '-60',
  });
  // -20 and -90: their sum lies below the greater of them.
  expect(await project.points('LOW', 'greatest')).toEqual({
    'fit.seats.criterion': '-20',
    'intent.plan.criterion': '-90',
    'total.max.max': '90',
  });
  expect(await project.score('LOW', 'greatest')).toMatchObject({ total_score: '-20' });
});

test('[D3] the greatest, then the factor, then the lowest limit, then the range', async () => {
  expect(await project.points('BOTH', 'whole')).toEqual({
    'fit.seats.criterion': '80',
    'intent.role.criterion': '60',
    // 140 -> 80 -> 40 -> 28 -> 25; a limit before the factor would have left 14.
    'total.max.max': '-60',
    'total.normalise.normalise': '-40',
    'total.bosses.limit': '-12',
    'total.total.range': '-3',
  });
});

test('[D3] a weighted row keeps nine digits, and the factor takes the sum to nine', async () => {
  const weighted = await project.query(
    "SELECT rule, total_points FROM `@lead_score_reasons` WHERE rubric = 'summed' AND kind IN ('criterion', 'normalise') AND lead_id IN (SELECT lead_id FROM `@int_record_persons` WHERE ENDS_WITH(record_key, 'INTENT')) ORDER BY rule",
  );
  // 40.125 x 0.333 + 60 x 0.5 = 43.361625, times 0.125 = 5.420203125.
  expect(weighted).toEqual([
    { rule: 'normalise', total_points: '-37.941421875' },
    { rule: 'role', total_points: '30' },
    { rule: 'seats', total_points: '13.361625' },
  ]);
  expect(await project.score('INTENT', 'summed')).toMatchObject({ total_score: '5.420203125' });
});

test('[D3] [B4] what is unknown could make another dimension the greatest', async () => {
  expect(await project.score('UNKNOWN', 'greatest')).toMatchObject({
    fit_score: '10',
    total_lowest: '60',
    total_score: '60',
    total_highest: '80',
  });
  expect(await project.score('UNKNOWN', 'summed')).toMatchObject({
    // (10, -20 or 80) x 0.333 + 30, times 0.125
    total_lowest: '2.9175',
    total_score: '4.16625',
    total_highest: '7.08',
  });
});

test('[D7] what happens to the total alone is told apart from the dimensions', async () => {
  const words = await project.query(
    "SELECT DISTINCT rubric, rule, reason FROM `@lead_score_reasons` WHERE dimension = 'total' ORDER BY rubric, rule",
  );
  expect(words).toEqual([
    { rubric: 'greatest', rule: 'max', reason: 'the greatest of fit, intent counts' },
    { rubric: 'summed', rule: 'normalise', reason: 'total times 0.125' },
    { rubric: 'whole', rule: 'bosses', reason: 'bosses: total limited to 28' },
    { rubric: 'whole', rule: 'max', reason: 'the greatest of fit, intent counts' },
    { rubric: 'whole', rule: 'normalise', reason: 'total times 0.5' },
    { rubric: 'whole', rule: 'total', reason: 'total kept between 0 and 25' },
  ]);
});
