import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const windows = ['session', 'day', 'week', 'month', '30d', 'lifetime'] as const;

const did = (signal: string, moment: string, more: Readonly<Record<string, string | null>> = {}) => ({
  event_name: signal,
  email: 'ann@firm.com',
  happened_at: `2026-${moment}:00Z`,
  ...more,
});

/** A Sunday, the Monday after it, the Sunday of that week and the Monday after: 30-day windows begin between the two last. */
const moments = [
  ['05-31T10:00', 'a'],
  ['06-01T10:00', 'a'],
  ['06-01T20:00', 'b'],
  ['06-07T10:00', null],
  ['06-07T11:00', null],
  ['06-08T10:00', null],
] as const;

beforeAll(async () => {
  project = await openOrderProject({
    signals: [...windows.map((window) => `per_${window}`), 'webinar', 'careers', 'visit', 'twice'],
    rubric: `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  windows:
    acts:
${windows.map((window) => `      per_${window}: { points: 1, decay: { until: 100d }, limit: { times: 1, per: ${window} } }`).join('\n')}
  intent:
    acts:
      webinar:
        points: 20
        decay: { linear: 100d }
        magnitude: { minutes: { 10: 0.5, 30: 1 } }
        limit: { times: 1, per: month }
      careers: { points: -10, decay: { linear: 100d }, limit: { times: 1, per: month } }
      visit: { points: 10, decay: { until: 100d }, limit: { times: 2, per: day }, cap: { points: 15, per: day } }
      twice: { points: 10, decay: { until: 100d }, limit: { times: 1, per: month } }
total: { sum: { windows: 1, intent: 1 } }
bands: [0]
tiers:
  - { tier: often, when: { all: [{ signal: visit, times: 3 }, { total: -1000 }] }, action: { do: contact } }
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
  await project.run('2026-06-30T12:00:00Z', {
    leads: [{ record_id: 'L1', email: 'ann@firm.com' }],
    events: [
      ...windows.flatMap((window) =>
        moments.map(([moment, session]) => did(`per_${window}`, moment, { session_id: session })),
      ),
      did('webinar', '06-10T10:00', { minutes: '45' }),
      did('webinar', '06-28T10:00', { minutes: '20' }),
      did('careers', '06-10T10:00'),
      did('careers', '06-28T10:00'),
      did('visit', '06-20T10:00'),
      did('visit', '06-20T11:00'),
      did('visit', '06-20T12:00'),
      did('twice', '06-20T10:00', { event_id: 't2' }),
      did('twice', '06-20T11:00', { event_id: 't1' }),
    ],
  });
});
afterAll(() => project.close());

test('[C5] each window counts its acts: a session, a day, an ISO week, a month, N days from 1970-01-01, ever', async () => {
  const points = await project.points('L1');
  expect(windows.map((window) => [window, points[`windows.per_${window}.act`]])).toEqual([
    ['session', '4'],
    ['day', '4'],
    ['week', '3'],
    ['month', '2'],
    ['30d', '2'],
    ['lifetime', '1'],
  ]);
});

test('[C3] the act worth most after age and magnitude stays, not the youngest', async () => {
  expect(await project.points('L1')).toMatchObject({ 'intent.webinar.act': '16' });
});

test('of points below zero the ones nearest to zero stay', async () => {
  expect(await project.points('L1')).toMatchObject({ 'intent.careers.act': '-8' });
});

test('[C4] the limit comes before the cap, and conditions count what it leaves out', async () => {
  expect(await project.points('L1')).toMatchObject({ 'intent.visit.act': '20', 'intent.visit.day_cap': '-5' });
  expect(await project.score('L1')).toMatchObject({ tier: 'often' });
});

test('ties go by act key', async () => {
  const rows = await project.query(
    "SELECT act_key, dropped_because FROM `@order_intent_acts` WHERE rule = 'twice' ORDER BY act_key",
  );
  expect(rows.map((row) => [row.act_key, row.dropped_because])).toEqual([
    ['app:t1', null],
    ['app:t2', 'limit'],
  ]);
});
