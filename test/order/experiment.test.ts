/** Experiments: who is in which arm, what a variant changes, and that a draw is for good. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: `
rubric: tried
version: 1
status: live
purpose: A routing test that leaves the weights alone
outcome: { label: opportunity, within: 90d }
dimensions: { fit: { criteria: { plan: { when: { field: lead.plan, is: gold }, points: 40 } } } }
total: { sum: { fit: 1 } }
bands: [0]
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: contact, within: 1h } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
experiment:
  salt: "it's 2026q4"
  holdout: { share: 12.5%, write: nothing }
  explore: 10%
  variants:
    tailored:
      share: 30%
      action: { do: call, within: 5m, playbook: Ask about the plan. }
      from: 2026-06-02
      to: 2026-06-10
      why: Do calls within five minutes convert better?
    forever: { share: 20%, action: { do: write }, why: Does a letter help? }
`,
  });
});
afterAll(() => project.close());

/** The arm by the definition, with the whole number. */
function armOf(unit: string): string {
  const draw = parseInt(createHash('sha256').update(`it's 2026q4:${unit}`).digest('hex').slice(0, 8), 16);
  const share = draw / 2 ** 32;
  if (share < 0.125) return 'holdout';
  if (share < 0.225) return 'explore';
  if (share < 0.525) return 'tailored';
  return share < 0.725 ? 'forever' : 'control';
}

const lead = (record: string, more: Readonly<Record<string, string>> = {}) => ({
  record_id: record,
  email: `${record.toLowerCase()}@gmail.com`,
  plan: 'gold',
  known_at: '2026-01-01T00:00:00Z',
  ...more,
});
const leads = Array.from({ length: 60 }, (_, index) => lead(`L${index}`));
const scores = () =>
  project.query(
    'SELECT lead_id, experiment_arm, variant, action, action_details, action_due_minutes, playbook, disposition, total_score FROM `@lead_scores` ORDER BY lead_id',
  );

test('[F10] holdout, explore and variants are disjoint shares of the draws; a variant replaces the action and nothing else', async () => {
  await project.run('2026-06-02T00:00:00Z', { leads });
  const rows = await scores();
  const own = { action: 'contact', action_details: 'within: 1h', action_due_minutes: 60, playbook: null };
  const done: Readonly<Record<string, object>> = {
    holdout: { ...own, variant: null, disposition: 'holdout' },
    explore: { ...own, variant: null, disposition: 'contact' },
    control: { ...own, variant: null, disposition: 'contact' },
    tailored: {
      action: 'call',
      action_details: 'within: 5m',
      action_due_minutes: 5,
      playbook: 'Ask about the plan.',
      variant: 'tailored',
      disposition: 'call',
    },
    forever: {
      action: 'write',
      action_details: '',
      action_due_minutes: null,
      playbook: null,
      variant: 'forever',
      disposition: 'write',
    },
  };
  const expected = rows.map(({ lead_id }) => {
    const arm = armOf(String(lead_id));
    return { lead_id, experiment_arm: arm, total_score: '40', ...done[arm] };
  });
  expect(rows).toEqual(expected);
  expect([...new Set(expected.map((row) => row.experiment_arm))].toSorted()).toEqual(Object.keys(done).toSorted());
});

test('[F10] a variant begins on its first day and ends on the day after its last; a tier that does nothing has none', async () => {
  const arms = async (asOf: string, plan: string) => {
    await project.run(asOf, { leads: leads.map((one) => ({ ...one, plan })) });
    const found = await project.query(
      'SELECT experiment_arm, variant, action, COUNT(*) AS leads FROM `@lead_scores` GROUP BY experiment_arm, variant, action ORDER BY experiment_arm',
    );
    return found.map((row) => [row.experiment_arm, row.variant, row.action]);
  };
  const before = [
    ['control', null, 'contact'],
    ['explore', null, 'contact'],
    ['forever', 'forever', 'write'],
    ['holdout', null, 'contact'],
    ['tailored', null, 'contact'],
  ];
  expect(await arms('2026-06-01T23:59:59Z', 'gold')).toEqual(before);
  expect(await arms('2026-06-09T23:59:59Z', 'gold')).toEqual(
    before.map((row) => (row[0] === 'tailored' ? ['tailored', 'tailored', 'call'] : row)),
  );
  expect(await arms('2026-06-10T00:00:00Z', 'gold')).toEqual(before);
  expect(await arms('2026-06-05T00:00:00Z', 'tin')).toEqual(before.map(([arm]) => [arm, null, 'nothing']));
});

test('[F10] the unit is the account, and a draw made once stays: over a merge the earliest wins', async () => {
  const arms = async () => {
    const rows = await project.query(`
SELECT r.record_id, s.experiment_arm, s.lead_id
FROM \`@lead_scores\` AS s
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = s.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
ORDER BY r.record_id`);
    return new Map(rows.map((row) => [String(row.record_id), row]));
  };
  const colleagues = ['A', 'B', 'C'].map((name) => lead(name, { email: `${name.toLowerCase()}@firm.com` }));
  // Dated after every other, but seen and drawn first.
  const early = lead('EARLY', { known_at: '2026-05-01T00:00:00Z' });
  await project.run('2026-06-02T00:00:00Z', { leads: [...colleagues, early] });
  const first = await arms();
  expect(new Set(colleagues.map((one) => first.get(one.record_id)?.experiment_arm)).size).toBe(1);
  const other = leads.find(({ record_id }) => {
    return armOf(`p_${hash(`crm:app:${record_id}`)}`) !== first.get('EARLY')?.experiment_arm;
  });
  if (other === undefined) throw new Error('no lead of another arm');
  await project.run('2026-06-03T00:00:00Z', { leads: [...colleagues, early, other] }, { keeps: true });
  expect((await arms()).get(other.record_id)?.experiment_arm).not.toBe(first.get('EARLY')?.experiment_arm);
  const merged = { ...early, merged_into_id: other.record_id };
  const moved = colleagues.map((one) => ({ ...one, email: one.email.replace('firm', 'company') }));
  await project.run('2026-06-04T00:00:00Z', { leads: [...moved, merged, other] }, { keeps: true });
  const last = await arms();
  // Id and draw are those of the record that came first; that the other one is dated before it changes neither.
  expect(last.get('EARLY')?.lead_id).toBe(`p_${hash('crm:app:EARLY')}`);
  expect(last.get(other.record_id)?.lead_id).toBe(`p_${hash('crm:app:EARLY')}`);
  expect(last.get('EARLY')?.experiment_arm).toBe(first.get('EARLY')?.experiment_arm);
  for (const { record_id } of colleagues) {
    expect(last.get(record_id)?.experiment_arm).toBe(first.get(record_id)?.experiment_arm);
  }
});

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
