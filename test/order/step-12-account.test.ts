/** Step 12: what people give to their account, and what of it reaches the totals of its people. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row, Value } from '../../scripts/engine/engine.js';
import { openOrderProject, type OrderProject } from './harness.js';

interface Parts {
  readonly status?: string;
  readonly intent?: string;
  readonly account: string;
  readonly total?: string;
  readonly more?: string;
  readonly tiers?: string;
}

function rubric(
  name: string,
  { status = 'shadow', intent = '', account, total, more = '', tiers = '' }: Parts,
): string {
  return `rubric: ${name}
version: 1
status: ${status}
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      seats: { when: { field: lead.seats, at_least: 10 }, points: 10 }
      student: { when: { field: lead.is_student, is: true }, points: -20 }
  intent:
    acts:
      demo: { points: 40, decay: { until: 90d } }
      visit: { points: 10, decay: { until: 90d } }
      opened: { points: 1, decay: { until: 90d } }
      left: { points: -5, decay: { until: 90d } }
${intent}account:
${account}
total: ${total ?? '{ sum: { fit: 1, intent: 1 } }'}
${more}bands: [0]
tiers:
${tiers}  - { tier: rest, otherwise: true, action: { do: nothing } }
`;
}

const rubrics: Readonly<Record<string, string>> = {
  whole: rubric('whole', {
    status: 'live',
    account: `  range: [0, 40]
  criteria:
    segment: { field: account.segment, cases: [{ is: big, points: 15 }, { otherwise: true, points: 5 }], unknown: { points: 6 } }
  from_people: { intent: { top: 2, weights: [1, 0.5] }, dominance: 0.6 }`,
    total: '{ sum: { fit: 1, intent: 1, account: 0.5 } }',
    more: 'limits: [{ name: students, when: { field: lead.is_student, is: true }, total_at_most: 12 }]\n',
  }),
  together: rubric('together', {
    account: '  from_people: { intent: { top: 2, weights: [1, 0.5] }, fit: { top: 1 }, dominance: 0.6 }',
  }),
  ranged: rubric('ranged', {
    intent: '    range: [0, 30]\n',
    account: '  from_people: { intent: { weights: [1, 1, 1] } }',
    more: 'limits: [{ name: everybody, when: { field: lead.created_at, known: true }, total_at_most: 3 }]\n',
  }),
  crowd: rubric('crowd', {
    account: `  committee: { roles: [champion, technical], within: 60d, points_per_role: 8, at_least_people: 2 }
  engaged_people: { when: { people: 2, within: 30d }, points: 25, on: [account, engaged_leads] }`,
    more: 'limits: [{ name: engineers, when: { field: lead.role, is: engineer }, total_at_most: 20 }]\n',
  }),
  strategic: rubric('strategic', {
    account: `  criteria:
    potential: { label: revenue potential, field: account.rating, cases: [{ at_least: 4, points: 80, label: strategic account }, { otherwise: true, points: 0 }], unknown: neutral }
  from_people: { intent: { weights: [1] } }`,
    more: 'limits: [{ name: hot_account, when: { account_score: 120 }, total_at_most: 9 }]\n',
    tiers: `  - tier: strategic
    when: { account_score: 100 }
    action: { do: account_play, play: abm }
  - tier: known
    when: { intent: 1 }
    requires: { account: { account_score: { at_most: 99 } } }
    action: { do: contact }
`,
  }),
  group: rubric('group', {
    account: `  level: ultimate_parent
  criteria:
    segment: { field: account.segment, cases: [{ is: holding, points: 3 }, { otherwise: true, points: 1 }], unknown: { points: 0 } }
  from_people: { intent: { weights: [1, 1, 1, 1] } }`,
  }),
};

const signals = `signals:
  demo: { label: asked for a demo, from: [{ event: demo }] }
  visit: { label: visited, from: [{ event: visit }] }
  opened: { label: opened an e-mail, email_open: true, from: [{ event: opened }] }
  left: { label: left, from: [{ event: left }] }
`;

const standards = `time_zone: UTC
committee_roles:
  - champion: [{ title: champion }]
  - technical: [{ title: engineer }]
`;

const asOf = '2026-03-31T00:00:00Z';
const long = '2026-01-01T00:00:00Z';

const lead = (record: string, domain: string, more: Readonly<Record<string, Value>> = {}) => ({
  record_id: record,
  email: `${record}@${domain}`,
  created_at: long,
  known_at: long,
  ...more,
});

const company = (record: string, more: Readonly<Record<string, Value>> = {}) => ({
  record_id: record,
  name: record,
  website: `https://${record}.com`,
  created_at: long,
  known_at: long,
  ...more,
});

const act = (email: string, name: string, day: string) => ({
  email,
  event_name: name,
  happened_at: `${day}T12:00:00Z`,
});

const facts = {
  leads: [
    // Three colleagues: one far ahead, one of whom two dimensions speak, and one who opened an e-mail.
    lead('ann', 'acme.com', { title: 'champion' }),
    lead('bob', 'acme.com', { title: 'engineer', role: 'engineer', seats: 10 }),
    lead('cyd', 'acme.com', { title: 'champion', is_student: true }),
    lead('joe', 'solo.com', { title: 'champion' }),
    lead('kim', 'gmail.com'),
    // Two pairs, of whom one came 29 days ago and one 30; and a third person, who came long ago.
    lead('eve', 'inside.com'),
    lead('fay', 'inside.com'),
    lead('ivy', 'inside.com'),
    lead('gus', 'outside.com'),
    lead('hal', 'outside.com'),
    // Two subsidiaries of one holding, in which nobody is known; and two accounts that are each other's parent.
    lead('sub', 'sub.com'),
    lead('low', 'low.com'),
    lead('one', 'one.com'),
    lead('two', 'two.com'),
  ],
  accounts: [
    company('acme', { segment: 'big', rating: '5' }),
    company('solo', { rating: '1' }),
    company('hold', { segment: 'holding' }),
    company('sub', { parent_id: 'hold' }),
    company('low', { parent_id: 'sub' }),
    company('one', { parent_id: 'two' }),
    company('two', { parent_id: 'one' }),
  ],
  events: [
    act('ann@acme.com', 'demo', '2026-03-20'),
    act('bob@acme.com', 'visit', '2026-03-05'),
    act('cyd@acme.com', 'opened', '2026-03-30'),
    act('joe@solo.com', 'demo', '2026-03-29'),
    act('kim@gmail.com', 'demo', '2026-03-29'),
    act('eve@inside.com', 'visit', '2026-03-29'),
    act('fay@inside.com', 'visit', '2026-03-02'),
    act('ivy@inside.com', 'visit', '2026-01-20'),
    act('gus@outside.com', 'visit', '2026-03-29'),
    act('hal@outside.com', 'visit', '2026-03-01'),
    act('sub@sub.com', 'visit', '2026-03-29'),
    act('low@low.com', 'demo', '2026-03-29'),
    act('one@one.com', 'visit', '2026-03-29'),
    act('two@two.com', 'demo', '2026-03-29'),
  ],
};

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    rubric: rubrics,
    files: {
      'rubrics/shared/signals.yaml': signals,
      'rubrics/shared/standards.yaml': standards,
      'rubrics/shared/precedence.yaml': 'precedence: [whole]\n',
    },
  });
  await project.run(asOf, facts);
});
afterAll(() => project.close());

/** Record id -> lead. */
const records = `
  SELECT r.record_id, p.lead_id
  FROM \`@int_person_records\` AS r
  INNER JOIN \`@int_record_persons\` AS p ON p.record_key = r.record_key
`;

