/** Whose people they are: the keys of identity.yaml that tell the account of a person, and what never does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from '../order/harness.js';
import type { Fact } from './warehouse.js';

const rubric = `
rubric: one
version: 1
status: live
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  intent: { acts: { visit: { points: 1 } } }
total: { sum: { intent: 1 } }
bands: [0]
tiers:
  - { tier: rest, otherwise: true, action: { do: nothing } }
`;

const identity = `
account_keys: [crm_id, domain, website, { key: company_name, same: [country] }]
never_match:
  companies: [Hauptsitz, "x' OR '1'='1"]
  websites: [marktplatz.de]
`;

const standards = `
time_zone: UTC
internal_domains: [ourselves.com]
role_addresses: { add: [info] }
`;

const long = '2026-01-01T00:00:00Z';
const record = (id: string, facts: Fact): Fact => ({
  record_id: id,
  created_at: long,
  known_at: long,
  updated_at: long,
  ...facts,
});
const hostile = ['${process.exit()}', '"; DROP TABLE leads; --', '\\\\', '日本'.repeat(400)];

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit'],
    rubric,
    files: { 'rubrics/shared/standards.yaml': standards, 'rubrics/shared/identity.yaml': identity },
  });
  await project.run('2026-06-10T00:00:00Z', {
    accounts: [
      record('nord', { name: 'Nord & Söhne GmbH & Co. KG', country: 'Germany', website: 'nord.de' }),
      record('atlas', { name: 'Atlas Inc.', country: 'US' }),
      record('twin1', { name: 'Twin', country: 'US', website: 'twin.com' }),
      record('twin2', { name: 'Twin Ltd', country: 'US', website: 'twin.org' }),
      record('page', { name: 'Page', country: 'US', website: 'https://facebook.com/page' }),
      record('hq', { name: 'Hauptsitz', country: 'DE' }),
      record('or', { name: "x' OR '1'='1", country: 'DE' }),
      ...hostile.map((name, index) => record(`hostile ${index}`, { name, country: 'DE' })),
    ],
    contacts: [record('contact', { email: 'c@gmail.com', account_id: 'atlas' })],
    leads: [
      record('business', { email: 'b@nord.de', company: 'Twin', website: 'twin.com', country: 'US' }),
      // A record with a private address, and an older one of the same person with an address at work.
      record('private', { email: 'p@gmail.com', user_id: 'p', updated_at: '2026-02-01T00:00:00Z' }),
      record('at work', { email: 'p@nord.de', user_id: 'p' }),
      record('website', { email: 'w@gmail.com', website: 'HTTPS://www.nord.de/impressum' }),
      record('no address', { website: 'nord.de' }),
      record('of nobody', { email: 'n@gmail.com', website: 'unheard-of.com' }),
      record('profile', { email: 'q@gmail.com', website: 'linkedin.com/in/q' }),
      record('market', { email: 'm@gmail.com', website: 'marktplatz.de/m' }),
      record('free', { email: 'f@gmail.com', website: 'gmail.com' }),
      record('ours', { email: 'o@gmail.com', website: 'www.ourselves.com' }),
      record('throw-away', { email: 't@mailinator.com', website: 'nord.de', company: 'Atlas', country: 'US' }),
      record('colleague', { email: 'k@ourselves.com', website: 'nord.de', company: 'Atlas', country: 'US' }),
      record('name', { email: 'a@gmail.com', company: ' NORD  + söhne g.m.b.h.', country: 'de' }),
      record('same name', { email: 's@gmail.com', company: 'nord söhne', country: 'Deutschland' }),
      record('elsewhere', { email: 'e@gmail.com', company: 'Nord & Söhne', country: 'Austria' }),
      record('countryless', { email: 'l@gmail.com', company: 'Nord & Söhne' }),
      record('ambiguous', { email: 'd@gmail.com', company: 'Twin', country: 'US' }),
      record('never', { email: 'v@gmail.com', company: 'hauptsitz', country: 'DE' }),
      record('sql', { email: 'x@gmail.com', company: "x' OR '1'='1", country: 'DE' }),
      // A name that no record has: one of its people is not enough, two are.
      record('one of one', { email: '1@single.com', company: 'Single Source', country: 'US' }),
      record('of one', { email: '2@gmail.com', company: 'Single Source', country: 'US' }),
      record('one of two', { email: '1@double.com', company: 'Double Check, Inc', country: 'US' }),
      record('two of two', { email: '2@double.com', company: 'double check', country: 'FR' }),
      record('of two', { email: '3@gmail.com', company: 'DOUBLE-CHECK', country: 'US' }),
      ...hostile.map((company, index) =>
        record(`hostile ${index}`, { email: `h${index}@gmail.com`, company, country: 'DE' }),
      ),
    ],
  });
});
afterAll(() => project.close());

test('[A4] the surest key that tells it, and nobody by a guess', async () => {
  const rows = await project.query(`
SELECT r.record_id AS who, m.matched_by AS how, COALESCE(a.domain, a.name) AS account
FROM \`@lead_records\` AS r
INNER JOIN \`@int_person_accounts\` AS m ON m.lead_id = r.lead_id
INNER JOIN \`@accounts\` AS a ON a.account_id = m.account_id
ORDER BY who`);
  expect(rows.map(({ who, how, account }) => [who, how, account])).toEqual(
    [
      ['at work', 'domain', 'nord.de'],
      ['business', 'domain', 'nord.de'],
      ['contact', 'crm_id', 'Atlas Inc.'],
      // Of the hostile names only the long one is one: of the others nothing or too little is left.
      ['hostile 1', 'company_name', hostile[1]],
      ['hostile 0', 'company_name', hostile[0]],
      ['hostile 3', 'company_name', hostile[3]],
      ['name', 'company_name', 'nord.de'],
      ['no address', 'website', 'nord.de'],
      ['of nobody', 'website', 'unheard-of.com'],
      ['of two', 'company_name', 'double.com'],
      ['one of one', 'domain', 'single.com'],
      ['one of two', 'domain', 'double.com'],
      ['private', 'domain', 'nord.de'],
      ['same name', 'company_name', 'nord.de'],
      ['two of two', 'domain', 'double.com'],
      ['website', 'website', 'nord.de'],
    ].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
});

test('who has no such key in identity.yaml is not joined by it', async () => {
  const usual = await openOrderProject({ signals: ['visit'], rubric });
  try {
    await usual.run('2026-06-10T00:00:00Z', {
      accounts: [record('nord', { name: 'Nord', country: 'DE', website: 'nord.de' })],
      leads: [record('website', { email: 'w@gmail.com', website: 'nord.de', company: 'Nord', country: 'DE' })],
    });
    expect(await usual.query('SELECT lead_id FROM `@int_person_accounts`')).toEqual([]);
  } finally {
    await usual.close();
  }
});
