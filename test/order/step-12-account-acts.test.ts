/** Step 12: facts of an account without a person, by the rules of acts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Value } from '../../scripts/engine/engine.js';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = (
  name: string,
  status: string,
  account: string,
  total = '{ sum: { intent: 1, account: 0.5 } }',
): string =>
  `rubric: ${name}
version: 1
status: ${status}
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      visit: { points: 10, decay: { until: 90d } }
account:
${account}
total: ${total}
bands: [0]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`;

const rubrics: Readonly<Record<string, string>> = {
  single: rubric(
    'single',
    'live',
    `  range: [0, 100]
  acts:
    surge: { points: 15, decay: { until: 14d }, limit: { times: 1, per: lifetime } }
    ad: { points: 4, decay: { linear: 10d }, cap: 6 }
    company_visit: { points: 3, magnitude: { strength: { 2: 0.5, 10: 1 } }, limit: { times: 2, per: day }, decay: { until: 30d } }
    visit_after_ad: { sequence: [ad, company_visit], within: 7d, points: 9, decay: { until: 30d } }
    review: { by_count: { 1: 2, 2..: 7 }, within: 30d }
  from_people: { intent: { top: 1 } }`,
  ),
  whole_group: rubric(
    'whole_group',
    'shadow',
    `  level: ultimate_parent
  acts:
    surge: { points: 15, decay: { until: 14d }, cap: { points: 20, per: day } }`,
  ),
};

const signals = `signals:
  visit: { label: visited, from: [{ event: visit }] }
  surge: { label: researched our topic, of: account, from: [{ event: surge, topic: [lineage, quality] }], also: other_topic }
  other_topic: { label: researched something else, of: account, unused: true, from: [{ event: surge }] }
  ad: { label: saw our advertising, of: account, from: [{ channel: ads }] }
  company_visit: { label: a company came to the website, of: account, from: [{ event: visit }] }
  review: { label: read reviews of us, of: account, from: [{ event: review }] }
`;

const asOf = '2026-03-31T12:00:00Z';
const long = '2026-01-01T00:00:00Z';

const lead = (record: string, domain: string) => ({
  record_id: record,
  email: `${record}@${domain}`,
  created_at: long,
  known_at: long,
});
const company = (record: string, more: Readonly<Record<string, Value>> = {}) => ({
  record_id: record,
  name: record,
  website: `https://${record}.com`,
  created_at: long,
  known_at: long,
  ...more,
});
const fact = (domain: string, name: string, at: string, more: Readonly<Record<string, Value>> = {}) => ({
  domain,
  event_name: name,
  topic: name === 'surge' ? 'Lineage' : null,
  happened_at: at.length === 10 ? `${at}T08:00:00Z` : at,
  ...more,
});

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    rubric: rubrics,
    files: {
      'rubrics/shared/signals.yaml': signals,
      'rubrics/shared/standards.yaml': 'time_zone: UTC\ninternal_domains: [us.com]\n',
      'rubrics/shared/precedence.yaml': 'precedence: [single]\n',
    },
  });
  await project.run(asOf, {
    leads: [
      lead('ann', 'acme.com'),
      lead('bob', 'acme.com'),
      lead('own', 'us.com'),
      lead('kim', 'gmail.com'),
      lead('old', 'old.com'),
      lead('adv', 'advertised.co.uk'),
      lead('vis', 'visited.com'),
      lead('seq', 'first-ad.com'),
      lead('rev', 'reviewed.com'),
      lead('top', 'hold.com'),
      lead('low', 'low.com'),
      lead('far', 'nothing.com'),
    ],
    accounts: [
      company('acme'),
      company('hold'),
      company('low', { parent_id: 'hold' }),
      // Nobody of it is known; it belongs to the holding.
      company('shell', { parent_id: 'low' }),
      company('plain', { website: null }),
    ],
    events: [{ event_name: 'visit', email: 'ann@acme.com', happened_at: '2026-03-30T00:00:00Z' }],
    account_events: [
      // The newest of three counts, once; one came too late to be known, one at the very moment, one twice.
      fact('www.Shop.acme.com', 'surge', '2026-03-20'),
      fact('https://acme.com/about', 'surge', '2026-03-25'),
      fact('acme.com', 'surge', '2026-03-30', { known_at: '2026-04-01T00:00:00Z' }),
      fact('acme.com', 'review', asOf),
      fact('acme.com', 'review', '2026-03-20', { event_id: 'twice', known_at: '2026-03-21T00:00:00Z' }),
      fact('acme.com', 'review', '2026-03-21', { event_id: 'twice', known_at: '2026-03-22T00:00:00Z' }),
      // Nobody's, whoever has such an address.
      fact('gmail.com', 'surge', '2026-03-30'),
      fact('shop.us.com', 'surge', '2026-03-30'),
      // The fourteenth day is outside; another topic is another signal.
      fact('old.com', 'surge', '2026-03-17'),
      fact('nothing.com', 'surge', '2026-03-30', { topic: 'cooking' }),
      // 4 x 0.9 + 4 x 0.8 = 6.8 in place of at most 6; the suffix has two labels.
      fact('ads.advertised.co.uk', 'impression', '2026-03-30', { channel: 'Ads' }),
      fact('advertised.co.uk', 'click', '2026-03-29', { channel: 'ads' }),
      // Of one day the two strongest: 3 + 1.5, and 0 for one that is too weak or of unknown strength.
      fact('visited.com', 'visit', '2026-03-29', { strength: '2' }),
      fact('visited.com', 'visit', '2026-03-29', { strength: '12' }),
      fact('visited.com', 'visit', '2026-03-29', { strength: '1' }),
      fact('visited.com', 'visit', '2026-03-29'),
      // Within 7 days of an advertisement, and not.
      fact('first-ad.com', 'impression', '2026-02-10', { channel: 'ads' }),
      fact('first-ad.com', 'visit', '2026-02-09', { strength: '1' }),
      fact('first-ad.com', 'impression', '2026-03-10', { channel: 'ads' }),
      fact('first-ad.com', 'visit', '2026-03-16', { strength: '1' }),
      fact('first-ad.com', 'visit', '2026-03-17', { strength: '1' }),
      fact('reviewed.com', 'review', '2026-03-30'),
      fact('reviewed.com', 'review', '2026-03-02'),
      fact('reviewed.com', 'review', '2026-03-01'),
      // By the record that it names, whatever domain stands beside it; three on one day, of two companies.
      { ...fact('acme.com', 'surge', '2026-03-29'), account_record_id: 'shell' },
      { ...fact('acme.com', 'surge', '2026-03-29'), account_record_id: 'shell' },
      fact('low.com', 'surge', '2026-03-29'),
    ],
  });
});
afterAll(() => project.close());

/** `rule.kind: points` of the account of a record. */
async function reasons(record: string, name = 'single'): Promise<Readonly<Record<string, Value>>> {
  const { account_id: account } = await project.score(record, name);
  const rows = await project.query(`
SELECT CONCAT(rule, '.', kind) AS what, points
FROM \`@account_score_reasons\`
WHERE rubric = '${name}' AND account_id = '${String(account)}'
ORDER BY what`);
  return Object.fromEntries(rows.map((row) => [String(row.what), row.points ?? null]));
}

