/** People are taken out of every table, stay out when their raw rows come again, and nobody else notices. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CommandContext, ExitCode } from '../../scripts/commands/context.js';
import { showProblems } from '../../scripts/commands/context.js';
import { forgetCommand, type ForgetCommandOptions } from '../../scripts/commands/forget.js';
import { stateExportCommand, stateImportCommand } from '../../scripts/commands/state.js';
import { ProblemError } from '../../scripts/problem.js';
import { storeTable, SyncStore } from '../../scripts/sync/store/store.js';
import { addRows, hostileId, PeopleWarehouse, peopleProject } from './people-project.js';

/** What a command in that folder writes, problems included. */
async function toldIn(
  directory: string,
  work: (context: CommandContext) => Promise<ExitCode>,
  json = false,
): Promise<string> {
  let text = '';
  const out = { write: (more: string) => void (text += more), isTty: false, columns: 80 };
  const context: CommandContext = {
    directory,
    json,
    quiet: false,
    format: json ? 'json' : 'text',
    out,
    err: out,
    color: false,
    clock: () => new Date(),
    signal: new AbortController().signal,
    commandLine: 'leadscore',
    pasteable: (text) => text,
  };
  try {
    await work(context);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    showProblems(context, error.problems);
  }
  return text;
}

/** A sync that has written these leads. */
async function rememberInSync(directory: string, leads: readonly string[]): Promise<void> {
  const store = await SyncStore.open(join(directory, '.leadscore/sync/crm.duckdb'), { owner: 'test', now: Date.now });
  for (const id of leads)
    await store.transaction((session) =>
      session.run(
        `INSERT INTO ${storeTable('sync_state')} (row_key, object, crm_id, status, rejections, last_run_id) VALUES ($1, 'lead', $2, 'ok', 0, 'r')`,
        [`lead/${id}`, id],
      ),
    );
  await store.close();
}

async function rememberedInSync(directory: string): Promise<readonly unknown[]> {
  const store = await SyncStore.open(join(directory, '.leadscore/sync/crm.duckdb'), { owner: 'test', now: Date.now });
  const rows = await store.rows(`SELECT crm_id FROM ${storeTable('sync_state')} ORDER BY crm_id`);
  await store.close();
  return rows.map(({ crm_id: id }) => id);
}

