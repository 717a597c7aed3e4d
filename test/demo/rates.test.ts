import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeTruth } from '../../scripts/demo/describe-truth.js';
import { generateDemo } from '../../scripts/demo/generate-demo.js';
import { competitorDomains, dirt, ownDomain, testDomain } from '../../scripts/demo/rates.js';
import { openDemo, type DemoTables } from './demo-tables.js';
import { temporaryFolder } from '../temporary-folder.js';

let folder: string;
let demo: DemoTables;

beforeAll(async () => {
  folder = temporaryFolder('demo');
  const directory = join(folder, 'demo');
  await generateDemo({ directory, seed: 11, leads: 6000, events: 60000 });
  demo = await openDemo(directory);
  await demo.rows(`
    CREATE TABLE first_lead AS
    SELECT person_number, truth_people.domain, lead.*
    FROM truth_people JOIN lead ON lead.id = split_part(lead_ids, ' ', 1)`);
  await demo.rows(`
    CREATE TABLE second_lead AS
    SELECT person_number, first_lead.id AS first_id, first_lead.email AS first_email, lead.*
    FROM truth_people
    JOIN first_lead USING (person_number)
    JOIN lead ON lead.id = split_part(lead_ids, ' ', 2)`);
});
afterAll(() => {
  demo.close();
});

/** What is measured: a boolean over the rows of a table (or a sub-query), and how often it should hold. */
const measured: readonly (readonly [what: string, of: string, holds: string, share: number])[] = [
  ...dirt.email.map(([kind, share]) => [`${kind} addresses`, 'truth_people', `email_kind = '${kind}'`, share] as const),
  [
    'second leads',
    `first_lead WHERE email IS NOT NULL`,
    'id IN (SELECT first_id FROM second_lead)',
    dirt.duplicateLead,
  ],
  ['merged leads', 'second_lead', `is_deleted = 'true' AND master_record_id = first_id`, dirt.merged],
  ['other case', 'second_lead', 'email <> first_email AND lower(email) = first_email', dirt.variant.case],
  ['blanks', 'second_lead', 'email <> first_email AND trim(email) = first_email', dirt.variant.blanks],
  ['plus tags', 'second_lead', `email LIKE '%+webinar@%'`, dirt.variant.plus_tag],
  ['same address', 'second_lead', 'email = first_email', dirt.variant.same],
  ['NULL title', 'lead', 'title IS NULL', dirt.missingText.null],
  ['empty industry', 'lead', `industry = ''`, dirt.missingText.empty],
  ['n/a country', 'lead', `country = 'n/a'`, dirt.missingText.na],
  ['Select company', 'lead', `company = 'Select'`, dirt.missingText.select],
  ['unknown employees', 'lead', 'number_of_employees IS NULL', dirt.missingNumber],
  ['unknown revenue', 'lead', 'annual_revenue IS NULL', dirt.missingNumber],
  ['opted out', 'first_lead', `has_opted_out_of_email = 'true'`, dirt.optedOut],
  [
    'created after as_of',
    `first_lead WHERE product_user_id_c IS NULL AND lead_source <> 'Web'`,
    `created_date >= '2026-06-30'`,
    dirt.createdLater,
  ],
  [
    'late forms and e-mails',
    `(SELECT event_id, MIN(received_at)::TIMESTAMP AS r, MIN(occurred_at)::TIMESTAMP AS o FROM marketing_events GROUP BY 1)`,
    'r >= o + INTERVAL 1 DAY',
    dirt.lateForm,
  ],
  [
    'repeated forms and e-mails',
    '(SELECT event_id, COUNT(*) AS n FROM marketing_events GROUP BY 1)',
    'n = 2',
    dirt.duplicateForm,
  ],
  [
    'repeated GA4 rows',
    '(SELECT COUNT(*) AS n FROM ga4 GROUP BY user_pseudo_id, event_timestamp, event_name, event_bundle_sequence_id)',
    'n = 2',
    dirt.duplicateWeb,
  ],
  ['late visits', `ga4 WHERE event_name = 'session_start'`, `event_date < ${fileDay()}`, dirt.lateVisit],
  [
    'visits after as_of',
    // Visits in which a form is sent are numbered from 1000 and all lie before it.
    `ga4 WHERE event_name = 'session_start' AND event_params[4]['value']['int_value'] < 1000`,
    `event_date >= '20260630'`,
    dirt.visitAfter,
  ],
  [
    'second accounts',
    `account WHERE type IS NOT NULL`,
    `replace(id, 'QAA', '') IN (SELECT twin FROM (${twins()}))`,
    dirt.duplicateAccount,
  ],
  [
    'merged accounts',
    'account WHERE type IS NULL',
    `is_deleted = 'true' AND master_record_id IS NOT NULL`,
    dirt.mergedAccount,
  ],
  ['accounts with a parent', 'account WHERE type IS NOT NULL', 'parent_id IS NOT NULL', dirt.subsidiary],
];

