/** What the models make of what people wrote, by the standards that come with leadscore. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../scripts/engine/engine.js';
import { packagedDomainLists } from '../../scripts/generate/packaged/domain-lists.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

const root = new URL('../../rubrics/shared/', import.meta.url);
const standards = readFileSync(fileURLToPath(new URL('standards.yaml', root)), 'utf8');

const rubric = `
rubric: nothing
version: 1
status: live
purpose: The least there can be
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      here: { when: { field: lead.country_code, known: true }, points: 1 }
total: { sum: { fit: 1 } }
bands: [0, 10]
tiers:
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;

let project: OrderProject;
beforeAll(async () => {
  project = await openOrderProject({
    rubric,
    signals: ['seen'],
    files: { 'rubrics/shared/standards.yaml': standards },
  });
});
afterAll(() => project.close());

/** Each row is a lead; what is asked of it, in order. */
async function leads(given: readonly Readonly<Record<string, string | number>>[], asked: string): Promise<Row[]> {
  const rows = given.map((row, n) => ({
    record_id: `L${String(n).padStart(3, '0')}`,
    email: `p${n}@firm.com`,
    ...row,
  }));
  await project.run('2026-06-01T00:00:00Z', { leads: rows });
  return project.query(`
SELECT ${asked}
FROM \`@leads\` AS l
INNER JOIN (SELECT p.lead_id, MIN(r.record_id) AS record_id FROM \`@int_person_records\` AS r INNER JOIN \`@int_record_persons\` AS p ON p.record_key = r.record_key GROUP BY p.lead_id) AS id ON id.lead_id = l.lead_id
ORDER BY id.record_id`);
}

describe('[A6] countries and regions', () => {
  const written: readonly (readonly [string, string | null, string | null])[] = [
    ['Germany', 'DE', 'emea'],
    [' deutschland ', 'DE', 'emea'],
    ['ALLEMAGNE', 'DE', 'emea'],
    ['Alemania', 'DE', 'emea'],
    ['deu', 'DE', 'emea'],
    ['BRD', 'DE', 'emea'],
    ['UK', 'GB', 'emea'],
    ['Scotland', 'GB', 'emea'],
    ['Royaume-Uni', 'GB', 'emea'],
    ['USA', 'US', 'north_america'],
    ['U.S.A.', 'US', 'north_america'],
    ['États-Unis', 'US', 'north_america'],
    ['The Netherlands', 'NL', 'emea'],
    ['España', 'ES', 'emea'],
    ['Brasil', 'BR', 'latam'],
    ['日本', null, null],
    ['Greenland', 'GL', null],
    ['Atlantis', null, null],
  ];
  test('are found in what people write, and unknown where they are not', async () => {
    const found = await leads(
      written.map(([country]) => ({ country })),
      'l.country, l.country_code, l.region',
    );
    expect(found.map((row) => [row.country, row.country_code, row.region])).toEqual(written);
  });

  test('nothing written is unknown', async () => {
    expect(await leads([{}], 'l.country_code, l.region, l.industry_group, l.company_size, l.committee_role')).toEqual([
      { country_code: null, region: null, industry_group: null, company_size: null, committee_role: null },
    ]);
  });
});

test('[A6] industries as written have one name', async () => {
  const written = [
    ['Computer Software', 'software'],
    ['Information Technology & Services', 'software'],
    ['Banking', 'financial_services'],
    ['Versicherungen', 'financial_services'],
    ['Santé', 'healthcare'],
    ['Logística', 'logistics'],
    ['Einzelhandel', 'retail'],
    ['Maschinenbau', 'manufacturing'],
    ['Falconry', 'other'],
  ] as const;
  const found = await leads(
    written.map(([industry]) => ({ industry })),
    'l.industry, l.industry_group',
  );
  expect(found.map((row) => [row.industry, row.industry_group])).toEqual(written);
});

test('[A6] company sizes: a number, a range or a word', async () => {
  const written: readonly (readonly [string, string | null, string | null])[] = [
    ['51-200', '51', 'small'],
    ['51 - 200 employees', '51', 'small'],
    ['1,001-5,000 employees', '1001', 'upper_mid_market'],
    ['1.001 bis 5.000 Mitarbeiter', '1001', 'upper_mid_market'],
    ['1 001 à 5 000 salariés', '1001', 'upper_mid_market'],
    ['10000+', '10000', 'enterprise'],
    ['10,000+', '10000', 'enterprise'],
    ['1,200,000', '1200000', 'enterprise'],
    ['5k-10k', '5000', 'upper_mid_market'],
    ['1.5k', '1500', 'upper_mid_market'],
    ['<50', '1', 'micro'],
    ['under 50', '1', 'micro'],
    ['bis 50', '1', 'micro'],
    ['1-10', '1', 'micro'],
    ['more than 500', '500', 'mid_market'],
    ['Enterprise', null, 'enterprise'],
    ['Mid-Market', null, 'mid_market'],
    ['self-employed', null, 'micro'],
    ['who knows', null, null],
  ];
  const found = await leads(
    written.map(([range]) => ({ size_range: range })),
    'l.size_range, CAST(l.employees_from AS STRING) AS employees_from, l.company_size',
  );
  expect(found.map((row) => [row.size_range, row.employees_from, row.company_size])).toEqual(written);
});

