import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateDemo } from '../../scripts/demo/generate-demo.js';
import { hostileTexts } from '../../scripts/demo/hostile.js';
import { csvCell } from '../../scripts/demo/csv-file.js';
import { openDemo, type DemoTables } from './demo-tables.js';
import { temporaryFolder } from '../temporary-folder.js';

let folder: string;
let demo: DemoTables;

beforeAll(async () => {
  folder = temporaryFolder('demo');
  await generateDemo({ directory: join(folder, 'demo'), seed: 20260630, leads: 4000, events: 60000 });
  demo = await openDemo(join(folder, 'demo'));
});
afterAll(() => {
  demo.close();
});

describe('the truth', () => {
  test('covers every lead and contact exactly once', async () => {
    const known = `SELECT unnest(string_split(lead_ids || ' ' || contact_ids, ' ')) AS id FROM truth_people`;
    expect(
      await demo.number(
        `SELECT COUNT(*) FROM (SELECT id FROM (${known}) WHERE id <> '' GROUP BY id HAVING COUNT(*) > 1)`,
      ),
    ).toBe(0);
    expect(await demo.number(`SELECT COUNT(*) FROM lead WHERE id NOT IN (${known})`)).toBe(0);
    expect(await demo.number(`SELECT COUNT(*) FROM contact WHERE id NOT IN (${known})`)).toBe(0);
  });

  test('says who buys: an opportunity inside 90 days after as_of for each of them, for nobody else', async () => {
    const after = `(o.created_date >= '2026-06-30' AND o.created_date < '2026-09-28')`;
    const counts = await demo.rows(`
      SELECT would_buy, COUNT(*) AS people, COUNT(*) FILTER (${after}) AS bought
      FROM truth_outcomes LEFT JOIN opportunity AS o ON o.id = opportunity_id GROUP BY 1 ORDER BY 1`);
    const [no, yes] = counts;
    expect(no?.['bought']).toBe('0');
    expect(yes?.['bought']).toBe(yes?.['people']);
    const others = `SELECT COUNT(*) FROM opportunity AS o WHERE ${after} AND id NOT IN (SELECT opportunity_id FROM truth_outcomes WHERE would_buy = 'true')`;
    expect(await demo.number(others)).toBe(0);
  });

  test('makes buyers of the keen and fit more often than of others', async () => {
    const share = (where: string): Promise<number> =>
      demo.number(`SELECT AVG(CAST(would_buy AS BOOLEAN)::INT) FROM truth_outcomes WHERE ${where}`);
    const [none, low, medium, high] = await Promise.all(
      ['none', 'low', 'medium', 'high'].map((intent) => share(`true_intent = '${intent}'`)),
    );
    expect(none).toBeLessThan(0.02);
    expect(medium).toBeGreaterThan(2 * (low ?? 1));
    expect(high).toBeGreaterThan(3 * (medium ?? 1));
    const fit = await share(`true_intent = 'high' AND true_fit::DOUBLE >= 0.7`);
    expect(fit).toBeGreaterThan(1.5 * (await share(`true_intent = 'high' AND true_fit::DOUBLE < 0.5`)));
    const never = `person_number IN (SELECT person_number FROM truth_people WHERE email_kind IN ('student', 'competitor', 'internal', 'test', 'disposable'))`;
    expect(await share(never)).toBe(0);
  });

  test('shows in behaviour before as_of', async () => {
    const pricing = await demo.rows(`
      SELECT true_intent, COUNT(*) FILTER (page LIKE '%/pricing%' OR page LIKE '%/demo%') / COUNT(DISTINCT person_number) AS hits
      FROM truth_outcomes JOIN truth_people USING (person_number)
      LEFT JOIN (
        SELECT user_pseudo_id, event_params[1]['value']['string_value'] AS page FROM ga4
        WHERE event_name = 'page_view' AND event_timestamp < epoch_us(TIMESTAMP '2026-06-30')
      ) ON list_contains(string_split(anonymous_ids, ' '), user_pseudo_id)
      GROUP BY 1 ORDER BY hits`);
    expect(pricing.map((row) => row['true_intent'])).toEqual(['none', 'low', 'medium', 'high']);
  });

  test('is named by no source mapping', () => {
    const mappings = readdirSync('rubrics/sources').filter((name) => name.endsWith('.yaml'));
    expect(mappings.length).toBeGreaterThan(0);
    for (const name of mappings) expect(readFileSync(join('rubrics/sources', name), 'utf8')).not.toMatch(/truth/);
  });
});

describe('hostile text', () => {
  test('comes back from CSV as it was written, one of each at least', async () => {
    const found = await demo.rows(`
      SELECT DISTINCT text FROM (
        SELECT first_name AS text, id FROM lead UNION ALL SELECT company, id FROM lead
        UNION ALL SELECT first_name, id FROM contact)
      WHERE id IN (SELECT unnest(string_split(lead_ids || ' ' || contact_ids, ' ')) FROM truth_people WHERE is_hostile = 'true')`);
    const texts = new Set(found.map((row) => row['text']));
    expect(hostileTexts.filter((text) => !texts.has(text))).toEqual([]);
  });

  test.each([
    [null, ''],
    ['', '""'],
    ['plain', 'plain'],
    [true, 'true'],
    ['a "b", c', '"a ""b"", c"'],
    ['two\nlines', '"two\nlines"'],
    ['return\r', '"return\r"'],
  ])('csvCell(%j) is %j', (cell, text) => {
    expect(csvCell(cell)).toBe(text);
  });
});
