import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateDemo, readDemoManifest, type DemoCounts } from '../../scripts/demo/generate-demo.js';
import { explained } from '../../scripts/demo/refusals.js';
import { openDemo } from './demo-tables.js';
import { temporaryFolder } from '../temporary-folder.js';

const small = { seed: 7, leads: 400, events: 6000, asOf: '2026-06-30T00:00:00Z', days: 90, dirt: 'usual' as const };
let folder: string;
let counts: DemoCounts;

beforeAll(async () => {
  folder = temporaryFolder('demo');
  counts = await generateDemo({ ...small, directory: join(folder, 'one'), threads: 1 });
});

/** Path -> SHA-256 of every CSV file. */
function csvFiles(directory: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!path.endsWith('.csv')) continue;
    found[path] = createHash('sha256')
      .update(readFileSync(join(directory, path)))
      .digest('hex');
  }
  return found;
}

/** A digest per GA4 file that depends on every value and on the order of rows. */
async function webFiles(directory: string): Promise<Record<string, unknown>[]> {
  const demo = await openDemo(directory);
  try {
    return await demo.rows(`
      SELECT regexp_extract(filename, '[^/]+$') AS file, COUNT(*) AS n, md5(string_agg(row, chr(10) ORDER BY place)) AS digest
      FROM (SELECT filename, rowid AS place, CAST(ROW(COLUMNS(* EXCLUDE (filename))) AS VARCHAR) AS row FROM ga4)
      GROUP BY 1 ORDER BY 1`);
  } finally {
    demo.close();
  }
}

describe('generateDemo', () => {
  test('writes the same rows for the same seed, whatever the threads', async () => {
    await generateDemo({ ...small, directory: join(folder, 'two'), threads: 3 });
    expect(csvFiles(join(folder, 'two'))).toEqual(csvFiles(join(folder, 'one')));
    expect(await webFiles(join(folder, 'two'))).toEqual(await webFiles(join(folder, 'one')));
  });

  test('writes other rows for another seed', async () => {
    await generateDemo({ ...small, seed: 8, directory: join(folder, 'other') });
    const [one, other] = [csvFiles(join(folder, 'one')), csvFiles(join(folder, 'other'))];
    const same = Object.keys(one).filter((path) => one[path] === other[path]);
    // Campaigns are a fixed list.
    expect(same).toEqual([join('salesforce', 'campaign.csv')]);
    const first = await webFiles(join(folder, 'one'));
    expect(await webFiles(join(folder, 'other'))).not.toEqual(first);
  });

  test('writes as many leads as asked for, and about as many events', () => {
    expect(counts.leads).toBe(400);
    const events = counts.webEvents + counts.marketingEvents + counts.toolEvents;
    expect(Math.abs(events - 6000)).toBeLessThan(6000 * 0.06);
  });

  test('counts what it wrote', async () => {
    const demo = await openDemo(join(folder, 'one'));
    const written = {
      leads: await demo.number('SELECT COUNT(*) FROM lead'),
      contacts: await demo.number('SELECT COUNT(*) FROM contact'),
      accounts: await demo.number('SELECT COUNT(*) FROM account'),
      opportunities: await demo.number('SELECT COUNT(*) FROM opportunity'),
      campaignMembers: await demo.number('SELECT COUNT(*) FROM campaign_member'),
      marketingEvents: await demo.number('SELECT COUNT(*) FROM marketing_events'),
      toolEvents: await demo.number('SELECT COUNT(*) FROM tool_events'),
      webEvents: await demo.number('SELECT COUNT(*) FROM ga4'),
      webFiles: await demo.number('SELECT COUNT(DISTINCT filename) FROM ga4'),
      people: await demo.number('SELECT COUNT(*) FROM truth_people'),
      wouldBuy: await demo.number(`SELECT COUNT(*) FROM truth_outcomes WHERE would_buy = 'true'`),
    };
    demo.close();
    expect(written).toEqual(counts);
    expect(readDemoManifest(join(folder, 'one'))).toEqual({ ...small, counts });
  });

  test('leaves nothing but the finished directory', () => {
    expect(readdirSync(join(folder, 'one')).sort()).toEqual([
      'demo.json',
      'files',
      'ga4',
      'salesforce',
      'tools',
      'truth',
    ]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test('replaces an earlier demo', async () => {
    const directory = join(folder, 'again');
    await generateDemo({ ...small, directory });
    await generateDemo({ ...small, leads: 50, events: 500, directory });
    expect(readDemoManifest(directory)?.counts.leads).toBe(50);
  });

  test('names every option that makes no sense', async () => {
    const directory = join(folder, 'never');
    const options = { directory, seed: 0.5, leads: 0, events: -1, asOf: 'yesterday', days: 7 };
    await expect(generateDemo(options)).rejects.toMatchObject({
      problems: [
        ['seed = 0.5', 'Give a whole number of at most nine digits.'],
        ['leads = 0', 'Give a whole number from 1 to 100000000.'],
        ['events = -1', 'Give a whole number from 0 to 10000000000.'],
        ['days = 7', 'Give a whole number from 30 to 700.'],
        ['asOf = yesterday', 'Give an instant in UTC, such as 2026-06-30T00:00:00Z.'],
      ].map(([said, todo]) => ({
        code: 'demo/option',
        severity: 'error',
        what: `The demo cannot be made with ${said}.`,
        todo,
      })),
    });
    expect(existsSync(directory)).toBe(false);
  });

  test('explains a place that cannot be written', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const directory = join(folder, 'a-file', 'demo');
    await expect(generateDemo({ ...small, directory })).rejects.toMatchObject({
      problems: [
        {
          code: 'demo/not-writable',
          severity: 'error',
          what: `${directory} cannot be written.`,
          todo: 'Name a directory that may be written.',
        },
      ],
    });
  });

  test.each([
    'ENOSPC: no space left on device, write',
    'IO Error: Could not write file "plan.duckdb": No space left on device',
  ])('explains a full disk: %s', (message) => {
    const problem = explained(new Error(message), 'the/demo');
    expect(problem).toMatchObject({
      problems: [
        {
          code: 'demo/disk-full',
          severity: 'error',
          what: 'The disk is full: the demo data for the/demo could not be written.',
          why: 'What stood there before is as it was.',
          todo: 'Make room, or ask for fewer leads and events.',
        },
      ],
    });
  });

  test('refuses a directory that holds something else', async () => {
    const directory = temporaryFolder('foreign');
    writeFileSync(join(directory, 'thesis.txt'), 'precious');
    await expect(generateDemo({ ...small, directory })).rejects.toMatchObject({
      problems: [
        {
          code: 'demo/directory-in-use',
          severity: 'error',
          what: `${directory} is not empty and holds no demo data.`,
          why: 'The demo would replace what is in it.',
          todo: 'Name another directory, or empty this one.',
        },
      ],
    });
    expect(readFileSync(join(directory, 'thesis.txt'), 'utf8')).toBe('precious');
  });
});