test('[L1] forgotten people are in no table and stay out, everybody else keeps their rows', async () => {
  const directory = peopleProject();
  const warehouse = await PeopleWarehouse.of(directory);
  onTestFinished(() => warehouse.release());
  const told = async (work: (context: CommandContext) => Promise<ExitCode>, json = false): Promise<string> => {
    await warehouse.release();
    return toldIn(directory, work, json);
  };
  const forget = (person: string, more: Partial<ForgetCommandOptions> = {}, json = false): Promise<string> =>
    told((context) => forgetCommand(context, { person, dryRun: false, engine: 'duckdb', ...more }), json);
  const refusals = [await forget('ada@acme.com')];

  await warehouse.run();
  await told((context) => stateExportCommand(context, { folder: join(directory, 'backup'), engine: 'duckdb' }));
  const ben = await warehouse.leadOf('L2');
  expect(await warehouse.leadOf('L5')).toBe(ben);
  const traces = ['globex', ben, 'crm:crm:L2', 'crm:crm:L5', 'user:u2', 'anon:d2'];
  const before = await warehouse.rowsOfOthers(ben);
  expect((await warehouse.tablesWith(traces)).length).toBeGreaterThan(25);

  await rememberInSync(directory, ['L2', 'L5', 'L1']);
  const seen = [await forget('BEN+x@globex.com', { dryRun: true })];
  expect(await warehouse.rowsOfOthers(ben)).toEqual(before);
  expect(await warehouse.leadOf('L2')).toBe(ben);
  seen.push(await forget('BEN+x@globex.com', { reason: 'request 17', by: 'the office' }));
  // Accounts are made anew by the next run; until then one is named after the company.
  expect(await warehouse.tablesWith(traces.slice(1))).toEqual([]);
  expect(await rememberedInSync(directory)).toEqual(['L1']);
  seen.push(await forget('ben@globex.com'));
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'forget.txt'));
  expect(seen.join('\n')).not.toMatch(/globex|ben@|crm:crm|\bu2\b|\bd2\b/i);
  const kept =
    'SELECT kind, is_shared, forgotten_by, reason, COUNT(*) AS n FROM leadscore.leadscore.int_forgotten GROUP BY ALL ORDER BY ALL';
  const by = { forgotten_by: 'the office', reason: 'request 17' };
  expect(await warehouse.query(kept)).toEqual([
    { kind: 'device', is_shared: true, ...by, n: 1 },
    { kind: 'email', is_shared: false, ...by, n: 1 },
    { kind: 'hash', is_shared: false, ...by, n: 1 },
    { kind: 'lead', is_shared: false, ...by, n: 1 },
    { kind: 'record', is_shared: false, ...by, n: 2 },
    { kind: 'user', is_shared: false, ...by, n: 1 },
  ]);

  await warehouse.run();
  expect(await warehouse.tablesWith(traces)).toEqual([]);
  const after = await warehouse.rowsOfOthers(ben);
  // The device is off the events of whoever used it next, and leads to nobody; else every row is as it was.
  const differing = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  expect(differing).toEqual(['int_identity_people']);

  // The same address under another id, the same user under another address, the same device.
  addRows(
    directory,
    'leads',
    ['L9', 'ben@globex.com', '', 'fintech', '2026-06-29T08:00:00Z', 'no'],
    ['L10', 'benjamin@work.example', 'u2', 'fintech', '2026-06-29T08:00:00Z', 'no'],
  );
  addRows(
    directory,
    'events',
    ['E10', 'form_submit', '2026-06-29T08:00:00Z', 'ben@globex.com', '/demo', 'demo', 'd3', ''],
    ['E11', 'page_view', '2026-06-29T08:00:00Z', '', '/pricing', '', 'd2', ''],
  );
  await warehouse.run();
  const all = [...traces, 'crm:crm:L9', 'crm:crm:L10', 'benjamin', 'anon:d3'];
  expect(await warehouse.tablesWith(all)).toEqual([]);

  // An address that another person has, too; and an id that is code in every language it passes.
  const sixth = await warehouse.leadOf('L6');
  const eve = await warehouse.leadOf(hostileId);
  refusals.push(
    await forget('zoe@nowhere.example'),
    await forget('info@acme.com'),
    await forget('zoe@x.example', {}, true),
  );
  const json: unknown = JSON.parse(await forget(sixth, {}, true));
  expect(json).toMatchObject({
    identities: { record: 1, email: 1, lead: 1 },
    already_forgotten: false,
    dry_run: false,
  });
  refusals.push(await forget('info@acme.com'));
  await forget(`crm:crm:${hostileId}`, { reason: hostileId, by: hostileId });
  await expect(refusals.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'refused.txt'));
  await warehouse.run(true);
  expect(await warehouse.tablesWith([...all, sixth, 'crm:crm:L6', eve, 'umbrella.com'])).toEqual([]);
  expect(await warehouse.tablesWith([hostileId])).toEqual(['int_forgotten']);
  const gone = new Set([sixth, eve]);
  const left = await warehouse.rowsOfOthers(ben);
  for (const name of ['lead_scores', 'lead_score_reasons', 'leads', 'inbound_tier_state', 'int_person_id_log']) {
    const expected = before[name]?.filter((row) => ![...gone].some((lead) => row.includes(lead)));
    expect(left[name], name).toEqual(expected);
  }

  // A backup from before, over the state of today.
  const imported = await told((context) =>
    stateImportCommand(context, { folder: join(directory, 'backup'), engine: 'duckdb', replace: true, leaveOut: [] }),
  );
  expect(imported).toMatch(/forgotten again {2}inbound_tier_state: \d+ rows?/);
  expect(await warehouse.tablesWith([...all, sixth, eve])).toEqual([]);
});
