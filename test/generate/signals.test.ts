/** From raw events to acts: which event is which signal, and of which further ones. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facts, openOrderProject, type OrderProject } from '../order/harness.js';

const signals = `
signals:
  demo_request: { from: [{ event: form_submit, form: demo }] }
  webinar_attended:
    from: [{ campaign_type: Webinar, campaign_status: [Attended, Watched] }]
    also: [event_attended]
  pricing_page:
    from: [{ event: page_view, path: [/pricing, /pricing/**] }]
    also: [high_intent_page, product_interest]
  docs_page: { from: [{ event: page_view, path: '/docs/*' }] }
  any_page: { from: [{ event: page_view }] }
  topic_surge: { from: [{ channel: intent, event: surge }] }
  product_used: { from: [{ channel: product }] }
  campaign_reply: { from: [{ campaign: Autumn Letter }] }
  event_attended: { from: [{ campaign_type: Event }] }
  # Only ever a further act.
  high_intent_page: {}
  product_interest: { also: [any_page] }
`;

const rubric = `
rubric: all_of_them
version: 1
status: live
purpose: Every signal counts
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      demo_request: { points: 1 }
      webinar_attended: { points: 1 }
      pricing_page: { points: 1, limit: { times: 1, per: lifetime } }
      docs_page: { points: 1 }
      any_page: { points: 1 }
      topic_surge: { points: 1 }
      product_used: { points: 1 }
      campaign_reply: { points: 1 }
      event_attended: { points: 1 }
      high_intent_page: { points: 10 }
      product_interest: { points: 100, limit: { times: 1, per: lifetime } }
total: { sum: { intent: 1 } }
bands: [0, 10]
tiers:
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;

let project: OrderProject;
beforeAll(async () => {
  project = await openOrderProject({
    rubric,
    files: {
      'rubrics/shared/signals.yaml': signals,
      'rubrics/shared/standards.yaml': 'time_zone: UTC\ninternal_domains: [ourselves.com]\n',
    },
  });
});
afterAll(() => project.close());

const person = { email: 'ann@firm.com', happened_at: '2026-05-01T10:00:00Z' };

/** The acts as `key signal`, in order. */
async function acts(facts: Facts): Promise<string[]> {
  await project.run('2026-06-01T00:00:00Z', facts);
  const rows = await project.query('SELECT act_key, signal FROM `@int_acts` ORDER BY act_key');
  return rows.map((row) => `${String(row.act_key)} ${String(row.signal)}`);
}

describe('[C2] which form, page or campaign is which signal', () => {
  test('the first pattern of the file that fits wins', async () => {
    const events = [
      { event_id: 'a', event_name: 'Form_Submit', form_id: ' DEMO ', ...person },
      { event_id: 'b', event_name: 'page_view', page_path: '/docs/setup', ...person },
      { event_id: 'c', event_name: 'page_view', page_path: '/docs/setup/linux', ...person },
      { event_id: 'd', event_name: 'click', campaign_name: 'autumn letter', ...person },
      { event_id: 'e', event_name: 'click', ...person },
    ];
    expect(await acts({ events })).toEqual([
      'app:a demo_request',
      'app:b docs_page',
      'app:c any_page',
      'app:d campaign_reply',
    ]);
  });

  test('campaign types and statuses', async () => {
    const response = { email: person.email, happened_at: person.happened_at };
    const campaign_responses = [
      { record_id: '1', campaign_type: 'webinar', status: 'Watched', ...response },
      { record_id: '2', campaign_type: 'Webinar', status: 'Registered', ...response },
      { record_id: '3', campaign_type: 'Event', status: 'Anything', ...response },
    ];
    expect(await acts({ campaign_responses })).toEqual([
      'app_campaigns:response:1:Watched webinar_attended',
      'app_campaigns:response:1:Watched/event_attended event_attended',
      'app_campaigns:response:3:Anything event_attended',
    ]);
  });
});