/** `rule.kind: points` of the account of a record. */
async function reasons(record: string, name: string): Promise<Readonly<Record<string, Value>>> {
  const rows = await project.query(`
SELECT CONCAT(r.rule, '.', r.kind) AS what, r.points
FROM \`@account_score_reasons\` AS r
INNER JOIN \`@lead_scores\` AS s ON s.rubric = r.rubric AND s.account_id = r.account_id
INNER JOIN (${records}) AS l ON l.lead_id = s.lead_id
WHERE r.rubric = '${name}' AND l.record_id = '${record}'
ORDER BY what`);
  return Object.fromEntries(rows.map((row) => [String(row.what), row.points ?? null]));
}

async function account(record: string, name: string): Promise<Row> {
  const [row] = await project.query(`
SELECT a.*
FROM \`@account_scores\` AS a
INNER JOIN \`@lead_scores\` AS s ON s.rubric = a.rubric AND s.account_id = a.account_id
INNER JOIN (${records}) AS l ON l.lead_id = s.lead_id
WHERE a.rubric = '${name}' AND l.record_id = '${record}'`);
  if (row === undefined) throw new Error(`${record} has no account.`);
  return row;
}

describe('what people give', () => {
  test('[E1] several people and the fit of the account; dominance is of the uncapped sum of people alone, then comes the range', async () => {
    // 40 + 10 x 0.5 = 45; 0.6 of that is 27, so 13 of the first person's go. Capped before, it would be 40 - 16.
    expect(await reasons('ann', 'whole')).toEqual({
      'account.range': '-7',
      'dominance.dominance': '-13',
      'intent.from_people': '45',
      'segment.criterion': '15',
    });
    expect(await account('ann', 'whole')).toMatchObject({
      leads: 3,
      account_score: '40',
      criteria_points: '15',
      people_points: '45',
      dominance_points: '-13',
      range_points: '-7',
    });
  });

  test('dominance looks at a person over all dimensions together', async () => {
    // ann 40, bob 5 + 10 of 55: 33 at most. Dimension by dimension, 13 would go.
    expect(await reasons('ann', 'together')).toEqual({
      'dominance.dominance': '-7',
      'fit.from_people': '10',
      'intent.from_people': '45',
    });
  });

  test('one person alone dominates nobody', async () => {
    expect(await reasons('joe', 'whole')).toEqual({
      'account.range': '-6',
      'intent.from_people': '40',
      'segment.criterion': '6',
    });
  });

  test('dimensions after their range, never totals: a limit of the total leaves the account as it is', async () => {
    expect(await reasons('ann', 'ranged')).toEqual({ 'intent.from_people': '41' });
    expect((await project.score('ann', 'ranged')).total_score).toBe('3');
  });

  test('what is unknown of the account is between its worst and its best', async () => {
    expect(await account('joe', 'whole')).toMatchObject({
      account_score: '40',
      account_lowest: '40',
      account_highest: '40',
    });
    expect(await account('one', 'whole')).toMatchObject({
      account_score: '16',
      account_lowest: '15',
      account_highest: '25',
    });
    expect(await project.score('one', 'whole')).toMatchObject({
      total_score: '18',
      total_lowest: '-2.5',
      total_highest: '32.5',
    });
  });

  test('[E1] people are ranked inside their account by their total', async () => {
    const rows = await project.query(`
SELECT l.record_id, s.account_rank, s.account_score
FROM \`@lead_scores\` AS s
INNER JOIN (${records}) AS l ON l.lead_id = s.lead_id
WHERE s.rubric = 'whole' AND l.record_id IN ('ann', 'bob', 'cyd', 'kim')
ORDER BY l.record_id`);
    expect(rows).toEqual([
      { record_id: 'ann', account_rank: 1, account_score: '40' },
      { record_id: 'bob', account_rank: 2, account_score: '40' },
      { record_id: 'cyd', account_rank: 3, account_score: '40' },
      { record_id: 'kim', account_rank: null, account_score: null },
    ]);
  });
});