function fileDay(): string {
  return `regexp_extract(filename, 'events_([0-9]{8})', 1)`;
}

/** Ids of accounts whose domain has a second account. */
function twins(): string {
  const domain = `regexp_extract(lower(website), '^(?:https?://)?(?:www\\.)?([^/?]+)', 1)`;
  return `SELECT replace(a.id, 'QAA', '') AS twin FROM account AS a JOIN account AS b ON a.id <> b.id AND ${domain.replace('website', 'a.website')} = ${domain.replace('website', 'b.website')} AND b.type IS NULL`;
}

describe('what is wrong with the data is as frequent as declared', () => {
  test.each(measured)('%s', async (_what, of, holds, share) => {
    const n = await demo.number(`SELECT COUNT(*) FROM ${of}`);
    const hits = await demo.number(`SELECT COUNT(*) FILTER (${holds}) FROM ${of}`);
    expect(hits).toBeGreaterThan(0);
    // Four standard deviations; the seed is fixed, so a pass stays a pass.
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / n);
    expect(Math.abs(hits / n - share)).toBeLessThan(tolerance);
  });

  test('conversions before as_of come from people who may convert', async () => {
    const of = `first_lead JOIN truth_people USING (person_number) WHERE email_kind IN ('business', 'free_mail', 'role')`;
    const share = await demo.number(`SELECT COUNT(*) FILTER (converted_date < '2026-06-30') / COUNT(*) FROM ${of}`);
    expect(share).toBeGreaterThan(dirt.convertedBefore * 0.6);
    expect(share).toBeLessThan(dirt.convertedBefore * 1.2);
  });

  test('machines say so in their browser, or only show by their hits', async () => {
    const bots = await demo.rows(`
      SELECT browser, COUNT(*) AS visits FROM (
        SELECT user_pseudo_id, device.web_info.browser = 'HeadlessChrome' AS browser, COUNT(*) AS hits
        FROM ga4 GROUP BY ALL HAVING hits > 75 AND user_pseudo_id NOT IN (SELECT unnest(string_split(anonymous_ids, ' ')) FROM truth_people))
      GROUP BY 1 ORDER BY 1 DESC`);
    expect(bots.map((row) => row['browser'])).toEqual([true, false]);
    expect(Number(bots[0]?.['visits'])).toBeGreaterThan(Number(bots[1]?.['visits']));
  });

  test('colleagues and competitors stand where standards.yaml can find them', async () => {
    const domains = await demo.rows(`
      SELECT DISTINCT split_part(email, '@', 2) AS domain FROM lead
      WHERE id IN (SELECT split_part(lead_ids, ' ', 1) FROM truth_people WHERE email_kind IN ('competitor', 'internal', 'test'))
      ORDER BY 1`);
    expect(domains.map((row) => row['domain'])).toEqual([...competitorDomains, ownDomain, testDomain].sort());
    expect(
      await demo.number(`SELECT COUNT(*) FROM ga4 WHERE device.web_info.hostname LIKE 'staging.%'`),
    ).toBeGreaterThan(0);
  });

  test('some browsers get a person only later, by a form', async () => {
    const identified = await demo.number(`
      SELECT COUNT(DISTINCT user_pseudo_id)
      FROM ga4 JOIN marketing_events AS form ON form.ga_client_id = user_pseudo_id AND form.event_name = 'form_submit'
      WHERE make_timestamp(event_timestamp) < occurred_at::TIMESTAMP - INTERVAL 1 DAY`);
    expect(identified).toBeGreaterThan(100);
  });

  test('the description prints every declared share', () => {
    const text = describeTruth();
    for (const [kind, share] of dirt.email) {
      expect(text).toContain(`${kind.replace('_', ' ')} ${Number((share * 100).toFixed(2))} %`);
    }
  });
});
