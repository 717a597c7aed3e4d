import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const lead = (record: string) => ({ record_id: record, email: `${record.toLowerCase()}@firm.com` });
const did = (record: string, signal: string, moment: string, more: Readonly<Record<string, string | null>> = {}) => ({
  event_name: signal,
  email: `${record.toLowerCase()}@firm.com`,
  happened_at: `2026-${moment}:00Z`,
  ...more,
});

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['ebook', 'webinar', 'call', 'mail', 'download', 'service', 'pricing', 'paper', 'video'],
    rubric: `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      ebook: { by_count: { 1: 5, 2..3: 8, 5..: 12 }, within: 20d, limit: { times: 1, per: day } }
      webinar: { points: 10, decay: { linear: 10d, age_from: last_act_in(contact) }, magnitude: { minutes: { 10: 0.5, 30: 1 } } }
      paper: { points: 9, decay: { steps: { 0d: 1, 5d: 0.5, 9d: 0 } }, magnitude: { depth: { 0: 0.333, 50: 1.5 } } }
      video: { points: 1, decay: { half_life: 2d, until: 4d, age_from: last_act_in(mail) } }
      service_after_download: { sequence: [download, service], within: 5d, points: 20, decay: { until: 10d } }
      path: { sequence: [download, service, pricing], within: 5d, points: 7 }
      two_papers: { sequence: [paper, paper], within: 3d, points: 4, limit: { times: 1, per: lifetime } }
      mail: { points: 0 }
      call: { points: 0 }
    families: { contact: { signals: [call, mail] } }
total: { sum: { intent: 1 } }
bands: [0]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
  await project.run('2026-06-30T12:00:00Z', {
    leads: [
      'ONE',
      'FOUR',
      'FIVE',
      'GONE',
      'DAILY',
      'FRESH',
      'LATE',
      'SHORT',
      'DEEP',
      'CHAIN',
      'SLOW',
      'BROKEN',
      'HALF',
      'PAPERS',
    ].map(lead),
    events: [
      did('ONE', 'ebook', '06-29T10:00'),
      ...['25', '26', '27', '28'].map((day) => did('FOUR', 'ebook', `06-${day}T10:00`)),
      ...['24', '25', '26', '27', '28', '29'].map((day) => did('FIVE', 'ebook', `06-${day}T10:00`)),
      // 20 days old: the third one no longer counts.
      did('GONE', 'ebook', '06-10T10:00'),
      did('GONE', 'ebook', '06-11T10:00'),
      did('GONE', 'ebook', '06-12T10:00'),
      // The limit comes before the number.
      did('DAILY', 'ebook', '06-29T10:00'),
      did('DAILY', 'ebook', '06-29T11:00'),
      // Eight days old, and the call of two days ago makes it two days old.
      did('FRESH', 'webinar', '06-22T10:00', { minutes: '30' }),
      did('FRESH', 'call', '06-28T10:00'),
      // A call before it says nothing.
      did('LATE', 'webinar', '06-22T10:00', { minutes: '30' }),
      did('LATE', 'call', '06-22T09:00'),
      // Half of the points at its age; below the first bound, and without minutes, none.
      did('SHORT', 'webinar', '06-22T10:00', { minutes: '29.9' }),
      did('SHORT', 'webinar', '06-29T10:00', { minutes: '9' }),
      did('SHORT', 'webinar', '06-29T10:00'),
      did('DEEP', 'paper', '06-24T10:00', { depth: '50' }),
      did('DEEP', 'paper', '06-29T10:00'),
      // Each link is to the latest earlier act, at most four days between.
      did('CHAIN', 'download', '06-20T10:00'),
      did('CHAIN', 'service', '06-24T09:00'),
      did('CHAIN', 'pricing', '06-28T08:00'),
      // The service page in five days is too late, and the one after it is not completed by it.
      did('SLOW', 'download', '06-20T10:00'),
      did('SLOW', 'service', '06-25T09:00'),
      did('SLOW', 'pricing', '06-26T09:00'),
      // The latest service page completes nothing, an earlier one did.
      did('BROKEN', 'download', '06-16T10:00'),
      did('BROKEN', 'service', '06-20T10:00'),
      did('BROKEN', 'service', '06-23T10:00'),
      did('BROKEN', 'pricing', '06-24T10:00'),
      // At one moment nothing follows.
      did('HALF', 'download', '06-29T10:00'),
      did('HALF', 'service', '06-29T10:00'),
      did('HALF', 'video', '06-01T10:00'),
      did('HALF', 'mail', '06-29T10:00'),
      did('PAPERS', 'paper', '06-27T10:00'),
      did('PAPERS', 'paper', '06-29T10:00'),
      did('PAPERS', 'paper', '06-29T11:00'),
    ],
  });
});
afterAll(() => project.close());

test.each([
  ['[C10] the number of acts gives the points, once', 'ONE', { ebook: '5' }],
  ['[C10] a number outside every range gives none', 'FOUR', {}],
  ['[C10] an open range', 'FIVE', { ebook: '12' }],
  ['[C10] too old an act is not counted', 'GONE', { ebook: '8' }],
  ['[C10] acts beyond the limit are not counted', 'DAILY', { ebook: '5' }],
  ['[C3] the age counts from the last act in a family', 'FRESH', { webinar: '8' }],
  ['[C3] the age counts from the act itself where that came later', 'LATE', { webinar: '2' }],
  ['[C10] the share of the highest bound reached is taken of the points at the age', 'SHORT', { webinar: '1' }],
  ['[C10] a bound of 0 holds for what is unknown; each product is rounded', 'DEEP', { paper: '9.747' }],
  ['[C10] a sequence, and a longer one of which it is a part', 'CHAIN', { service_after_download: '20', path: '7' }],
  ['[C10] a sequence that took too long', 'SLOW', {}],
  ['[C10] the latest act that completes the sequence so far, not the latest', 'BROKEN', { path: '7' }],
  ['[C3] an act of any age counts from a later one', 'HALF', { video: '0.707107' }],
  ['[C10] a sequence has a limit of its own', 'PAPERS', { paper: '8.991', two_papers: '4' }],
])('%s', async (_, record, expected) => {
  expect(await project.points(record)).toEqual(
    Object.fromEntries(Object.entries(expected).map(([rule, points]) => [`intent.${rule}.act`, points])),
  );
});

test('reasons tell what was done', async () => {
  const rows = await project.query(
    "SELECT DISTINCT rule, reason FROM `@lead_score_reasons` WHERE rule IN ('path', 'ebook') ORDER BY reason",
  );
  expect(rows.map((row) => row.reason)).toEqual([
    'download, then service, then pricing, last on 2026-06-24',
    'download, then service, then pricing, last on 2026-06-28',
    'ebook 2 times, last on 2026-06-12',
    'ebook 6 times, last on 2026-06-29',
    'ebook, last on 2026-06-29',
  ]);
});
