import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Facts, openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const asOf = '2026-06-30T12:00:00Z';
const lead = (record: string, more: Readonly<Record<string, string>> = {}) => ({
  record_id: record,
  email: `${record.toLowerCase()}@firm.com`,
  ...more,
});
const did = (record: string, signal: string, moment: string, id?: string) => ({
  ...(id !== undefined && { event_id: id }),
  event_name: signal,
  email: `${record.toLowerCase()}@firm.com`,
  happened_at: `2026-06-${moment}:00Z`,
});

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit', 'form', 'unsubscribed', 'back', 'paper'],
    rubric: `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      visit: { points: 10, decay: { linear: 100d }, limit: { times: 1, per: month } }
      form: { points: 30, decay: { until: 100d } }
      unsubscribed: { points: -20, decay: { until: 5d }, resets: intent }
  later:
    count_from: last_recycled_at
    acts:
      form: { points: 30 }
      form_after_visit: { sequence: [visit, form], within: 30d, points: 7 }
  other:
    breadth: { signals: { 1: 5 } }
    inactivity: { after: 10d, points: -3 }
    acts:
      paper: { points: 4, limit: { times: 1, per: lifetime } }
      back: { points: 1, resets: [other, later] }
total: { sum: { intent: 1, later: 1, other: 1 } }
bands: [0]
tiers:
  - tier: asked
    when: { all: [{ signal: form }, { total: -1000 }] }
    action: { do: contact }
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
  const facts: Facts = {
    leads: [
      lead('KEPT'),
      lead('LEFT'),
      lead('SAME'),
      lead('OLD'),
      lead('OLDER'),
      lead('RECYCLED', { last_recycled_at: '2026-06-10T10:00:00Z' }),
      lead('ANEW', { last_recycled_at: '2026-06-10T10:00:00Z' }),
      lead('IDLE', { created_at: '2026-06-01T00:00:00Z' }),
    ],
    events: [
      // The limit keeps the younger visit, which is worth more; after a reset between them it is the only one left.
      did('KEPT', 'visit', '01T10:00'),
      did('KEPT', 'visit', '20T10:00'),
      did('LEFT', 'form', '09T10:00'),
      did('LEFT', 'visit', '10T10:00'),
      did('LEFT', 'unsubscribed', '10T10:00', 'u1'),
      did('LEFT', 'visit', '10T10:01'),
      // Two at the very moment of the reset: of its own signal they stay, others leave.
      did('SAME', 'unsubscribed', '27T10:00'),
      did('SAME', 'unsubscribed', '27T10:00'),
      did('SAME', 'form', '27T10:00'),
      // The reset itself is too old to count, and still resets.
      did('OLD', 'form', '15T10:00'),
      did('OLD', 'unsubscribed', '16T10:00'),
      { ...did('OLDER', 'form', ''), happened_at: '2026-05-10T10:00:00Z' },
      { ...did('OLDER', 'unsubscribed', ''), happened_at: '2026-05-11T10:00:00Z' },
      // At the moment of the recycling itself: it leaves, and so cannot be the first act of a sequence.
      did('RECYCLED', 'visit', '10T10:00'),
      did('RECYCLED', 'form', '10T10:01'),
      did('ANEW', 'visit', '10T10:01'),
      did('ANEW', 'form', '10T10:02'),
      // The paper left, so that it is no kind of action and no last act; what resets is both.
      did('IDLE', 'paper', '24T10:00'),
      did('IDLE', 'form', '24T10:00'),
      did('IDLE', 'back', '25T10:00'),
      did('OLD', 'paper', '25T10:00'),
    ],
  };
  await project.run(asOf, facts);
});
afterAll(() => project.close());

test('without a reset the limit keeps the act worth most', async () => {
  expect(await project.points('KEPT')).toEqual({ 'intent.visit.act': '9' });
});

test('[C7] acts at or before the latest reset leave before the limit is applied; the resetting act stays', async () => {
  expect(await project.points('LEFT')).toMatchObject({ 'intent.visit.act': '8' });
  expect(Object.keys(await project.points('LEFT'))).not.toContain('intent.form.act');
});

test('at the moment of the reset only acts of its own signal stay', async () => {
  expect(await project.points('SAME')).toEqual({ 'intent.unsubscribed.act': '-40', 'later.form.act': '30' });
});

test('a reset that is itself too old to count resets', async () => {
  const points = await project.points('OLD');
  expect(Object.keys(points)).not.toContain('intent.form.act');
  expect(points).toMatchObject({ 'other.paper.act': '4', 'other.breadth.breadth': '5' });
  // As long as anything of its dimension could count, which is a hundred days here.
  expect(Object.keys(await project.points('OLDER'))).not.toContain('intent.form.act');
});

test('conditions still see what left', async () => {
  expect(await project.score('OLD')).toMatchObject({ tier: 'asked' });
});

test('[C10] count_from: acts at that moment leave, and are no link of a sequence', async () => {
  expect(await project.points('RECYCLED')).toMatchObject({ 'later.form.act': '30' });
  expect(Object.keys(await project.points('RECYCLED'))).not.toContain('later.form_after_visit.act');
  expect(await project.points('ANEW')).toMatchObject({ 'later.form.act': '30', 'later.form_after_visit.act': '7' });
});

test('a rule of one dimension resets others; what left is no kind of action', async () => {
  const points = await project.points('IDLE');
  expect(points).toEqual({ 'intent.form.act': '30', 'other.back.act': '1', 'other.breadth.breadth': '5' });
});

test('[C5] what no longer counts is kept with its points and why', async () => {
  const rows = await project.query(`
SELECT a.rule, a.points, a.dropped_because, a.is_counted
FROM \`@order_intent_acts\` AS a
INNER JOIN \`@int_record_person\` AS p ON p.lead_id = a.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
WHERE r.record_id IN ('KEPT', 'LEFT')
GROUP BY a.act_key, a.rule, a.points, a.dropped_because, a.is_counted, r.record_id, a.day
ORDER BY r.record_id, a.day, a.dropped_because, a.rule`);
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['visit', '7.1', 'limit', false],
    ['visit', '9', null, true],
    ['form', '30', 'reset', false],
    ['visit', '8', null, true],
    ['visit', '8', 'reset', false],
  ]);
});
