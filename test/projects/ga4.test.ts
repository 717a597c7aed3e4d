import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Loads, writeLoads } from './ga4-loads.js';
import { type Database, openDatabases } from './open-database.js';
import { copyProject, type ProjectCopy, succeeded } from './project-copy.js';
import { differences } from './same-rows.js';
import { hasSharedData, sharedFile } from './shared-data.js';

// More rows than one thread of DuckDB takes at a time: on all cores, as users run it, and not as vitest.config.ts has it.
delete process.env['SLURM_CPUS_ON_NODE'];

/** The first load is scored on the last day of the export; the late rows come a day after. */
const firstDay = '2020-11-10';
const dayAfter = '2020-11-11';

/** When it was known differs on purpose: an act of the late load is known later than one that came in time. */
const whenKnown = ['known_at', 'is_known_at_assumed'];

const table = 'ga4.events_*';

/** What has to be equal, and the columns left aside. */
const compared: readonly (readonly [string, readonly string[]])[] = [
  ['int_acts', whenKnown],
  ['int_record_person', []],
  ['int_people', []],
  ['lead_scores', []],
  ['lead_score_reasons', []],
  ['tier_outcomes', []],
  // Of a record's acts the one that became known last.
  ['crm_updates', ['acted_at', 'act_known_at']],
];

describe.skipIf(!hasSharedData('ga4_bq_export', 'the GA4 project on seven days of real events'))('GA4', () => {
  let copy: ProjectCopy;
  let loads: Loads;
  let all: Database;

  beforeAll(async () => {
    copy = copyProject('test/projects/ga4');
    succeeded(await copy.build());
    loads = await writeLoads(sharedFile('ga4_bq_export'), copy.path('loads'));
    const first = new Map([[table, [loads.first]]]);
    const both = new Map([[table, [loads.first, loads.late]]]);
    const keep = (name: string): void => {
      copyFileSync(copy.path('loads.duckdb'), copy.path(`${name}.duckdb`));
    };
    const run = async (options: Parameters<ProjectCopy['run']>[0]): Promise<void> => {
      succeeded(await copy.run(options));
    };

    await run({ asOf: dayAfter, database: 'clean.duckdb' });
    const database = 'loads.duckdb';
    await run({ asOf: firstDay, database, raw: first });
    keep('first');
    await run({ asOf: dayAfter, database, raw: both });
    keep('second');
    await run({ asOf: dayAfter, database, raw: both });
    keep('third');
    await run({
      asOf: firstDay,
      database,
      raw: both,
      select: ['int_as_of', 'int_lead_facts', 'shopping_intent_leads', 'shopping_intent_acts'],
    });
    keep('back');
    await run({ asOf: dayAfter, database, raw: both, fullRefresh: true });
    all = await openDatabases(
      Object.fromEntries(
        ['clean', 'first', 'second', 'third', 'back', 'loads'].map((name) => [name, copy.path(`${name}.duckdb`)]),
      ),
    );
  }, 900_000);

  afterAll(() => {
    all?.close();
    copy?.remove();
  });

  test('the loads are what they are said to be: 2 % of the rows twice, 2 % later', async () => {
    const { rows, doubled, moved } = loads;
    expect(rows).toBe(310_412);
    expect(Math.round((doubled / rows) * 1000) / 10).toBe(2);
    expect(Math.round((moved / rows) * 1000) / 10).toBe(2);
    const count = (name: string): Promise<number> => all.number(`SELECT count(*) FROM ${name}.ga4_shop."events_*"`);
    expect(await count('clean')).toBe(rows);
    expect(await count('second')).toBe(rows + doubled);
    // Without the late rows the first load is another result: what follows can fail.
    expect(await differences(all, 'clean.leadscore.int_acts', 'first.leadscore.int_acts', whenKnown)).not.toEqual([]);
  });

  test.each([
    ['two loads', 'second'],
    ['a third run with nothing new', 'third'],
    ['a full refresh after the loads', 'loads'],
  ])('%s: the same acts, people, scores and reasons as the clean load', async (_, name) => {
    const found: Record<string, unknown> = {};
    for (const [one, without] of compared) {
      const rows = await differences(all, `clean.leadscore.${one}`, `${name}.leadscore.${one}`, without);
      if (rows.length > 0) found[one] = rows;
    }
    expect(found).toEqual({});
  });

  test('a third run with nothing new writes no act and no arrival, and changes no row', async () => {
    for (const one of ['int_acts', 'int_event_arrivals', 'int_identity_links']) {
      expect(await differences(all, `second.leadscore.${one}`, `third.leadscore.${one}`), one).toEqual([]);
    }
    expect(
      await all.rows(`
        SELECT action, rows AS written FROM third.leadscore.leadscore_run_actions
        WHERE split_part(action, '.', -1) IN ('int_acts', 'int_event_arrivals')
          AND run_id = (SELECT run_id FROM third.leadscore.leadscore_runs ORDER BY started_at DESC LIMIT 1)
        ORDER BY action`),
    ).toEqual([
      { action: expect.stringMatching(/int_acts$/), written: 0 },
      { action: expect.stringMatching(/int_event_arrivals$/), written: 0 },
    ]);
  });

  test('before the late load was known, its acts do not count', async () => {
    const late = `
      SELECT act_key FROM second.leadscore.int_acts
      WHERE known_at = TIMESTAMPTZ '${dayAfter} 00:00:00Z' AND NOT is_known_at_assumed`;
    const moved = `
      SELECT act_key FROM second.leadscore.int_acts
      SEMI JOIN (SELECT concat('ga4:', event_id) AS act_key FROM read_parquet('${loads.movedRows}')) USING (act_key)`;
    const lateActs = await all.number(`SELECT count(*) FROM (${late})`);
    expect(lateActs).toBeGreaterThan(2000);
    // Late are the acts of the moved rows, and no others: what came again in the late load is known since the first.
    expect(await differences(all, `(${moved})`, `(${late})`)).toEqual([]);
    // Scored again as of the first day, with everything loaded: the acts that counted then, and no late one.
    expect(
      await differences(all, 'first.leadscore.shopping_intent_acts', 'back.leadscore.shopping_intent_acts'),
    ).toEqual([]);
    expect(
      await all.number(`SELECT count(*) FROM back.leadscore.shopping_intent_acts SEMI JOIN (${late}) USING (act_key)`),
    ).toBe(0);
    expect(
      await all.number(
        `SELECT count(*) FROM second.leadscore.shopping_intent_acts SEMI JOIN (${late}) USING (act_key)`,
      ),
    ).toBe(lateActs);
  });

  test('every tier is filled, every signal seen, and the contributions add up', async () => {
    expect(
      await all.rows(
        'SELECT tier, leads >= 100 AS is_filled FROM clean.leadscore.tier_outcomes ORDER BY tier_position',
      ),
    ).toEqual(['at_the_till', 'warm', 'looking', 'cold'].map((tier) => ({ tier, is_filled: true })));
    expect(await all.number('SELECT count(DISTINCT signal) FROM clean.leadscore.int_acts')).toBe(11);
    expect(
      await all.row(`
        SELECT count(*) AS leads, count(*) FILTER (total_score IS DISTINCT FROM coalesce(points, 0)) AS wrong
        FROM clean.leadscore.lead_scores
        LEFT JOIN (
          SELECT rubric, as_of, lead_id, sum(total_points) AS points FROM clean.leadscore.lead_score_reasons GROUP BY ALL
        ) USING (rubric, as_of, lead_id)`),
    ).toEqual({ leads: 18_097, wrong: 0 });
  });
});
