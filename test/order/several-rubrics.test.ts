/** Rubrics of different shapes side by side: one union in every public table, and one of them decides for each lead. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const head = (name: string, status: string, more: string) => `
rubric: ${name}
version: ${name.length}
status: ${status}
purpose: ${name}
${more}`;

const inbound = head(
  'inbound',
  'live',
  `applies_to: { not: { field: lead.role, is: partner } }
outcome: { label: opportunity, within: 30d }
dimensions:
  fit:
    criteria: { plan: { when: { field: lead.plan, is: gold }, points: 40 } }
    grades: { A: 40, B: 0 }
  intent: { acts: { demo: { points: 20 } } }
total: { sum: { fit: 1, intent: 0.5 } }
bands: [0, 30]
grid: { rows: { intent: [10] }, columns: { fit: [40] }, cells: { low_low: out, low_high: warm_up, high_low: look, high_high: call } }
tiers:
  - { tier: hot, when: { total: 50 }, action: { do: contact, assign: sdr } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
routes:
  - { when: { field: lead.status, is: customer }, to: expansion }
  - { when: { field: lead.status, is: partner }, to: channel }
`,
);

const expansion = head(
  'expansion',
  'live',
  `applies_to: { field: account.is_customer, is: true }
outcome: { label: opportunity, within: 90d }
dimensions:
  growth: { criteria: { seats: { when: { field: lead.seats, at_least: 5 }, points: 30 } } }
account:
  from_people: { growth: { top: 2, weights: [1, 0.5] } }
  range: [0, 100]
total: { sum: { growth: 1, account: 0.1 } }
bands: [10]
tiers:
  - { tier: grow, when: { account_score: 10 }, action: { do: call } }
  - { tier: mid, when: { total: 1 }, action: { do: write } }
  - { tier: rest, otherwise: true, action: { do: nothing } }
routes: [ { when: { field: lead.role, is: reseller }, to: channel } ]
`,
);

const channel = head(
  'channel',
  'live',
  `outcome: { label: opportunity, within: 90d }
dimensions: { intent: { acts: { demo: { points: 5 } } } }
total: { sum: { intent: 1 } }
bands: [0]
tiers: [ { tier: everyone, otherwise: true, action: { do: send } } ]
`,
);

const trial = head(
  'trial',
  'shadow',
  `outcome: { label: opportunity, within: 90d }
dimensions: { readiness: { acts: { demo: { points: 7 } } } }
total: { sum: { readiness: 1 } }
bands: [0]
tiers: [ { tier: one, otherwise: true, action: { do: contact } } ]
experiment: { salt: s, holdout: { share: 100%, write: nothing } }
`,
);

const unscored = (name: string, status: string) => trial.replace('trial', name).replace('shadow', status);

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: {
      trial,
      inbound,
      expansion,
      channel,
      planned: unscored('planned', 'draft'),
      former: unscored('former', 'retired'),
    },
    files: { 'rubrics/shared/precedence.yaml': 'precedence: [inbound, expansion, channel]\n' },
  });
  const lead = (record: string, domain: string, more = {}) => ({
    record_id: record,
    email: `${record.toLowerCase()}@${domain}.com`,
    ...more,
  });
  await project.run('2026-06-10T00:00:00Z', {
    leads: [
      lead('NEW', 'firm', { plan: 'gold' }),
      lead('CUSTOMER', 'customer', { status: 'customer', seats: 9 }),
      // Sent on twice.
      lead('RESELLER', 'customer', { status: 'customer', role: 'reseller' }),
      // Sent to a rubric that does not score it.
      lead('LOST', 'firm', { status: 'customer' }),
      lead('PARTNER', 'partner', { role: 'partner' }),
      lead('SENT', 'partner', { status: 'partner' }),
    ],
    accounts: ['customer', 'firm', 'partner'].map((name, index) => ({
      record_id: 'ABC'.charAt(index),
      website: `${name}.com`,
      is_customer: name === 'customer',
    })),
    events: [
      { event_name: 'demo', email: 'new@firm.com', happened_at: '2026-06-01T10:00:00Z' },
      // The newest thing known, so that windows are over.
      { event_name: 'demo', email: 'other@firm.com', happened_at: '2026-12-01T10:00:00Z' },
    ],
    contacts: [lead('WINNER', 'customer', { account_id: 'A', seats: 6 })],
    opportunities: [{ record_id: 'O', contact_id: 'WINNER', account_id: 'A', created_at: '2026-08-01T00:00:00Z' }],
  });
});
afterAll(() => project.close());

const records = `
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = s.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key`;

test('[D6] every rubric that is live or shadow scores the leads it applies to; drafts and retired ones score nobody', async () => {
  const rows = await project.query(
    'SELECT rubric, rubric_status, rubric_version, COUNT(*) AS leads FROM `@lead_scores` GROUP BY rubric, rubric_status, rubric_version ORDER BY rubric',
  );
  expect(rows).toEqual([
    { rubric: 'channel', rubric_status: 'live', rubric_version: 7, leads: 7 },
    { rubric: 'expansion', rubric_status: 'live', rubric_version: 9, leads: 3 },
    { rubric: 'inbound', rubric_status: 'live', rubric_version: 7, leads: 6 },
    { rubric: 'trial', rubric_status: 'shadow', rubric_version: 5, leads: 7 },
  ]);
});

test('[H1] every score says by which version of which rubric it was made', async () => {
  expect(await project.score('NEW', 'inbound')).toMatchObject({ rubric_version: 7, rubric_status: 'live' });
  expect(await project.score('NEW', 'trial')).toMatchObject({ rubric_version: 5, rubric_status: 'shadow' });
});

test('[D6] a column that a rubric does not have is NULL', async () => {
  const nothing = {
    fit_score: null,
    fit_grade: null,
    intent_score: null,
    growth_score: null,
    readiness_score: null,
    account_score: null,
    cell: null,
    route_to: null,
    experiment_arm: null,
    suppressed_because: null,
  };
  expect(await project.score('NEW', 'inbound')).toMatchObject({
    ...nothing,
    fit_score: '40',
    fit_grade: 'A',
    intent_score: '20',
    cell: 'call',
    total_score: '50',
    band: '30+',
    tier: 'hot',
    disposition: 'contact',
  });
  expect(await project.score('CUSTOMER', 'expansion')).toMatchObject({
    ...nothing,
    growth_score: '30',
    account_score: '45',
    total_score: '34.5',
    tier: 'grow',
    disposition: 'call',
  });
  expect(await project.score('NEW', 'trial')).toMatchObject({
    ...nothing,
    readiness_score: '7',
    experiment_arm: 'holdout',
    tier: 'one',
    disposition: 'holdout',
  });
});

test('[F8] the first rubric that scores a lead decides, unless it routes to another that scores it; a shadow rubric never', async () => {
  const rows = await project.query(`
SELECT r.record_id, s.rubric
FROM \`@lead_scores\` AS s${records}
WHERE s.is_primary
ORDER BY r.record_id`);
  expect(rows.map((row) => [row.record_id, row.rubric])).toEqual([
    ['CUSTOMER', 'expansion'],
    ['LOST', 'inbound'],
    ['NEW', 'inbound'],
    ['PARTNER', 'channel'],
    ['RESELLER', 'channel'],
    ['SENT', 'channel'],
    ['WINNER', 'inbound'],
  ]);
  expect(await project.score('LOST', 'inbound')).toMatchObject({ disposition: 'routed', route_to: 'expansion' });
  const written = await project.query(
    'SELECT rubric, COUNT(*) AS records FROM `@crm_updates` GROUP BY rubric ORDER BY rubric',
  );
  expect(written).toEqual([
    { rubric: 'channel', records: 3 },
    { rubric: 'expansion', records: 1 },
    { rubric: 'inbound', records: 3 },
  ]);
  const queued = await project.query('SELECT rubric, tier FROM `@work_queue`');
  expect(queued).toEqual([{ rubric: 'inbound', tier: 'hot' }]);
});

test('[F1] tiers and bands of each rubric are judged by its own outcome and window', async () => {
  const tiers = await project.query(
    'SELECT rubric, tier, tier_position, within_days, leads, judged, converted FROM `@tier_outcomes` ORDER BY rubric, tier_position',
  );
  expect(tiers.map((row) => Object.values(row))).toEqual([
    ['channel', 'everyone', 1, 90, 7, 7, 1],
    ['expansion', 'grow', 1, 90, 3, 3, 1],
    ['inbound', 'hot', 1, 30, 1, 1, 0],
    ['inbound', 'cold', 2, 30, 5, 5, 0],
    ['trial', 'one', 1, 90, 7, 7, 1],
  ]);
  const bands = await project.query(
    'SELECT rubric, band, band_number, leads, converted FROM `@score_band_conversion` ORDER BY rubric, band_number',
  );
  expect(bands.map((row) => Object.values(row))).toEqual([
    ['channel', '0+', 1, 7, 1],
    ['expansion', 'below 10', 0, 1, 0],
    ['expansion', '10+', 1, 2, 1],
    ['inbound', '0-30', 1, 5, 0],
    ['inbound', '30+', 2, 1, 0],
    ['trial', '0+', 1, 7, 1],
  ]);
});