describe('facts of an account without a person', () => {
  test('[A11] belong to the account of the domain, each once, by what was known, and come after what people give', async () => {
    expect(await reasons('ann')).toEqual({ 'intent.from_people': '10', 'review.act': '2', 'surge.act': '15' });
  });

  test('[A11] reach every person of the account by the weight of the account, and nobody else', async () => {
    expect(await project.points('bob')).toEqual({ 'account.account.account': '27' });
    expect((await project.score('bob')).total_score).toBe('13.5');
    expect((await project.score('far')).total_score).toBe('0');
  });

  test('[A4] a free-mail domain and one of our own are no account, whoever has an address there', async () => {
    expect(await project.score('kim')).toMatchObject({ account_id: null, total_score: '0' });
    expect(await project.score('own')).toMatchObject({ account_id: null, total_score: '0' });
    const rows = await project.query(
      "SELECT COUNT(*) AS facts FROM `@int_account_acts` WHERE happened_at = TIMESTAMP '2026-03-30 08:00:00+00' AND signal = 'surge'",
    );
    // Of four on that morning: one is not known yet, two are nobody's, one is another topic.
    expect(rows).toEqual([{ facts: 1 }]);
  });

  test('decay ends them like acts of people', async () => {
    expect(await reasons('old')).toEqual({});
  });

  test('a cap takes away what goes beyond it', async () => {
    expect(await reasons('adv')).toEqual({ 'ad.act': '6.8', 'ad.signal_cap': '-0.8' });
  });

  test('their magnitude is their strength, and a limit keeps what is worth most', async () => {
    expect(await reasons('vis')).toEqual({ 'company_visit.act': '4.5' });
  });

  test('a sequence needs both facts in their order and in time', async () => {
    expect(await reasons('seq')).toEqual({ 'visit_after_ad.act': '9' });
  });

  test('the number of facts gives points once', async () => {
    expect(await reasons('rev')).toEqual({ 'review.act': '7' });
  });

  test('[E3] facts of a subsidiary count for the group where groups are scored, and those of a record for that record', async () => {
    // 45 on one day, of two companies of the group: 20 at most.
    expect(await reasons('top', 'whole_group')).toEqual({ 'surge.act': '45', 'surge.day_cap': '-25' });
    expect(await reasons('low', 'whole_group')).toEqual({ 'surge.act': '45', 'surge.day_cap': '-25' });
    expect(await reasons('low')).toEqual({ 'surge.act': '15' });
    expect(await reasons('top')).toEqual({});
  });

  test('a reason says how often and when', async () => {
    const { account_id: account } = await project.score('vis');
    const rows = await project.query(
      `SELECT reason, acts, last_day FROM \`@account_score_reasons\` WHERE rubric = 'single' AND account_id = '${String(account)}'`,
    );
    expect(rows).toEqual([
      { reason: 'a company came to the website 2 times, last on 2026-03-29', acts: 2, last_day: '2026-03-29' },
    ]);
  });
});