describe('who is engaged', () => {
  test('[E2] roles of the committee among engaged people, with a bonus for several; who only opened an e-mail is not engaged', async () => {
    expect(await reasons('ann', 'crowd')).toEqual({
      'committee.committee': '16',
      'engaged_people.engaged_people': '25',
    });
    expect(await account('ann', 'crowd')).toMatchObject({ engaged_people: 2, roles_seen: 'champion, technical' });
  });

  test('[E2] a junior alone is not enough, whatever its role', async () => {
    expect(await reasons('joe', 'crowd')).toEqual({});
    expect(await account('joe', 'crowd')).toMatchObject({
      account_score: '0',
      engaged_people: 1,
      roles_seen: 'champion',
    });
    expect(await project.points('joe', 'crowd')).not.toHaveProperty('account.engaged_people.engaged_people');
  });

  test('[E2] the bonus is on each engaged lead and on no other; a limit comes after it', async () => {
    expect(await project.points('ann', 'crowd')).toMatchObject({ 'account.engaged_people.engaged_people': '25' });
    expect(await project.points('bob', 'crowd')).toMatchObject({
      'account.engaged_people.engaged_people': '25',
      'total.engineers.limit': '-25',
    });
    expect((await project.score('bob', 'crowd')).total_score).toBe('20');
    expect(await project.points('cyd', 'crowd')).not.toHaveProperty('account.engaged_people.engaged_people');
  });

  test('the people counted for a bonus were active within its days; the thirtieth day is outside', async () => {
    expect(await reasons('eve', 'crowd')).toEqual({ 'engaged_people.engaged_people': '25' });
    expect(await reasons('gus', 'crowd')).toEqual({});
  });

  test('it goes to every engaged person of the account, also to who is engaged by an older act', async () => {
    expect(await project.points('ivy', 'crowd')).toMatchObject({ 'account.engaged_people.engaged_people': '25' });
  });
});

