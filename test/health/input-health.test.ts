/** Inputs with one fault of each kind: what `input_health` says of them, whole. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../scripts/engine/engine.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

const day = (offset: number): string =>
  new Date(Date.UTC(2026, 5, 29) - offset * 86_400_000).toISOString().slice(0, 10);
const days = Array.from({ length: 100 }, (_, index) => index);

/** Ten views a day; only one on each of the last two days. */
const views = days.flatMap((ago) =>
  Array.from({ length: ago < 2 ? 1 : 10 }, (_, index) => ({
    event_id: `v${ago}.${index}`,
    event_name: 'page_view',
    channel: 'web',
    page_path: index < 7 ? '/Pricing' : '/hidden ${1}',
    anonymous_id: `d${index}`,
    ...(index < 5 && ago >= 7 ? { campaign_name: 'spring' } : {}),
    happened_at: `${day(ago)}T10:00:00Z`,
  })),
);

/** Nobody knows any more whose these are, for three days. */
const clicks = days.flatMap((ago) =>
  Array.from({ length: 6 }, (_, index) => ({
    event_id: `c${ago}.${index}`,
    event_name: 'click',
    happened_at: `${day(ago)}T11:00:00Z`,
    ...(ago >= 3 && { anonymous_id: `d${index}` }),
  })),
);

/** Two leads a day, whose country is not asked any more in the last nine days. */
const leads = days.flatMap((ago) =>
  ['a', 'b'].map((which) => ({
    record_id: `L${which}${ago}`,
    email: `${which}${ago}@firm.com`,
    country: ago < 9 ? null : 'Germany',
    created_at: `${day(ago)}T08:00:00Z`,
  })),
);

const forms = days.slice(0, 40).map((ago) => ({
  event_id: `f${ago}`,
  event_name: 'form_submit',
  channel: 'form',
  form_id: 'demo',
  // Of the last ten days nobody reached the CRM.
  email: ago < 10 ? `lost${ago}@firm.com` : `A${ago}+form@firm.com`,
  happened_at: `${day(ago)}T09:00:00Z`,
}));

const odd = [
  { ...views[100], event_id: 'old', happened_at: '1970-01-21T10:00:00Z', known_at: '2026-06-20T10:00:00Z' },
  { ...views[100], event_id: 'later', happened_at: '2026-07-20T10:00:00Z', known_at: '2026-06-20T10:00:00Z' },
  { ...views[100], event_id: 'early', happened_at: '2026-06-20T15:00:00Z', known_at: '2026-06-20T10:00:00Z' },
];

let project: OrderProject;
const health = (where = 'TRUE'): Promise<Row[]> =>
  project.query(`
SELECT check_name, entity, place, level, measured, expected, since, place_rank, what, touches
FROM \`@input_health\`
WHERE ${where}
ORDER BY severity DESC, check_name, entity, place_rank, place`);

beforeAll(async () => {
  project = await openOrderProject({
    withHealth: true,
    rubric: `
rubric: watched
version: 1
status: live
purpose: What rests on inputs
outcome: { label: opportunity, within: 90d }
dimensions:
  fit: { criteria: { where: { cases: [{ when: { field: lead.country_code, is: DE }, points: 10 }], unknown: neutral } } }
  intent: { acts: { pricing: { points: 5 }, asked: { points: 20 } } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0]
tiers:
  - { tier: hot, when: { total: 20 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
suppress: [ { when: { field: lead.country, is: Atlantis }, reason: nowhere, unknown: ignore } ]
`,
    files: {
      'rubrics/shared/signals.yaml': `signals:
  pricing: { label: pricing, from: [{ event: page_view, path: /pricing }] }
  asked: { label: asked, from: [{ event: form_submit, form: demo }] }
  click: { label: clicked, unused: true, from: [{ event: click }] }
`,
      'rubrics/shared/health.yaml': 'fewest_rows: 5\n',
    },
  });
  const again = views.filter(({ event_id: id }) => id.startsWith('v3.')).slice(0, 3);
  await project.run('2026-06-30T00:00:00Z', { leads, events: [...views, ...clicks, ...again, ...forms, ...odd] });
});
afterAll(() => project.close());

test('[A10] each fault says what, where, since when, and which signals and criteria rest on it', async () => {
  expect(
    (await health('severity > 0')).map((row) =>
      Object.values(row)
        .map((value) => value ?? '')
        .join(' | '),
    ),
  ).toMatchInlineSnapshot(`
    [
      "null_rate | events | identity of click | broken | 1 | 0 | 2026-06-27 |  | share of NULL rose to 1, usually 0 | ",
      "null_rate | leads | country | broken | 1 | 0.0714 | 2026-06-21 |  | share of NULL rose to 1, usually 0.0714 | watched: fit.where, lead.country",
      "utm_capture | events | campaign_name | broken | 0 | 0.453 | 2026-06-23 |  | 0 of 59 events of pages and forms in a week carry a campaign, usually a share of 0.453 | ",
      "form_without_record | events | form demo | warning | 0.3333 | 0 | 2026-06-20 |  | 9 of 27 submissions with an address that no lead or contact has a day later | watched: asked",
      "volume | events |  | warning | 8 | 17 | 2026-06-28 |  | dropped to 8, usually 17 | watched: asked, pricing",
      "duplicates | events |  | note | 0.0064 | 0 | 2026-06-26 |  | 3 of 462 raw rows of events that were there already | watched: asked, pricing",
      "freshness | account_events |  | note |  |  |  |  | no row in three months | ",
      "freshness | accounts |  | note |  |  |  |  | no row in three months | ",
      "freshness | campaign_responses |  | note |  |  |  |  | no row in three months | ",
      "freshness | contacts |  | note |  |  |  |  | no row in three months | watched: fit.where, lead.country",
      "freshness | enrichment |  | note |  |  |  |  | no row in three months | ",
      "freshness | opportunities |  | note |  |  |  |  | no row in three months | ",
      "timestamps | events | before 2000 | note | 0.0006 | 0 | 1970-01-21 |  | 1 of 1481 moments that cannot be | watched: asked, pricing",
      "timestamps | events | in the future | note | 0.0006 | 0 | 2026-07-20 |  | 1 of 1481 moments that cannot be | watched: asked, pricing",
      "timestamps | events | known before it happened | note | 0.0006 | 0 | 2026-06-20 |  | 1 of 1481 moments that cannot be | watched: asked, pricing",
      "unmapped | events | page_view /hidden \${1} | note | 80 |  | 2026-04-27 | 1 | 80 events in 28 days that are no signal | ",
    ]
  `);
});

test('what is as usual is said, too, with nothing to do', async () => {
  const [row] = await project.query(
    "SELECT level, severity, since, todo FROM `@input_health` WHERE check_name = 'freshness' AND entity = 'leads'",
  );
  expect(row).toEqual({ level: 'ok', severity: 0, since: null, todo: null });
});

test('an event that a later run reads is no jump of an earlier moment', async () => {
  const events = [...views, ...clicks, ...forms];
  await project.run('2026-06-27T00:00:00Z', { leads, events }, { keeps: true });
  expect(await health("check_name = 'volume' AND entity = 'events'")).toMatchObject([{ level: 'ok', measured: '17' }]);
});
