/** buying_committees and buying_committee_people: who of an account is there, what shows it, and what is missing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../scripts/engine/engine.js';
import { buyingCommitteeModels } from '../../scripts/generate/outputs/buying-committees.js';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = (name: string, status: string, account: string): string => `rubric: ${name}
version: 1
status: ${status}
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  interest:
    acts:
      demo: { points: 40, decay: { until: 90d } }
      visit: { points: 3, decay: { until: 90d } }
      opened: { points: 1, decay: { until: 90d } }
    families: { asks: { signals: [demo] }, looks: { signals: [visit] } }
    engaged: { families: [asks, looks], min_points: 5, within: 60d }
  use:
    acts:
      login: { points: 2, decay: { until: 90d } }
      opened_guide: { points: 9, decay: { until: 90d } }
account:
${account}
total: { sum: { interest: 1, use: 1 } }
bands: [0]
tiers:
  - { tier: rest, otherwise: true, action: { do: nothing } }
`;

const rubrics = {
  asked: rubric(
    'asked',
    'live',
    `  from_people: { interest: { top: 3, weights: [1, 0.5, 0.25] }, use: { top: 1 }, dominance: 0.6 }
  committee: { roles: [champion, technical, buyer], within: 30d, points_per_role: 8, at_least_people: 2 }`,
  ),
  group: rubric(
    'group',
    'shadow',
    `  level: ultimate_parent
  from_people: { use: { top: 1 } }
  committee: { roles: [champion, technical, buyer], points_per_role: 5 }`,
  ),
  unasked: rubric(
    'unasked',
    'shadow',
    '  criteria:\n    known: { when: { field: account.name, known: true }, points: 1 }',
  ),
};

const signals = `signals:
  demo: { label: asked for a demo, from: [{ event: demo }] }
  visit: { label: visited, from: [{ event: visit }] }
  opened: { label: opened an e-mail, email_open: true, from: [{ event: opened }] }
  opened_guide: { label: opened the guide, email_open: true, from: [{ event: opened_guide }] }
  login: { label: logged in, from: [{ event: login }] }
`;

const standards = `time_zone: UTC
committee_roles:
  - champion: [{ title: champion }]
  - technical: [{ title: engineer }]
  - buyer: [{ title: buyer }]
`;

const long = '2026-01-01T00:00:00Z';

const lead = (record: string, domain: string, title: string | null) => ({
  record_id: record,
  email: `${record}@${domain}`,
  title,
  created_at: long,
  known_at: long,
});
const account = (record: string, parent: string | null) => ({
  record_id: record,
  name: record,
  website: `${record}.com`,
  parent_id: parent,
  created_at: long,
  known_at: long,
});
const act = (email: string, name: string, day: string) => ({
  email,
  event_name: name,
  happened_at: `${day}T12:00:00Z`,
});

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    rubric: rubrics,
    files: {
      'rubrics/shared/signals.yaml': signals,
      'rubrics/shared/standards.yaml': standards,
      'rubrics/shared/precedence.yaml': 'precedence: [asked]\n',
    },
  });
  await project.run('2026-03-31T00:00:00Z', {
    leads: [
      // One who asked, one whose visits are enough together, one whose one visit is not, one who was keen 45 days ago.
      lead('ann', 'acme.com', 'champion'),
      lead('bob', 'acme.com', 'engineer'),
      lead('cyd', 'acme.com', 'engineer'),
      lead('dan', 'acme.com', 'buyer'),
      // No role, and engaged; no role, and nothing.
      lead('eve', 'acme.com', 'baker'),
      lead('fay', 'acme.com', null),
      // Alone, and only mail in the one dimension, a login in the other.
      lead('joe', 'below.com', 'buyer'),
    ],
    accounts: [account('acme', null), account('below', 'acme')],
    events: [
      act('ann@acme.com', 'demo', '2026-03-20'),
      act('ann@acme.com', 'visit', '2026-03-29'),
      act('bob@acme.com', 'visit', '2026-03-21'),
      act('bob@acme.com', 'visit', '2026-03-22'),
      act('cyd@acme.com', 'visit', '2026-03-29'),
      act('dan@acme.com', 'demo', '2026-02-14'),
      act('eve@acme.com', 'login', '2026-03-30'),
      act('joe@below.com', 'opened_guide', '2026-03-30'),
      act('joe@below.com', 'login', '2026-03-20'),
    ],
  });
});
afterAll(() => project.close());

const companies = (name: string, columns: string): Promise<Row[]> =>
  project.query(`
SELECT a.name, ${columns}
FROM \`@buying_committees\` AS c
INNER JOIN \`@accounts\` AS a ON a.account_id = c.account_id
WHERE c.rubric = '${name}'
ORDER BY a.name, c.committee_role`);

const people = (name: string, columns: string): Promise<Row[]> =>
  project.query(`
SELECT r.record_id AS who, ${columns}
FROM \`@buying_committee_people\` AS p
INNER JOIN \`@lead_records\` AS r ON r.lead_id = p.lead_id
WHERE p.rubric = '${name}'
ORDER BY who`);

test('[E2] a role is filled by who is engaged and lately active; what is missing stands there, too', async () => {
  const columns =
    'c.committee_role AS role, c.people, c.engaged_people AS engaged, c.counted_people AS counted, c.is_filled, c.points';
  expect(await companies('asked', `${columns}, c.people_counted, c.roles_filled, c.completeness`)).toEqual(
    [
      { name: 'acme', role: 'buyer', people: 1, engaged: 1, counted: 0, is_filled: false, points: '0' },
      { name: 'acme', role: 'champion', people: 1, engaged: 1, counted: 1, is_filled: true, points: '8' },
      { name: 'acme', role: 'technical', people: 2, engaged: 1, counted: 1, is_filled: true, points: '8' },
    ]
      .map((row) => ({ ...row, people_counted: 3, roles_filled: 2, completeness: '0.666667' }))
      .concat(
        [
          // Filled, and nothing is paid for one person alone.
          { name: 'below', role: 'buyer', people: 1, engaged: 1, counted: 1, is_filled: true, points: '0' },
          { name: 'below', role: 'champion', people: 0, engaged: 0, counted: 0, is_filled: false, points: '0' },
          { name: 'below', role: 'technical', people: 0, engaged: 0, counted: 0, is_filled: false, points: '0' },
        ].map((row) => ({ ...row, people_counted: 1, roles_filled: 1, completeness: '0.333333' })),
      ),
  );
});

test('[E2] the act that shows it is one of those by which the rubric calls the person engaged', async () => {
  const columns =
    'p.committee_role AS role, p.is_engaged, p.is_counted, p.evidence, p.evidence_points AS points, p.acts, p.acts_points';
  expect(await people('asked', columns)).toEqual([
    who('ann', 'champion', true, true, 'asked for a demo, on 2026-03-20', '40', 2, '43'),
    // Two visits are enough together; the newer one is shown.
    who('bob', 'technical', true, true, 'visited, on 2026-03-22', '3', 2, '6'),
    // One visit is not.
    who('cyd', 'technical', false, false, null, null, 0, '0'),
    who('dan', 'buyer', true, false, 'asked for a demo, on 2026-02-14', '40', 1, '40'),
    who('eve', 'other', true, true, 'logged in, on 2026-03-30', '2', 1, '2'),
    // The mail gave nine points, and nobody is engaged by opening one.
    who('joe', 'buyer', true, true, 'logged in, on 2026-03-20', '2', 1, '2'),
  ]);
});

function who(
  name: string,
  role: string,
  is_engaged: boolean,
  is_counted: boolean,
  evidence: string | null,
  points: string | null,
  acts: number,
  acts_points: string,
): Row {
  return { who: name, role, is_engaged, is_counted, evidence, points, acts, acts_points };
}

test('[E1] what a person gives, and what dominance takes of it, add up to the reasons of the account', async () => {
  const given = await people('asked', 'p.people_points AS gives, p.dominance_points AS loses');
  // 43, 40 x 0.5, 6 x 0.25 and 2 for the use: 66.5, of which nobody may give more than 39.9.
  expect(given).toEqual([
    { who: 'ann', gives: '43', loses: '-3.1' },
    { who: 'bob', gives: '1.5', loses: '0' },
    { who: 'cyd', gives: '0', loses: '0' },
    { who: 'dan', gives: '20', loses: '0' },
    { who: 'eve', gives: '2', loses: '0' },
    { who: 'joe', gives: '11', loses: '0' },
  ]);
  const reasons = await project.query(`
SELECT r.kind, SUM(r.points) AS points
FROM \`@account_score_reasons\` AS r
INNER JOIN \`@accounts\` AS a ON a.account_id = r.account_id
WHERE r.rubric = 'asked' AND a.name = 'acme'
GROUP BY r.kind
ORDER BY r.kind`);
  expect(reasons).toEqual([
    { kind: 'committee', points: '16' },
    { kind: 'dominance', points: '-3.1' },
    { kind: 'from_people', points: '66.5' },
  ]);
});

test('[E3] people of subsidiaries are of the committee of the group', async () => {
  expect(await companies('group', 'c.committee_role AS role, c.people, c.is_filled, c.points')).toEqual([
    { name: 'acme', role: 'buyer', people: 2, is_filled: true, points: '5' },
    { name: 'acme', role: 'champion', people: 1, is_filled: true, points: '5' },
    { name: 'acme', role: 'technical', people: 2, is_filled: true, points: '5' },
  ]);
});

test('a rubric without a committee has the roles that are there, and asks for none', async () => {
  const columns = 'c.committee_role AS role, c.is_required, c.is_filled, c.roles_required, c.completeness, c.points';
  const rest = { is_required: false, is_filled: true, roles_required: 0, completeness: null, points: '0' };
  expect(await companies('unasked', columns)).toEqual([
    { name: 'acme', role: 'buyer', ...rest },
    { name: 'acme', role: 'champion', ...rest },
    { name: 'acme', role: 'technical', ...rest },
    { name: 'below', role: 'buyer', ...rest },
  ]);
});

test('the person named for a role is who fills it', async () => {
  const rows = await project.query(`
SELECT c.committee_role AS role, r.record_id AS best
FROM \`@buying_committees\` AS c
INNER JOIN \`@accounts\` AS a ON a.account_id = c.account_id
LEFT JOIN \`@lead_records\` AS r ON r.lead_id = c.best_lead_id
WHERE c.rubric = 'asked' AND a.name = 'acme'
ORDER BY c.committee_role`);
  expect(rows).toEqual([
    { role: 'buyer', best: 'dan' },
    { role: 'champion', best: 'ann' },
    { role: 'technical', best: 'bob' },
  ]);
});

/** The rows of the assertion when one column of one table says something else. */
async function disagreements(table: string, column: string, told: string): Promise<Row[]> {
  const assertion = buyingCommitteeModels(project.project).find(({ path }) => path.includes('assert_'))?.sql ?? '';
  const read = (name: string): string =>
    name === table
      ? `(SELECT * EXCEPT (${column}), ${told} AS ${column} FROM \`@${name}\` WHERE rubric = 'asked')`
      : `(SELECT * FROM \`@${name}\` WHERE rubric = 'asked')`;
  const sql = assertion.replaceAll(/\$\{ref\("(\w+)"\)\}/g, (_, name: string) => read(name));
  return project.query(`SELECT DISTINCT measure FROM (${sql}) AS found ORDER BY measure`);
}

test.each([
  ['buying_committees', 'points', "points + NUMERIC '1'", 'committee points'],
  ['buying_committee_people', 'people_points', "people_points + NUMERIC '1'", 'points of people'],
  ['buying_committee_people', 'dominance_points', "NUMERIC '0'", 'dominance'],
  ['buying_committee_people', 'is_engaged', 'NOT is_engaged', 'engaged people'],
  ['account_scores', 'engaged_people', 'engaged_people + 1', 'engaged people'],
])('%s.%s that says something else is found', async (table, column, told, measure) => {
  expect(await disagreements(table, column, told)).toEqual([{ measure }]);
  expect(await disagreements(table, column, column)).toEqual([]);
});