describe('what reaches the lead', () => {
  test('[D7] explicit, implicit, account-level and negative points are reported apart', async () => {
    expect(await project.points('cyd', 'whole')).toEqual({
      'account.account.account': '40',
      'fit.seats.criterion': '0',
      'fit.student.criterion': '-20',
      'intent.opened.act': '1',
    });
    const [row] = await project.query(`
SELECT r.points, r.total_points, r.reason
FROM \`@lead_score_reasons\` AS r
INNER JOIN (${records}) AS l ON l.lead_id = r.lead_id
WHERE r.rubric = 'whole' AND r.dimension = 'account' AND l.record_id = 'cyd'`);
    expect(row).toEqual({ points: '40', total_points: '20', reason: 'score of the account' });
  });

  test('it never feeds back into the dimensions of people', async () => {
    expect(await project.score('ann', 'whole')).toMatchObject({ intent_score: '40', total_score: '60' });
  });

  test('who has no account gets no row, and what is asked of its account is unknown', async () => {
    expect(Object.keys(await project.points('kim', 'whole'))).not.toContain('account.account.account');
    expect(await project.score('kim', 'strategic')).toMatchObject({
      tier: 'rest',
      account_score: null,
      failed_gates: 'known: account (unknown)',
    });
  });

  test('[E4] a strategic account has a tier of its own, by the score of the account', async () => {
    expect(await project.score('cyd', 'strategic')).toMatchObject({
      account_score: '120',
      tier: 'strategic',
      action: 'account_play',
    });
    expect(await project.score('joe', 'strategic')).toMatchObject({ account_score: '40', tier: 'known' });
  });

  test('a limit may ask for the score of the account', async () => {
    expect((await project.score('ann', 'strategic')).total_score).toBe('9');
    expect((await project.score('joe', 'strategic')).total_score).toBe('40');
  });

  test('[D2] the revenue potential of the account stands in its score under its own name', async () => {
    const rows = await project.query(`
SELECT r.points, r.reason
FROM \`@account_score_reasons\` AS r
INNER JOIN \`@accounts\` AS a ON a.account_id = r.account_id
WHERE r.rubric = 'strategic' AND a.name = 'acme'
ORDER BY r.reason_number`);
    expect(rows).toEqual([
      { points: '80', reason: 'revenue potential: strategic account' },
      { points: '40', reason: 'intent of its people (1)' },
    ]);
  });
});

describe('the whole group', () => {
  test('[E3] people of subsidiaries score for the account at the top, whose own facts are read', async () => {
    expect(await reasons('low', 'group')).toEqual({ 'intent.from_people': '50', 'segment.criterion': '3' });
    expect((await account('sub', 'group')).account_id).toBe((await account('low', 'group')).account_id);
  });

  test('parents in a circle are one group', async () => {
    expect(await reasons('one', 'group')).toEqual({ 'intent.from_people': '50', 'segment.criterion': '0' });
    expect((await account('one', 'group')).account_id).toBe((await account('two', 'group')).account_id);
  });
});
