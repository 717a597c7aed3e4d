/** Enrichment: which vendor is believed, and that what becomes known between two recalculations waits. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../scripts/engine/engine.js';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = (name: string, more = ''): string => `rubric: ${name}
version: 1
status: ${name === 'always' ? 'live' : 'shadow'}
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
${more}dimensions:
  fit:
    criteria:
      size: { field: account.employees, cases: [{ at_least: 1000, points: 10 }, { otherwise: true, points: 1 }], unknown: { points: 5 } }
      industry: { when: { field: account.industry_group, is: software }, points: 100, unknown: { points: 0 } }
account:
  criteria:
    large: { field: account.company_size, cases: [{ is: large, points: 7 }, { otherwise: true, points: 3 }], unknown: { points: 0 } }
total: { sum: { fit: 1, account: 1 } }
bands: [0]
tiers:
  - { tier: large, when: { total: 17 }, action: { do: contact } }
  - { tier: all, otherwise: true, action: { do: nothing } }
`;

const standards = `time_zone: Europe/Berlin
industries:
  - software: ['(?i)software']
company_sizes:
  - large: { from: 1000 }
  - small: { from: 1 }
enrichment:
  vendors: [zoom, clear, crm]
  max_age: 30d
  fields:
    industry: { vendors: [crm, zoom, clear], needs_confirmation: true }
`;

const long = '2026-01-01T00:00:00Z';
const names = ['late', 'two', 'stale', 'own', 'plain', 'unsure'] as const;

const answer = (name: string, vendor: string, at: string, more: Readonly<Record<string, string | boolean>>) => ({
  vendor,
  domain: `www.${name}.com`,
  fetched_at: at,
  ...more,
});

const facts = {
  leads: names.map((name) => ({ record_id: name, email: `x@${name}.com`, created_at: long, known_at: long })),
  accounts: names.map((name) => ({
    record_id: `A_${name}`,
    name,
    website: `${name}.com`,
    created_at: long,
    known_at: long,
    ...(name !== 'unsure' && { employees: '10' }),
    ...(name === 'own' && { industry: 'Bakery' }),
  })),
  enrichment: [
    // Monday is 2026-03-30. In Berlin the first came on Sunday, the second when Monday was half an hour old.
    answer('late', 'zoom', '2026-03-29T21:30:00Z', { employees: '500' }),
    answer('late', 'zoom', '2026-03-29T22:30:00Z', { employees: '5000' }),
    // The first vendor before the second, whenever each was asked; the newest answer of each.
    answer('two', 'clear', '2026-03-28T00:00:00Z', { employees: '20' }),
    answer('two', 'zoom', '2026-03-02T00:00:00Z', { employees: '30' }),
    answer('two', 'Zoom ', '2026-03-20T00:00:00Z', { employees: '3000' }),
    answer('two', 'other', '2026-03-21T00:00:00Z', { employees: '9' }),
    // 29 days old on Monday, 30 on Tuesday.
    answer('stale', 'zoom', '2026-03-01T12:00:00Z', { employees: '2000' }),
    // The CRM's own industry comes first; an unconfirmed one does not count, a confirmed one does.
    answer('own', 'zoom', '2026-03-20T00:00:00Z', { industry: 'Software', is_confirmed: true }),
    answer('unsure', 'zoom', '2026-03-20T00:00:00Z', { industry: 'Software' }),
    answer('unsure', 'clear', '2026-03-20T00:00:00Z', { industry: 'Computer software', is_confirmed: true }),
    // By the record that it names, whatever domain stands beside it; not known before April.
    {
      ...answer('two', 'zoom', '2026-03-10T00:00:00Z', { employees: '4000' }),
      account_record_id: 'A_plain',
      known_at: '2026-04-01T00:00:00Z',
    },
    // A mail provider has no employees.
    { ...answer('x', 'zoom', '2026-03-20T00:00:00Z', { employees: '7' }), domain: 'gmail.com' },
  ],
};

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit'],
    rubric: {
      always: rubric('always'),
      daily: rubric('daily', 'recalculate: { attributes: daily }\n'),
      weekly: rubric('weekly', 'recalculate: { attributes: weekly }\n'),
      monthly: rubric('monthly', 'recalculate: { attributes: monthly }\n'),
    },
    files: { 'rubrics/shared/standards.yaml': standards },
  });
  await project.run('2026-03-31T10:00:00Z', facts);
});
afterAll(() => project.close());

/** fit + account of a lead, by rubric. */
async function totals(name: string): Promise<Readonly<Record<string, unknown>>> {
  const rows = await project.query(`
SELECT s.rubric, CONCAT(CAST(s.fit_score AS STRING), ' + ', CAST(s.account_score AS STRING), ' ', s.tier) AS total
FROM \`@lead_scores\` AS s
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = s.lead_id
WHERE p.record_key = 'crm:app:${name}'
ORDER BY s.rubric`);
  return Object.fromEntries(rows.map((row) => [String(row.rubric), row.total]));
}

const values = (name: string, suffix = ''): Promise<Row[]> =>
  project.query(`
SELECT v.field, v.vendor, v.value, v.standing
FROM \`@int_enriched_values${suffix}\` AS v
INNER JOIN \`@int_account_records\` AS r ON r.account_id = v.account_id
WHERE r.record_id = 'A_${name}'
ORDER BY v.field, v.vendor`);

