/** Conditions with `people:`: what several people of the lead's account did. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const asOf = '2026-03-31T00:00:00Z';
const long = '2026-01-01T00:00:00Z';

/** Everything that is asked, each as a gate of one tier, so that its three values are to be seen. */
const gates: Readonly<Record<string, string>> = {
  two: '{ signal: visit, people: 2, within: 30d }',
  two_ever: '{ signal: visit, people: 2 }',
  two_twice: '{ signal: visit, people: 2, times: 2 }',
  one_twice: '{ signal: visit, people: 1, times: 2 }',
  one_or_none: '{ signal: visit, people: 0..1 }',
  two_idle: '{ signal: visit, people: 2, times: 0..1 }',
  two_after: '{ signal: visit, after: mail, people: 2, within: 14d }',
  one_after: '{ signal: visit, after: mail, people: 1, within: 14d }',
  family: '{ family: web, people: 3 }',
  not_two: '{ not: { signal: visit, people: 2 } }',
  alone: '{ signal: visit }',
};

const rubric = (name: string, more: string, tiers: string) => `rubric: ${name}
version: 1
status: ${name === 'gated' ? 'live' : 'shadow'}
purpose: new business
outcome: { label: opportunity, within: 90d }
${more}dimensions:
  fit:
    criteria:
      crowded: { when: { signal: visit, people: 2, within: 30d }, points: 9, unknown: { points: 4 } }
  intent:
    acts:
      visit: { points: 1, decay: { until: 90d } }
      mail: { points: 1, decay: { until: 90d } }
    families: { web: { signals: [visit, mail], cap: 50 } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0]
tiers:
${tiers}  - { tier: rest, otherwise: true, action: { do: nothing } }
`;

const lead = (record: string, domain: string, plan: string | null = null) => ({
  record_id: record,
  email: `${record}@${domain}`,
  plan,
  created_at: long,
  known_at: long,
});
const act = (record: string, domain: string, name: string, day: string) => ({
  email: `${record}@${domain}`,
  event_name: name,
  happened_at: `${day}T12:00:00Z`,
});

const acme = (record: string, name: string, day: string) => act(record, 'acme.com', name, day);

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit', 'mail'],
    rubric: {
      gated: rubric(
        'gated',
        '',
        `  - tier: all_of_it
    when: { total: { at_least: -1000 } }
    requires: { ${Object.entries(gates)
      .map(([name, gate]) => `${name}: ${gate}`)
      .join(', ')} }
    action: { do: contact }
`,
      ),
      // Only some of an account's people are scored, and whether they are hangs on what all of them did.
      some: rubric(
        'some',
        'applies_to: { all: [{ field: lead.plan, is: gold }, { signal: visit, people: 2, within: 30d }] }\n',
        '',
      ),
    },
    files: { 'rubrics/shared/precedence.yaml': 'precedence: [gated]\n' },
  });
  await project.run(asOf, {
    leads: [
      lead('ann', 'acme.com', 'gold'),
      lead('bob', 'acme.com', 'tin'),
      lead('cyd', 'acme.com', 'tin'),
      lead('solo', 'solo.com', 'gold'),
      lead('kim', 'gmail.com', 'gold'),
      lead('old', 'older.com', 'gold'),
      lead('ola', 'older.com', 'gold'),
    ],
    events: [
      acme('ann', 'mail', '2026-03-01'),
      acme('ann', 'visit', '2026-03-10'),
      acme('bob', 'visit', '2026-03-20'),
      acme('bob', 'visit', '2026-03-21'),
      acme('cyd', 'mail', '2026-03-20'),
      act('solo', 'solo.com', 'visit', '2026-03-20'),
      act('solo', 'solo.com', 'visit', '2026-03-21'),
      act('kim', 'gmail.com', 'visit', '2026-03-20'),
      act('old', 'older.com', 'visit', '2026-03-20'),
      act('ola', 'older.com', 'visit', '2026-03-01'),
    ],
  });
});
afterAll(() => project.close());

/** The state of every gate. */
async function states(record: string): Promise<Readonly<Record<string, string>>> {
  const rows = await project.query(`
SELECT g.gate, g.state
FROM \`@gated_gates\` AS g
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = g.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
WHERE r.record_id = '${record}' AND g.gate != 'points'`);
  return Object.fromEntries(rows.map((row) => [String(row.gate), String(row.state)]));
}

test('people of the account are counted, each with its own times and window', async () => {
  const ofAcme = {
    two: 'passed',
    two_ever: 'passed',
    two_twice: 'failed',
    one_twice: 'passed',
    one_or_none: 'failed',
    two_idle: 'passed',
    two_after: 'failed',
    one_after: 'passed',
    family: 'passed',
    not_two: 'failed',
  };
  expect(await states('ann')).toEqual({ ...ofAcme, alone: 'passed' });
  // The one that did nothing itself stands where its colleagues do.
  expect(await states('cyd')).toEqual({ ...ofAcme, alone: 'failed' });
});

test('one person is not two, however often it came; the day before the window is outside', async () => {
  expect(await states('solo')).toEqual({
    two: 'failed',
    two_ever: 'failed',
    two_twice: 'failed',
    one_twice: 'passed',
    one_or_none: 'passed',
    two_idle: 'failed',
    two_after: 'failed',
    one_after: 'failed',
    family: 'failed',
    not_two: 'passed',
    alone: 'passed',
  });
  expect(await states('old')).toMatchObject({ two: 'failed', two_ever: 'passed' });
});

test('without an account it is unknown, and so is its opposite', async () => {
  const { alone, ...people } = await states('kim');
  expect(alone).toBe('passed');
  expect(new Set(Object.values(people))).toEqual(new Set(['unknown']));
});

test('a criterion may ask it: holds, does not, unknown', async () => {
  expect(await project.points('ann', 'gated')).toMatchObject({ 'fit.crowded.criterion': '9' });
  expect(await project.points('solo', 'gated')).not.toHaveProperty('fit.crowded.criterion');
  expect(await project.points('kim', 'gated')).toMatchObject({ 'fit.crowded.criterion': '4' });
});

test('all people count, scored or not; where it is unknown, a rubric applies', async () => {
  expect(await project.points('ann', 'some')).toMatchObject({ 'fit.crowded.criterion': '9' });
  const scored = await project.query(`
SELECT r.record_id
FROM \`@lead_scores\` AS s
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = s.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
WHERE s.rubric = 'some'
ORDER BY r.record_id`);
  expect(scored.map((row) => row.record_id)).toEqual(['ann', 'kim']);
});