test('[C2] an event is one act of one signal, unless the mapping says also', async () => {
  const view = { event_name: 'page_view', page_path: '/pricing/teams', ...person };
  const leads = [{ record_id: 'L1', email: person.email }];
  expect(
    await acts({
      leads,
      events: [
        { event_id: 'v', ...view },
        { event_id: 'w', ...view },
      ],
    }),
  ).toEqual([
    'app:v pricing_page',
    'app:v/high_intent_page high_intent_page',
    'app:v/product_interest product_interest',
    'app:w pricing_page',
    'app:w/high_intent_page high_intent_page',
    'app:w/product_interest product_interest',
  ]);
  // Each signal has its own limits.
  expect(await project.points('L1')).toEqual({
    'intent.high_intent_page.act': '20',
    'intent.pricing_page.act': '1',
    'intent.product_interest.act': '100',
  });
});

test('[C9] third-party intent and use of the product are signals like any other', async () => {
  const events = [
    { event_id: 'i', event_name: 'surge', channel: 'Intent', ...person },
    { event_id: 'p', event_name: 'report_opened', channel: 'product', ...person },
  ];
  expect(await acts({ events })).toEqual(['app:i topic_surge', 'app:p product_used']);
});

test('[A9] bots, tests that say so and our own people leave no acts', async () => {
  const form = { event_name: 'form_submit', form_id: 'demo', happened_at: person.happened_at };
  const events = [
    { event_id: 'bot', is_bot: true, ...form, email: 'ann@firm.com' },
    { event_id: 'flag', is_internal: true, ...form, email: 'ann@firm.com' },
    { event_id: 'own', ...form, email: 'Me+1@ourselves.com' },
    { event_id: 'own_below', ...form, email: 'me@mail.ourselves.com' },
    { event_id: 'not_own', ...form, email: 'me@notourselves.com' },
    { event_id: 'device', ...form, anonymous_id: 'd1' },
    { event_id: 'nobody', ...form },
  ];
  expect(await acts({ events })).toEqual(['app:device demo_request', 'app:not_own demo_request']);
});

test('minutes and depth of an act come with it', async () => {
  const events = [
    { event_id: 'a', event_name: 'page_view', page_path: '/docs/a', minutes: '4.5', depth: '80', ...person },
    { event_id: 'b', event_name: 'page_view', page_path: '/docs/b', ...person },
  ];
  await acts({ leads: [{ record_id: 'L1', email: person.email }], events });
  const columns = 'act_key, CAST(minutes AS STRING) AS minutes, CAST(depth AS STRING) AS depth';
  expect(await project.query(`SELECT ${columns} FROM \`@all_of_them_acts\` ORDER BY act_key`)).toEqual([
    { act_key: 'app:a', minutes: '4.5', depth: '80' },
    { act_key: 'app:b', minutes: null, depth: null },
  ]);
});

test('the last time that sales gave a person back, of all records and known by as_of', async () => {
  const recycled = (record_id: string, last_recycled_at: string) => ({
    record_id,
    email: person.email,
    last_recycled_at,
  });
  const leads = [
    recycled('L1', '2026-03-01T00:00:00Z'),
    recycled('L2', '2026-04-01T00:00:00Z'),
    { record_id: 'L3', email: 'eve@firm.com' },
    { record_id: 'L4', email: 'joe@firm.com', last_recycled_at: '2026-07-01T00:00:00Z' },
  ];
  await project.run('2026-06-01T00:00:00Z', { leads });
  const rows = await project.query(
    "SELECT mailbox, CAST(DATE(last_recycled_at, 'UTC') AS STRING) AS day FROM `@int_lead_facts` ORDER BY mailbox",
  );
  expect(rows).toEqual([
    { mailbox: 'ann@firm.com', day: '2026-04-01' },
    { mailbox: 'eve@firm.com', day: null },
    { mailbox: 'joe@firm.com', day: null },
  ]);
});
