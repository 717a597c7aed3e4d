/** What comes back from the CRM: leads that sales gave back, and leads that live on as contacts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = `
rubric: back
version: 1
status: live
purpose: What sales says of it
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      seats:
        field: lead.seats
        cases:
          - { at_least: 50, points: 50 }
          - { otherwise: true, points: 0 }
        unknown: { points: 0 }
  intent:
    acts:
      demo: { points: 40, decay: { until: 30d } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0, 50]
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: call, within: 1h } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;

const known = { known_at: '2026-01-01T00:00:00Z' };
const ann = { record_id: 'ann', email: 'ann@one.com', seats: 60, ...known };
const bob = { record_id: 'bob', email: 'bob@two.com', ...known };
const cy = { record_id: 'cy', email: 'cy@three.com', seats: 60, ...known };
const dee = { record_id: 'dee', email: 'dee@four.com', seats: 60, ...known };
const demo = { event_id: 'e1', event_name: 'demo', person_record_id: 'bob', happened_at: '2026-05-30T12:00:00Z' };

let project: OrderProject;
beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric,
    files: {
      'rubrics/shared/standards.yaml': 'time_zone: UTC\nlists:\n  rejection_reasons: [no budget, student]\n',
    },
    columns: ['status', 'reason', 'converted_at', 'converted_contact_id', 'last_recycled_at'],
  });
  await project.run('2026-06-01T12:00:00Z', { leads: [ann, bob, cy, dee], events: [demo] }, { keeps: true });
  await project.run(
    '2026-06-05T12:00:00Z',
    {
      leads: [
        { ...ann, status: 'Recycled', rejection_reason: 'No budget' },
        bob,
        { ...cy, rejection_reason: 'Student', last_recycled_at: '2026-05-20T09:00:00Z' },
        { ...dee, converted_at: '2026-06-04T09:00:00Z', converted_contact_id: 'dee2' },
      ],
      contacts: [{ record_id: 'dee2', email: 'dee@four.com', seats: 60, known_at: '2026-06-04T09:00:00Z' }],
      events: [demo],
      status_history: [
        {
          record_id: 'h1',
          person_record_id: 'ann',
          status: 'Recycled',
          reason: ' No Budget ',
          happened_at: '2026-06-04T10:00:00Z',
        },
        {
          record_id: 'h2',
          person_record_id: 'bob',
          status: 'Recycled',
          reason: 'student',
          happened_at: '2026-06-03T15:00:00Z',
        },
        {
          record_id: 'h3',
          person_record_id: 'bob',
          status: 'Working',
          reason: 'called twice',
          happened_at: '2026-06-03T16:00:00Z',
        },
      ],
    },
    { keeps: true },
  );
});
afterAll(() => project.close());

test('[G3] a rejection is told with its reason, the tier in which the lead stood and the rule that weighed most', async () => {
  const rows = await project.query(`
SELECT rejection_key, status, reason, rejected_at, rubric, tier, was_acted_on, top_rule, days_after_entry
FROM \`@sales_rejections\`
ORDER BY rejection_key`);
  expect(rows).toEqual([
    {
      rejection_key: 'app:h1',
      status: 'Recycled',
      reason: 'No Budget',
      rejected_at: '2026-06-04T10:00:00Z',
      rubric: 'back',
      tier: 'hot',
      was_acted_on: true,
      top_rule: 'fit.seats',
      days_after_entry: 2,
    },
    {
      rejection_key: 'app:h2',
      status: 'Recycled',
      reason: 'student',
      rejected_at: '2026-06-03T15:00:00Z',
      rubric: 'back',
      tier: 'hot',
      was_acted_on: true,
      top_rule: 'intent.demo',
      days_after_entry: 2,
    },
    // Given back before any rubric had scored it, and told by the record alone.
    {
      rejection_key: 'crm:app:cy',
      status: null,
      reason: 'Student',
      rejected_at: '2026-05-20T09:00:00Z',
      rubric: null,
      tier: null,
      was_acted_on: false,
      top_rule: null,
      days_after_entry: null,
    },
  ]);
});

test('[K1] a converted lead is handed over to its contact: the contact gets the score, the lead record nothing', async () => {
  const rows = await project.query(
    "SELECT object, record_id, state, total_score, tier FROM `@crm_updates` WHERE record_id IN ('dee', 'dee2') ORDER BY object",
  );
  expect(rows).toEqual([
    { object: 'contact', record_id: 'dee2', state: 'write', total_score: 50, tier: 'hot' },
    { object: 'lead', record_id: 'dee', state: 'converted', total_score: 50, tier: 'hot' },
  ]);
});
