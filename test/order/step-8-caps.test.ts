import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const lead = (record: string) => ({ record_id: record, email: `${record.toLowerCase()}@firm.com` });
const did = (record: string, signal: string, count: number, session: string | null = null) =>
  Array.from({ length: count }, () => ({
    event_name: signal,
    email: `${record.toLowerCase()}@firm.com`,
    happened_at: '2026-06-29T10:00:00Z',
    session_id: session,
  }));

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit', 'blog', 'careers', 'talk', 'mail', 'many', 'few'],
    rubric: `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      visit: { points: 10, decay: { until: 90d }, cap: 40 }
      blog: { points: 4, decay: { until: 90d }, cap: { points: 10, per: session } }
      careers: { points: -30, decay: { until: 90d } }
      talk: { points: 8, decay: { until: 90d } }
      mail: { points: 1, decay: { until: 90d } }
      visit_then_talk: { sequence: [mail, few], within: 30d, points: 50 }
      many: { points: 6000, decay: { until: 90d } }
      few: { points: 0.5, decay: { until: 90d } }
    families:
      web: { signals: [visit, blog, careers], curve: sqrt, cap: 6 }
      events: { signals: [talk, visit_then_talk], curve: log }
      huge: { signals: [many], curve: sqrt }
      small: { signals: [few], curve: log, cap: 3 }
      plain: { signals: [mail], curve: none, cap: 2 }
total: { sum: { intent: 0.5 } }
bands: [0]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
  await project.run('2026-06-30T12:00:00Z', {
    leads: ['CAPPED', 'BELOW', 'MINUS', 'LOG', 'HUGE', 'SMALL', 'PLAIN'].map(lead),
    events: [
      ...did('CAPPED', 'visit', 5),
      ...did('CAPPED', 'blog', 4, 's'),
      ...did('BELOW', 'visit', 2),
      ...did('BELOW', 'blog', 1),
      ...did('MINUS', 'visit', 1),
      ...did('MINUS', 'careers', 1),
      ...did('LOG', 'talk', 2),
      ...did('HUGE', 'many', 2),
      ...did('SMALL', 'few', 1),
      ...did('PLAIN', 'mail', 3),
    ],
  });
});
afterAll(() => project.close());

test.each([
  // 50 - 10 by the rule's cap, 16 - 6 by the session's: sqrt(50), then the family's cap.
  [
    '[C4] caps of sessions and rules, then the curve, then the cap of the family',
    'CAPPED',
    {
      'visit.act': '50',
      'visit.signal_cap': '-10',
      'blog.act': '16',
      'blog.session_cap': '-6',
      'web.family_curve': '-42.928932',
      'web.family_cap': '-1.071068',
    },
  ],
  ['[C4] a curve below the cap', 'BELOW', { 'visit.act': '20', 'blog.act': '4', 'web.family_curve': '-19.101021' }],
  ['[C4] a sum below zero passes the curve unchanged', 'MINUS', { 'visit.act': '10', 'careers.act': '-30' }],
  ['[C4] ln(1 + points)', 'LOG', { 'talk.act': '16', 'events.family_curve': '-13.166787' }],
  ['[C4] the last value of the table holds beyond it', 'HUGE', { 'many.act': '12000', 'huge.family_curve': '-11900' }],
  ['[C4] whole points only', 'SMALL', { 'few.act': '0.5', 'small.family_curve': '-0.5' }],
  ['[C4] a family without a curve', 'PLAIN', { 'mail.act': '3', 'plain.family_cap': '-1' }],
])('%s', async (_, record, expected) => {
  expect(await project.points(record)).toEqual(
    Object.fromEntries(Object.entries(expected).map(([rule, points]) => [`intent.${rule}`, points])),
  );
});

test('a cap says what it did, and the total has its weighted part', async () => {
  const rows = await project.query(`
SELECT DISTINCT reason, total_points FROM \`@lead_score_reasons\`
WHERE kind IN ('family_curve', 'family_cap') AND rule IN ('web', 'plain', 'events')
ORDER BY total_points`);
  expect(rows).toEqual([
    { reason: 'web together: only the square root of the points counts', total_points: '-21.464466' },
    { reason: 'web together: only the square root of the points counts', total_points: '-9.5505105' },
    { reason: 'events together: only ln(1 + points) of the points counts', total_points: '-6.5833935' },
    { reason: 'web together: capped at 6', total_points: '-0.535534' },
    { reason: 'plain together: capped at 2', total_points: '-0.5' },
  ]);
});
