/** A warehouse is lost and comes back from a backup: the next run must be what it would have been. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sqlxText } from '../../scripts/generate/text/sqlx-text.js';
import { cli, transcript } from '../faults/cli.js';
import { projectCopy } from '../faults/project-copy.js';
import { query, tableHashes } from '../faults/warehouse-tables.js';

/** The small project, built, with all three kinds of state: arrivals, a buffer, and an experiment. */
async function projectWithState(): Promise<string> {
  const directory = projectCopy();
  const file = join(directory, 'rubrics/inbound.yaml');
  const rubric = readFileSync(file, 'utf8').replace(
    '{ tier: hot, when: { total: 50 }, action: { do: contact } }',
    '{ tier: hot, when: { total: 50 }, buffer: { leave_below: 5, stay: 60d }, action: { do: contact } }',
  );
  writeFileSync(file, `${rubric}experiment: { salt: drill, holdout: { share: 50%, write: nothing } }\n`);
  await ok(directory, 'build');
  return directory;
}

let built = '';
/** It, and its warehouse after one run. */
let filled = '';
beforeAll(async () => {
  built = await projectWithState();
  filled = projectCopy(built);
  await ok(filled, 'run', '--as-of', '2026-06-30', '--quiet');
});

async function ok(directory: string, ...args: string[]): Promise<string> {
  const seen = await cli(directory, args);
  expect(seen.exitCode, seen.stderr).toBe(0);
  return masked(transcript(args, seen, directory));
}

/** How many models a run has is no matter of state. */
const masked = (text: string): string => text.replace(/(leadscore_run_actions\D+)\d+/g, '$1<n>');

const loseWarehouse = (directory: string): void => {
  rmSync(join(directory, '.leadscore'), { recursive: true });
};

/** A fortnight later: one event that came late, and one more person. */
async function nextRun(directory: string): Promise<Readonly<Record<string, string>>> {
  await ok(directory, 'run', '--as-of', '2026-07-14', '--quiet');
  return tableHashes(directory);
}

test('[state] a restored warehouse goes on as the lost one would have; without the backup it would not', async () => {
  const directory = projectCopy(filled);
  expect(await ok(directory, 'state', 'export', 'backup')).toMatchInlineSnapshot(`
    "$ leadscore state export backup
    exit code 0
    --- stdout
    exported  inbound_draws: 4 rows
    exported  inbound_tier_state: 4 rows
    exported  int_event_arrivals: 4 rows
    exported  int_forgotten: 0 rows
    exported  int_person_id_log: 4 rows
    exported  int_record_arrivals: 4 rows
    exported  int_tier_log: 5 rows
    exported  leadscore_run_actions: <n> rows
    exported  leadscore_runs: 1 row
    The backup is in backup; it holds ids of people, so keep it as you keep the warehouse.
    "
  `);
  appendFileSync(join(directory, 'data/events.csv'), 'E5,form_submit,2026-06-26T09:00:00Z,ben@globex.com,/demo,demo\n');
  const expected = await nextRun(directory);
  const tiers = "SELECT lead_id, tier, reached_by FROM leadscore.lead_scores WHERE tier = 'hot' ORDER BY lead_id";
  const hot = await query(directory, tiers);
  expect(hot.some(([, , way]) => way === 'buffer')).toBe(true);

  loseWarehouse(directory);
  await ok(directory, 'state', 'import', 'backup');
  expect(await nextRun(directory)).toEqual(expected);
  expect(await query(directory, 'SELECT COUNT(*) FROM leadscore.leadscore_runs')).toEqual([[2n]]);

  loseWarehouse(directory);
  const without = await nextRun(directory);
  const differing = Object.keys(expected).filter((table) => without[table] !== expected[table]);
  expect(differing).toEqual(expect.arrayContaining(['leadscore.inbound_tier_state', 'leadscore.int_event_arrivals']));
  expect(await query(directory, tiers)).not.toEqual(hot);
});

test('[state] what would lose something is refused, and nothing is written', async () => {
  const directory = projectCopy(filled);
  await ok(directory, 'state', 'export', 'backup');
  const before = await tableHashes(directory);
  const manifest = join(directory, 'backup/state.json');
  const whole = readFileSync(manifest, 'utf8');
  const seen: string[] = [];
  const refused = async (...args: string[]): Promise<void> => {
    const one = await cli(directory, args);
    expect([1, 2], one.stdout).toContain(one.exitCode);
    seen.push(masked(transcript(args, one, directory)));
  };
  await refused('state', 'export', 'backup');
  await refused('state', 'import', 'nowhere');
  await refused('state', 'import', 'backup');
  writeFileSync(join(directory, 'backup/01_inbound_draws.ndjson.gz'), 'cut');
  rmSync(join(directory, 'backup/03_int_event_arrivals.ndjson.gz'));
  await refused('state', 'import', 'backup', '--replace');
  writeFileSync(manifest, whole.replace('"inbound_draws"', '"outbound_draws"'));
  await refused('state', 'import', 'backup', '--replace', '--leave-out', 'int_event_arrivals');
  writeFileSync(manifest, whole.replace('"01_inbound_draws', '"../01_inbound_draws'));
  await refused('state', 'import', 'backup', '--replace');
  writeFileSync(manifest, '{');
  await refused('state', 'import', 'backup', '--replace');
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'refused.txt'));
  expect(await tableHashes(directory)).toEqual(before);
});

test('[state] values of every type come back as they were, hostile text included', async () => {
  const directory = projectCopy(built);
  const hostile = '"\'`;--\\${x}<b>,\u2028é\u{1f600}\n';
  writeFileSync(
    join(directory, 'definitions/kept.sqlx'),
    `config { type: "incremental", protected: true }
SELECT 9223372036854775807 AS big, -3 AS small, NUMERIC '12345678901234567890.123456789' AS exact, TRUE AS yes,
  TIMESTAMP '2026-06-30 12:34:56.789012+00' AS moment, DATE '2026-02-28' AS day, CAST(NULL AS STRING) AS nothing,
  ${sqlxText(hostile)} AS hostile, ['a', 'b'] AS several, STRUCT(1 AS x, 'y' AS z) AS pair`,
  );
  await ok(directory, 'run', '--as-of', '2026-06-30', '--select', 'kept', '--quiet');
  const before = (await tableHashes(directory))['leadscore.kept'];
  expect(before).toMatch(/^1 rows/);
  await ok(directory, 'state', 'export', 'backup');
  loseWarehouse(directory);
  await ok(directory, 'state', 'import', 'backup');
  expect((await tableHashes(directory))['leadscore.kept']).toBe(before);
});
