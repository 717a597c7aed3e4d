import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateDemo } from '../../scripts/demo/generate-demo.js';
import { openDemo, type DemoTables } from './demo-tables.js';
import { temporaryFolder } from '../temporary-folder.js';

let folder: string;
let demo: DemoTables;

beforeAll(async () => {
  folder = temporaryFolder('demo');
  await generateDemo({ directory: join(folder, 'demo'), seed: 11, leads: 1500, events: 20000 });
  demo = await openDemo(join(folder, 'demo'));
});
afterAll(() => {
  demo.close();
});

/** What the shipped rubrics beside `inbound` live on: at least so many rows of each. */
const rows: readonly (readonly [what: string, count: string, atLeast: number])[] = [
  ['clicks in social media', `FROM tool_events WHERE event_name = 'social_click' AND email IS NOT NULL`, 100],
  ['products registered', `FROM tool_events WHERE event_name = 'product_registered'`, 10],
  ['support tickets', `FROM tool_events WHERE event_name = 'support_ticket'`, 30],
  ['features asked for', `FROM tool_events WHERE event_name = 'feature_request'`, 3],
  ['leads of whom sales decided by hand', `FROM tier_decisions WHERE expires_on > '2026-06-30'`, 2],
  ['such decisions that are over', `FROM tier_decisions WHERE expires_on <= '2026-06-30'`, 1],
  [
    'topics that surge, of companies alone',
    `FROM tool_events WHERE event_name = 'topic_surge' AND email IS NULL AND company_domain IS NOT NULL`,
    20,
  ],
  ['consultations', `FROM marketing_events WHERE form_id = 'consultation'`, 5],
  ['pages that compare', `FROM ga4 WHERE event_params[1]['value']['string_value'] LIKE '%/compare/others'`, 100],
  ['minutes of webinars', `FROM campaign_member WHERE TRY_CAST(minutes_attended_c AS INTEGER) BETWEEN 2 AND 70`, 50],
  ['records marked as duplicates', `FROM lead WHERE status = 'Duplicate'`, 3],
  ['leads given back', `FROM lead WHERE lifecycle_stage_c = 'recycled' AND recycled_at_c > created_date`, 20],
  ['accepted leads', `FROM lead WHERE sales_accepted_c = 'true'`, 30],
  ['nonsense for a company', `FROM lead WHERE company = 'asdf'`, 3],
  [
    'forms sent again and again',
    `FROM (SELECT 1 FROM marketing_events WHERE form_id = 'ebook' GROUP BY lower(email) HAVING COUNT(DISTINCT event_id) >= 3)`,
    3,
  ],
];

test.each(rows)('there are %s', async (_what, from, atLeast) => {
  expect(await demo.number(`SELECT COUNT(*) ${from}`)).toBeGreaterThanOrEqual(atLeast);
});

test('every lead that a publisher sent has read something there', async () => {
  const syndicated = `lead_source = 'Content Syndication' AND created_date < '2026-06-30' AND lead.is_deleted = 'false'`;
  const read = `SELECT lead_id FROM campaign_member JOIN campaign ON campaign.id = campaign_id WHERE campaign.type = 'Content'`;
  expect(await demo.number(`SELECT COUNT(*) FROM lead WHERE ${syndicated}`)).toBeGreaterThan(100);
  expect(await demo.number(`SELECT COUNT(*) FROM lead WHERE ${syndicated} AND id NOT IN (${read})`)).toBe(0);
});

/** Custom field of the account -> the values it takes; each is also unknown now and then, but for the mark. */
const fields: Readonly<Record<string, string>> = {
  account_tier_c: 'A B C',
  expansion_potential_c: 'high low medium',
  business_model_c: 'B2B B2C',
  growth_stage_c: 'growing mature startup',
  is_strategic_logo_c: 'false true',
};

test.each(Object.entries(fields))('%s of accounts takes all its values', async (field, values) => {
  const found = await demo.rows(`SELECT DISTINCT ${field} AS value FROM account WHERE ${field} IS NOT NULL ORDER BY 1`);
  expect(found.map((row) => row['value']).join(' ')).toBe(values);
  const unknown = await demo.number(`SELECT COUNT(*) FROM account WHERE ${field} IS NULL`);
  expect(unknown > 0).toBe(field !== 'is_strategic_logo_c');
});

test('only customers have a trend of usage', async () => {
  expect(await demo.number(`SELECT COUNT(*) FROM account WHERE usage_trend_c IS NOT NULL AND type <> 'Customer'`)).toBe(
    0,
  );
  const both = `SELECT COUNT(*) FROM account WHERE TRY_CAST(usage_trend_c AS INTEGER)`;
  expect(await demo.number(`${both} >= 20`)).toBeGreaterThan(5);
  expect(await demo.number(`${both} <= -21`)).toBeGreaterThan(5);
});