test('[A6] a number of employees goes before a written range; none at all is unknown', async () => {
  const asked = 'CAST(l.employees_from AS STRING) AS employees_from, l.company_size';
  expect(await leads([{ employees: 300, size_range: '1-10' }, { employees: 0 }], asked)).toEqual([
    { employees_from: '300', company_size: 'mid_market' },
    { employees_from: null, company_size: null },
  ]);
});

test('[A6] titles have a seniority, a function and a role in the buying committee', async () => {
  const written: readonly (readonly string[])[] = [
    ['CEO', 'executive', 'general_management', 'decision_maker'],
    ['VP Sales', 'vp', 'sales', 'decision_maker'],
    ['Director of Finance', 'director', 'finance', 'decision_maker'],
    ['Head of Data', 'director', 'data', 'champion'],
    ['Leiterin Einkauf', 'director', 'procurement', 'procurement'],
    ['Vendor Manager', 'manager', 'other', 'procurement'],
    ['Abogada', 'other', 'legal', 'legal'],
    ['Responsable informatique', 'manager', 'it', 'technical'],
    ['Data Architect', 'individual', 'data', 'technical'],
    ['Marketing Manager', 'manager', 'marketing', 'champion'],
    ['Sachbearbeiterin', 'individual', 'other', 'user'],
    ['Praktikant Vertrieb', 'intern', 'sales', 'other'],
  ];
  const found = await leads(
    written.map(([title = '']) => ({ title })),
    'l.title, l.seniority, l.function, l.committee_role',
  );
  expect(found.map((row) => [row.title, row.seniority, row.function, row.committee_role])).toEqual(written);
});

test('[A6] accounts are standardised alike', async () => {
  await project.run('2026-06-01T00:00:00Z', {
    accounts: [{ record_id: 'A1', country: 'Suisse', industry: 'Banken & Versicherungen', size_range: '201-500' }],
  });
  const asked = 'country, country_code, region, industry_group, CAST(employees_from AS STRING) AS employees_from';
  expect(await project.query(`SELECT ${asked}, company_size FROM \`@accounts\``)).toEqual([
    {
      country: 'Suisse',
      country_code: 'CH',
      region: 'emea',
      industry_group: 'financial_services',
      employees_from: '201',
      company_size: 'mid_market',
    },
  ]);
});

test('[A9] names of shared mailboxes come from a package', () => {
  const { roleAddresses } = packagedDomainLists();
  expect(roleAddresses).toEqual(expect.arrayContaining(['info', 'no-reply', 'kontakt', 'ventas', 'contacto']));
  expect(roleAddresses?.length).toBeGreaterThan(900);
});

test('[A9] personal, disposable, role, test, internal, competitor and invalid addresses are told apart', async () => {
  const kinds = await openOrderProject({
    rubric,
    signals: ['seen'],
    files: {
      'rubrics/shared/standards.yaml': `
time_zone: UTC
internal_domains: [ourselves.com]
competitor_domains: [rival.io]
free_mail: { add: [myisp.net], allow: [gmail.com] }
disposable: { add: [gone.tv], allow: [mailinator.com] }
role_addresses: { add: [info, newsroom], allow: [newsroom] }
`,
    },
  });
  try {
    const expected: Readonly<Record<string, string>> = {
      'ann at firm': 'invalid',
      'ann@example.com': 'test',
      'ann@firm.com': 'business',
      'ann@gmail.com': 'business',
      'ann@gone.tv': 'disposable',
      'ann@mail.ourselves.com': 'internal',
      'ann@mailinator.com': 'business',
      'ann@myisp.net': 'free',
      'info+x@firm.com': 'role',
      'info@rival.io': 'competitor',
      'newsroom@firm.com': 'business',
    };
    const leads = Object.keys(expected).map((email, n) => ({ record_id: `L${n}`, email }));
    await kinds.run('2026-06-01T00:00:00Z', { leads: [...leads, { record_id: 'none' }] });
    const found = await kinds.query('SELECT email, email_kind FROM `@leads`');
    expect(Object.fromEntries(found.map((row) => [String(row.email), row.email_kind]))).toEqual({
      ...expected,
      null: 'none',
    });
  } finally {
    await kinds.close();
  }
});
