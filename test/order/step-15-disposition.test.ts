/** Step 15: of what may stand between a tier and its action, the first that applies decides, and all are recorded. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = `
rubric: ordered
version: 1
status: live
purpose: Everything that may keep an action from being done
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      plan: { when: { field: lead.plan, is: gold }, points: 40 }
total: { sum: { fit: 1 } }
bands: [0, 10]
tiers:
  - tier: hot
    when: { total: 40 }
    action: { do: contact, within: 5m, assign: sdr, task: true, play: hot_play, playbook: Call and ask for the plan. }
  - { tier: warm, when: { total: 20 }, action: { do: contact, within: 2d } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
suppress:
  - { when: { field: lead.do_not_contact, is: true }, reason: consent, unknown: ignore }
  - { when: { field: lead.is_student, is: true }, reason: student, unknown: suppress }
hold: [ { when: { field: lead.role, unknown: true }, reason: enrichment }, { when: { field: lead.role, is: pending }, reason: partner review } ]
routes: [ { when: { field: account.is_customer, is: true }, to: expansion } ]
overrides: { from: stg_overrides }
experiment: { salt: s, holdout: { share: 100%, write: nothing } }
`;

const expansion = `
rubric: expansion
version: 1
status: live
purpose: Customers
applies_to: { field: account.is_customer, is: true }
outcome: { label: opportunity, within: 90d }
dimensions: { growth: { criteria: { seats: { when: { field: lead.seats, at_least: 5 }, points: 30 } } } }
total: { sum: { growth: 1 } }
bands: [0]
tiers:
  - { tier: grow, when: { total: 30 }, action: { do: contact } }
  - { tier: rest, otherwise: true, action: { do: nothing } }
`;

const asOf = '2026-06-10T00:00:00Z';
let project: OrderProject;

const lead = (record: string, more: Readonly<Record<string, string | boolean | null>> = {}) => ({
  record_id: record,
  email: `${record.toLowerCase()}@${record.toLowerCase()}.com`,
  plan: 'gold',
  role: 'boss',
  is_student: false,
  ...more,
});
const override = (record: string, tier: string | null, more: Readonly<Record<string, string | null>> = {}) => ({
  record_id: `o-${record}-${tier ?? ''}-${more['set_at'] ?? ''}`,
  person_record_id: record,
  tier,
  owner: 'Kim',
  reason: 'met at the fair',
  set_at: '2026-06-01T00:00:00Z',
  expires_on: '2026-07-01',
  ...more,
});

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: { ordered: rubric, expansion },
    files: { 'rubrics/shared/precedence.yaml': 'precedence: [ordered, expansion]\n' },
  });
  const all = { do_not_contact: true, is_student: null, role: null };
  const customer = (record: string, more = {}) =>
    lead(record, { email: `${record.toLowerCase()}@customer.com`, ...more });
  await project.run(asOf, {
    leads: [
      lead('NONE', { plan: 'tin' }),
      lead('HOLDOUT'),
      customer('ROUTED'),
      customer('HELD', { role: null }),
      customer('SUPPRESSED', all),
      customer('OVERRIDDEN', all),
      lead('PENDING', { role: 'pending' }),
      lead('LATEST'),
      lead('EXPIRED'),
      lead('FUTURE'),
      lead('ELSEWHERE'),
      lead('MAILED'),
    ],
    accounts: [{ record_id: 'A', website: 'customer.com', is_customer: true }],
    overrides: [
      override('OVERRIDDEN', 'warm'),
      override('LATEST', 'cold'),
      override('LATEST', 'warm', { set_at: '2026-06-02T00:00:00Z' }),
      override('LATEST', 'cold', { set_at: '2026-06-03T00:00:00Z', expires_on: '2026-06-10' }),
      override('EXPIRED', 'cold', { expires_on: '2026-06-10' }),
      override('FUTURE', 'cold', { set_at: '2026-06-10T00:00:01Z' }),
      override('ELSEWHERE', 'warm', { rubric: 'ordered', person_record_id: 'HELD', expires_on: '2026-06-01' }),
      override('MAILED', 'Warm', { person_record_id: null, email: 'Mailed@mailed.com', rubric: 'Ordered' }),
    ],
  });
});
afterAll(() => project.close());

const told = async (record: string) => {
  const { tier, computed_tier, disposition, dispositions, action, route_to } = await project.score(record, 'ordered');
  return { tier, computed_tier, disposition, dispositions, action, route_to };
};

const hot = { tier: 'hot', computed_tier: 'hot', action: 'contact', route_to: null };
const everything =
  'suppressed: consent; suppressed: student; held: enrichment; routed: expansion; holdout: s; action: contact';

test('[F7] suppression keeps every reason, and comes before hold, route and holdout', async () => {
  expect(await told('SUPPRESSED')).toEqual({ ...hot, disposition: 'suppressed', dispositions: everything });
  expect((await project.score('SUPPRESSED', 'ordered')).suppressed_because).toBe('consent, student');
});

test('[F5] hold comes before route: nothing is done until something is known', async () => {
  expect(await told('HELD')).toEqual({
    ...hot,
    disposition: 'held',
    dispositions: 'held: enrichment; routed: expansion; holdout: s; action: contact',
  });
  expect(await told('PENDING')).toEqual({
    ...hot,
    disposition: 'held',
    dispositions: 'held: partner review; holdout: s; action: contact',
  });
});

test('[F8] an existing customer takes another path: route comes before holdout, and hands the lead over', async () => {
  expect(await told('ROUTED')).toEqual({
    ...hot,
    route_to: 'expansion',
    disposition: 'routed',
    dispositions: 'routed: expansion; holdout: s; action: contact',
  });
  expect((await project.score('ROUTED', 'ordered')).is_primary).toBe(false);
  expect(await project.score('ROUTED', 'expansion')).toMatchObject({
    is_primary: true,
    tier: 'rest',
    disposition: 'nothing',
    dispositions: 'action: nothing',
    route_to: null,
    experiment_arm: null,
  });
  expect((await project.score('HELD', 'ordered')).is_primary).toBe(true);
  expect((await project.score('HELD', 'expansion')).is_primary).toBe(false);
});

test('[F10] holdout comes before the action, whose score is untouched', async () => {
  expect(await told('HOLDOUT')).toEqual({
    ...hot,
    disposition: 'holdout',
    dispositions: 'holdout: s; action: contact',
  });
  expect(await project.score('HOLDOUT', 'ordered')).toMatchObject({ total_score: '40', experiment_arm: 'holdout' });
});

test('[F10] nothing is written of a holdout, whatever else applies to it; a rubric without one writes', async () => {
  const states = await project.query(
    'SELECT rubric, state, COUNT(*) AS records FROM `@crm_updates` GROUP BY rubric, state ORDER BY rubric',
  );
  expect(states).toEqual([
    { rubric: 'expansion', state: 'write', records: 1 },
    { rubric: 'ordered', state: 'holdout', records: 11 },
  ]);
});

test('an override comes before everything, sets the tier, and leaves the score', async () => {
  expect(await told('OVERRIDDEN')).toEqual({
    tier: 'warm',
    computed_tier: 'hot',
    action: 'contact',
    route_to: null,
    disposition: 'overridden',
    dispositions: `overridden: met at the fair (Kim, until 2026-07-01); ${everything}`,
  });
  expect(await project.score('OVERRIDDEN', 'ordered')).toMatchObject({
    total_score: '40',
    tier_position: 2,
    action_due_minutes: 2880,
  });
  expect(await told('MAILED')).toMatchObject({ tier: 'warm', disposition: 'overridden' });
});

test('the latest override that is set and has not expired counts', async () => {
  expect(await told('LATEST')).toMatchObject({ tier: 'warm', disposition: 'overridden' });
  expect(await told('EXPIRED')).toMatchObject({ tier: 'hot', disposition: 'holdout' });
  expect(await told('FUTURE')).toMatchObject({ tier: 'hot', disposition: 'holdout' });
});

test('[F5] [G5] an action says within how many minutes and by which playbook it is done', async () => {
  expect(await project.score('HOLDOUT', 'ordered')).toMatchObject({
    action_details: 'within: 5m, assign: sdr, task: true, play: hot_play',
    action_due_minutes: 5,
    playbook: 'Call and ask for the plan.',
  });
  expect(await project.score('NONE', 'ordered')).toMatchObject({
    action_details: '',
    action_due_minutes: null,
    playbook: null,
  });
});

test('an override that nobody answers for, without reason or end, or for no tier there is, is refused and counts for nothing', async () => {
  const faulty: readonly (readonly [fault: string, row: ReturnType<typeof override>])[] = [
    ['no tier', override('a', null)],
    ['no owner', override('b', 'warm', { owner: null })],
    ['no reason', override('c', 'warm', { reason: null })],
    ['no set_at', override('d', 'warm', { set_at: null })],
    ['no expires_on', override('e', 'warm', { expires_on: null })],
    ['no such tier in a rubric that reads overrides', override('f', 'grow')],
    ['no such tier in a rubric that reads overrides', override('g', 'warm', { rubric: 'expansion' })],
  ];
  const overrides = faulty.map(([, row], index) => ({ ...row, record_id: String(index), person_record_id: 'NONE' }));
  await expect(project.run('2026-06-11T00:00:00Z', { leads: [lead('NONE')], overrides })).rejects.toThrow(
    'The assertion assert_int_overrides_are_sound found 7 rows.',
  );
  const found = await project.query(
    'SELECT fault FROM `leadscore.leadscore_assertions.assert_int_overrides_are_sound` ORDER BY override_key',
  );
  expect(found.map((row) => row.fault)).toEqual(faulty.map(([fault]) => fault));
  expect(await told('NONE')).toMatchObject({ tier: 'hot', disposition: 'holdout' });
});
