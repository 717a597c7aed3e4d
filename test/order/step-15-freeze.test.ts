/** Step 15: a freeze keeps tier and action of the last run, and the computed score stands beside. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: `
rubric: kept
version: 1
status: live
purpose: What a freeze keeps
outcome: { label: opportunity, within: 90d }
dimensions: { intent: { acts: { demo: { points: 40, decay: { until: 10d } } } } }
total: { sum: { intent: 1 } }
bands: [0]
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
freeze:
  - { when: { field: lead.role, in: [accepted, pending] } }
  - { when: { field: lead.plan, is: gold }, reason: in talks }
suppress: [ { when: { field: lead.do_not_contact, is: true }, reason: consent, unknown: ignore } ]
hold: [ { when: { field: lead.title, unknown: true }, reason: title } ]
overrides: { from: stg_overrides }
`,
  });
});
afterAll(() => project.close());

const lead = (record: string, more: Readonly<Record<string, string | boolean | null>> = {}) => ({
  record_id: record,
  email: `${record.toLowerCase()}@firm.com`,
  title: 'Buyer',
  ...more,
});
const demo = (record: string, day: string) => ({
  event_id: `${record}${day}`,
  event_name: 'demo',
  email: `${record.toLowerCase()}@firm.com`,
  happened_at: `2026-06-${day}T10:00:00Z`,
});
const told = async (record: string) => {
  const { tier, computed_tier, action, disposition, dispositions, total_score } = await project.score(record);
  return { tier, computed_tier, action, disposition, dispositions, total_score };
};
const events = [demo('FROZEN', '01'), demo('FREE', '01'), demo('MUTE', '01'), demo('FALLS', '01')];
const override = {
  record_id: 'o',
  person_record_id: 'SET',
  tier: 'hot',
  owner: 'Kim',
  reason: 'met',
  set_at: '2026-06-01T00:00:00Z',
  expires_on: '2026-06-15',
};

test('frozen from the first run on: there is nothing to keep yet', async () => {
  await project.run('2026-06-05T00:00:00Z', {
    leads: [lead('FROZEN', { role: 'pending' }), lead('FREE'), lead('MUTE'), lead('FALLS'), lead('SET')],
    events,
    overrides: [override],
  });
  expect(await told('FROZEN')).toEqual({
    tier: 'hot',
    computed_tier: 'hot',
    action: 'contact',
    disposition: 'frozen',
    dispositions: 'frozen: role is accepted or pending; action: contact',
    total_score: '40',
  });
  expect(await told('FREE')).toMatchObject({ tier: 'hot', disposition: 'contact', dispositions: 'action: contact' });
});

test('tier and action stay as they were, whatever is computed and whatever comes before the freeze; hold comes after it', async () => {
  await project.run(
    '2026-06-20T00:00:00Z',
    {
      leads: [
        lead('FROZEN', { role: 'pending', title: null }),
        lead('FREE'),
        lead('MUTE', { plan: 'gold', do_not_contact: true }),
        lead('FALLS', { role: 'other' }),
        lead('SET', { role: 'accepted' }),
      ],
      events,
      overrides: [override],
    },
    { keeps: true },
  );
  expect(await told('FROZEN')).toEqual({
    tier: 'hot',
    computed_tier: 'cold',
    action: 'contact',
    disposition: 'frozen',
    dispositions: 'frozen: role is accepted or pending; held: title; action: contact',
    total_score: '0',
  });
  expect(await told('FREE')).toMatchObject({ tier: 'cold', disposition: 'nothing' });
  expect(await told('FALLS')).toMatchObject({ tier: 'cold', disposition: 'nothing' });
  expect(await told('MUTE')).toMatchObject({
    tier: 'hot',
    disposition: 'suppressed',
    dispositions: 'suppressed: consent; frozen: in talks; action: contact',
  });
  expect(await told('SET')).toMatchObject({ tier: 'hot', computed_tier: 'cold', disposition: 'frozen' });
});

test('a freeze lasts over several runs, also when one is run again, and ends with its condition', async () => {
  const leads = [lead('FROZEN', { role: 'accepted' }), lead('FREE', { role: 'pending' })];
  await project.run('2026-06-25T00:00:00Z', { leads, events }, { keeps: true });
  await project.run('2026-06-25T00:00:00Z', { leads, events }, { keeps: true });
  expect(await told('FROZEN')).toMatchObject({ tier: 'hot', computed_tier: 'cold', disposition: 'frozen' });
  expect(await told('FREE')).toMatchObject({ tier: 'cold', disposition: 'frozen' });
  await project.run('2026-06-26T00:00:00Z', { leads: [lead('FROZEN')], events }, { keeps: true });
  expect(await told('FROZEN')).toMatchObject({ tier: 'cold', computed_tier: 'cold', disposition: 'nothing' });
});

test('a run for an earlier moment leaves where leads stand', async () => {
  const stood = () => project.query('SELECT lead_id, as_of, tier FROM `@kept_standings` ORDER BY lead_id');
  const before = await stood();
  await project.run('2026-06-03T00:00:00Z', { leads: [lead('FROZEN')], events }, { keeps: true });
  expect(await told('FROZEN')).toMatchObject({ tier: 'hot', computed_tier: 'hot' });
  expect(await stood()).toEqual(before);
});
