import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const lead = (record: string, created: string | null = null) => ({
  record_id: record,
  email: `${record.toLowerCase()}@firm.com`,
  created_at: created,
});
const did = (record: string, signal: string, moment: string, more: Readonly<Record<string, string>> = {}) => ({
  event_name: signal,
  email: `${record.toLowerCase()}@firm.com`,
  happened_at: `2026-${moment}:00Z`,
  ...more,
});

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit', 'talk', 'mail', 'careers', 'ebook', 'back'],
    rubric: `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  breadth_only:
    acts:
      visit: { points: 1, decay: { until: 60d }, limit: { times: 1, per: month } }
      talk: { points: 1, decay: { until: 60d }, magnitude: { minutes: { 10: 1 } } }
      mail: { points: 0 }
      careers: { points: -1, decay: { until: 60d } }
      ebook: { by_count: { 2..: 3 } }
      visit_then_talk: { sequence: [visit, talk], within: 30d, points: 1 }
    families: { web: { signals: [visit], cap: 1 } }
    breadth: { signals: { 2: 5, 4: 11 }, within: 30d }
  idle:
    inactivity: { after: 30d, points: -10, per: 30d, floor: -25 }
    acts:
      visit: { points: 5, decay: { until: 20d }, limit: { times: 1, per: lifetime } }
      careers: { points: -1, decay: { until: 20d } }
      ebook: { by_count: { 2..: 3 }, within: 20d }
      back: { points: 1, decay: { until: 1d }, resets: idle }
  once:
    inactivity: { after: 60d, points: -4 }
total: { sum: { breadth_only: 1, idle: 0.5, once: 0 } }
bands: [0]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
  await project.run('2026-06-30T12:00:00Z', {
    leads: [
      ...['TWO', 'ONE', 'SHORT', 'FOUR', 'OLD', 'COUNTED', 'ACTIVE', 'EDGE', 'OVER', 'LONG', 'AWAY'].map((each) =>
        lead(each, '2026-06-30T00:00:00Z'),
      ),
      lead('NEW', '2026-05-31T23:00:00Z'),
      lead('NEVER'),
      lead('RESET', '2026-06-30T00:00:00Z'),
    ],
    events: [
      did('TWO', 'visit', '06-28T10:00'),
      did('TWO', 'talk', '06-27T10:00', { minutes: '10' }),
      // Nothing given: no points for mail, points taken for careers, too short a talk, one e-book where two are asked for.
      did('ONE', 'visit', '06-28T10:00'),
      did('ONE', 'mail', '06-28T10:00'),
      did('ONE', 'careers', '06-28T10:00'),
      did('ONE', 'ebook', '06-28T10:00'),
      did('SHORT', 'visit', '06-28T10:00'),
      did('SHORT', 'talk', '06-27T10:00', { minutes: '9' }),
      did('FOUR', 'visit', '06-28T10:00'),
      did('FOUR', 'talk', '06-29T10:00', { minutes: '10' }),
      did('FOUR', 'ebook', '06-29T10:00'),
      did('FOUR', 'ebook', '06-29T10:00'),
      // 30 days old gives its points, and no breadth.
      did('OLD', 'visit', '05-31T10:00'),
      did('OLD', 'talk', '06-30T10:00', { minutes: '10' }),
      did('COUNTED', 'ebook', '04-29T10:00'),
      did('COUNTED', 'ebook', '06-29T10:00'),
      did('COUNTED', 'visit', '06-29T10:00'),
      // Whatever its age and whether or not it counts: 30, 59, 60 and 90 days.
      did('ACTIVE', 'visit', '06-01T10:00'),
      did('EDGE', 'visit', '05-31T10:00'),
      did('EDGE', 'careers', '06-29T10:00'),
      did('OVER', 'visit', '05-01T10:00'),
      did('LONG', 'visit', '04-01T10:00'),
      did('AWAY', 'ebook', '05-02T10:00'),
      // What left by a reset is no last act; what reset is one, though its own points have ended.
      did('RESET', 'visit', '05-20T10:00'),
      did('RESET', 'back', '05-20T10:00'),
    ],
  });
});
afterAll(() => project.close());

const breadth = 'breadth_only.breadth.breadth';

test.each([
  ['[C6] two kinds', 'TWO', '5'],
  ['[C6] rules without points above zero are no kind of action', 'ONE', undefined],
  ['[C6] nor are acts that give nothing', 'SHORT', undefined],
  ['[C6] a sequence and a number of acts are kinds, too; the highest bound alone gives its points', 'FOUR', '11'],
  ['[C6] an act older than the window is none', 'OLD', undefined],
  ['[C6] a number of acts whose newest is young', 'COUNTED', '5'],
])('%s', async (_, record, expected) => {
  expect((await project.points(record))[breadth]).toBe(expected);
});

const idle = 'idle.inactivity.inactivity';

test.each([
  ['[C7] 29 days after the last act', 'ACTIVE', undefined],
  ['[C7] 30 days after the last act with points above zero, too old to count itself', 'EDGE', '-10'],
  ['[C7] 60 days', 'OVER', '-20'],
  ['[C7] never below the floor', 'LONG', '-25'],
  ['[C7] a rule by the number of acts is one', 'AWAY', '-10'],
  ['[C7] without an act the days count from the record', 'NEW', '-10'],
  ['[C7] neither act nor record date gives nothing', 'NEVER', undefined],
  ['[C7] what resets is an act', 'RESET', '-10'],
])('%s', async (_, record, expected) => {
  expect((await project.points(record))[idle]).toBe(expected);
});

test('[C7] a dimension of inactivity alone counts from the record, once', async () => {
  expect((await project.points('NEW'))['once.inactivity.inactivity']).toBeUndefined();
  await project.run('2026-12-30T12:00:00Z', { leads: [lead('NEW', '2026-05-31T23:00:00Z')] });
  expect(await project.points('NEW')).toEqual({
    'idle.inactivity.inactivity': '-25',
    'once.inactivity.inactivity': '-4',
  });
});

test('reasons tell it in words', async () => {
  const rows = await project.query(
    "SELECT DISTINCT reason, arm FROM `@lead_score_reasons` WHERE kind IN ('breadth', 'inactivity') ORDER BY reason",
  );
  expect(rows).toEqual([{ arm: 'inactivity', reason: 'nothing done since 2026-05-31' }]);
  const score = await project.score('NEW');
  expect(score).toMatchObject({ top_reasons: 'nothing done since 2026-05-31', last_act_on: null });
});