describe('a recalculation', () => {
  test('[A7] what became known after Monday midnight moves no tier before the next boundary', async () => {
    // 31 March is a Tuesday: the day has begun since, the week has not, and the month has none of both.
    expect(await totals('late')).toEqual({
      always: '10 + 7 large',
      daily: '10 + 7 large',
      weekly: '1 + 3 all',
      monthly: '1 + 3 all',
    });
    expect(await values('late', '_weekly')).toEqual([
      { field: 'employees', vendor: 'crm', value: '10', standing: 'outranked' },
      { field: 'employees', vendor: 'zoom', value: '500', standing: 'taken' },
    ]);
    expect(await values('late', '_monthly')).toEqual([]);
  });

  test('[A7] an answer does not grow too old between two recalculations', async () => {
    expect(await totals('stale')).toEqual({
      always: '1 + 3 all',
      daily: '1 + 3 all',
      weekly: '10 + 7 large',
      monthly: '1 + 3 all',
    });
  });

  test('a score says of which day its attributes are', async () => {
    const rows = await project.query(
      'SELECT DISTINCT rubric, CAST(attributes_read_on AS STRING) AS day FROM `@lead_scores` ORDER BY rubric',
    );
    expect(rows).toEqual([
      { rubric: 'always', day: '2026-03-31' },
      { rubric: 'daily', day: '2026-03-31' },
      { rubric: 'monthly', day: '2026-03-01' },
      { rubric: 'weekly', day: '2026-03-30' },
    ]);
  });
});

describe('vendors', () => {
  test('[A7] the first vendor whose value counts is taken, by its newest answer; who is not named is not asked', async () => {
    expect(await values('two')).toEqual([
      { field: 'employees', vendor: 'clear', value: '20', standing: 'outranked' },
      { field: 'employees', vendor: 'crm', value: '10', standing: 'outranked' },
      { field: 'employees', vendor: 'other', value: '9', standing: 'not asked' },
      { field: 'employees', vendor: 'zoom', value: '3000', standing: 'taken' },
    ]);
    expect((await totals('two')).always).toBe('10 + 7 large');
  });

  test('[A7] what is too old or not confirmed does not count, and the next one is taken', async () => {
    expect(await values('stale')).toEqual([
      { field: 'employees', vendor: 'crm', value: '10', standing: 'taken' },
      { field: 'employees', vendor: 'zoom', value: '2000', standing: 'too old' },
    ]);
    expect(await values('unsure')).toEqual([
      { field: 'industry', vendor: 'clear', value: 'Computer software', standing: 'taken' },
      { field: 'industry', vendor: 'zoom', value: 'Software', standing: 'not confirmed' },
    ]);
    expect((await totals('unsure')).always).toBe('105 + 0 large');
  });

  test('the CRM is one of the vendors, and comes where the list says', async () => {
    expect(await values('own')).toEqual([
      { field: 'employees', vendor: 'crm', value: '10', standing: 'taken' },
      { field: 'industry', vendor: 'crm', value: 'Bakery', standing: 'taken' },
      { field: 'industry', vendor: 'zoom', value: 'Software', standing: 'outranked' },
    ]);
    expect((await totals('own')).always).toBe('1 + 3 all');
  });

  test('[A4] an account of which no vendor speaks, or nobody whom one knew by then, keeps what the CRM says', async () => {
    expect(await values('plain')).toEqual([]);
    expect((await totals('plain')).always).toBe('1 + 3 all');
  });

  test('[A7] conflicts stand in a table, with every answer and why one was taken', async () => {
    const rows = await project.query(`
SELECT r.record_id, c.field, c.different_values, c.answers, c.taken_from, c.taken_value
FROM \`@enrichment_conflicts\` AS c
INNER JOIN \`@int_account_records\` AS r ON r.account_id = c.account_id
WHERE r.record_id IN ('A_two', 'A_unsure')
ORDER BY r.record_id`);
    expect(rows).toEqual([
      {
        record_id: 'A_two',
        field: 'employees',
        different_values: 4,
        answers: 'clear: 20 (outranked); crm: 10 (outranked); other: 9 (not asked); zoom: 3000 (taken)',
        taken_from: 'zoom',
        taken_value: '3000',
      },
      {
        record_id: 'A_unsure',
        field: 'industry',
        different_values: 2,
        answers: 'clear: Computer software (taken); zoom: Software (not confirmed)',
        taken_from: 'clear',
        taken_value: 'Computer software',
      },
    ]);
  });

  test('[A7] a later run of an earlier moment knows what was known then', async () => {
    await project.run('2026-03-29T21:45:00Z', facts);
    expect((await totals('late')).always).toBe('1 + 3 all');
    expect(await values('late')).toMatchObject([{ vendor: 'crm' }, { vendor: 'zoom', value: '500' }]);
    await project.run('2026-04-06T00:00:00Z', facts);
    expect((await totals('late')).weekly).toBe('10 + 7 large');
    expect((await totals('plain')).weekly).toBe('10 + 7 large');
  }, 90_000);
});
