/** Who is engaged, as a dimension says: so many points of these families within so many days, before caps. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const long = '2026-01-01T00:00:00Z';

/** One person per account, so that one who is engaged is enough; what each did, with its day. */
const people: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  once: [['visit', '2026-03-20']],
  twice: [
    ['visit', '2026-03-20'],
    ['visit', '2026-03-20'],
  ],
  inside: [
    ['visit', '2026-03-02'],
    ['visit', '2026-03-20'],
  ],
  outside: [
    ['visit', '2026-03-01'],
    ['visit', '2026-03-20'],
  ],
  gone: [
    ['visit', '2026-03-20'],
    ['visit', '2026-03-20'],
    ['left', '2026-03-21'],
  ],
  other: [['demo', '2026-03-20']],
  often: [
    ['click', '2026-03-20'],
    ['click', '2026-03-20'],
    ['click', '2026-03-20'],
  ],
};

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit', 'left', 'demo', 'click'],
    rubric: `rubric: one
version: 1
status: live
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      visit: { points: 10, decay: { until: 90d } }
      left: { points: -5, decay: { until: 90d } }
      demo: { points: 40, decay: { until: 90d } }
      click: { points: 10, decay: { until: 90d }, limit: { times: 1, per: day } }
    families: { web: { signals: [visit, left, click], cap: 1 } }
    engaged: { families: [web], min_points: 20, within: 30d }
account:
  engaged_people: { when: { people: 1 }, points: 7, on: engaged_leads }
total: { sum: { intent: 1 } }
bands: [0]
tiers:
  - { tier: rest, otherwise: true, action: { do: nothing } }
`,
  });
  await project.run('2026-03-31T00:00:00Z', {
    leads: Object.keys(people).map((name) => ({
      record_id: name,
      email: `${name}@${name}.com`,
      created_at: long,
      known_at: long,
    })),
    events: Object.entries(people).flatMap(([name, acts]) =>
      acts.map(([event, day]) => ({
        email: `${name}@${name}.com`,
        event_name: event,
        happened_at: `${day}T12:00:00Z`,
      })),
    ),
  });
});
afterAll(() => project.close());

test.each([
  ['once', false, '10 of 20 points'],
  ['twice', true, '20 points, of which the cap leaves 1'],
  ['inside', true, 'the earlier one 29 days ago'],
  ['outside', false, 'the earlier one 30 days ago'],
  ['gone', false, '20 points, and 5 taken away'],
  ['other', false, '40 points of another family'],
  ['often', false, '30 points, of which the limit lets 10 count'],
])('[E2] %s: %s, %s', async (name, isEngaged) => {
  const points = await project.points(name);
  expect(points['account.engaged_people.engaged_people']).toBe(isEngaged ? '7' : undefined);
});
