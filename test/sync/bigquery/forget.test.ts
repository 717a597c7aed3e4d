/** Who is forgotten is in nothing that syncs remember in BigQuery. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetRemembered } from '../../../scripts/sync/bigquery/forget.js';
import { plannedRows, World } from './machines.js';

let world: World;
beforeEach(async () => {
  world = await World.make();
});
afterEach(async () => {
  await world.close();
});

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const holder = { storeId: 'forget-1', owner: 'a person' };

async function everything(): Promise<string> {
  const tables = await world.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'leadscore_sync'");
  const parts: string[] = [];
  for (const row of tables)
    parts.push(
      JSON.stringify(
        await world.rows(`SELECT * FROM leadscore_sync.${(row as { readonly table_name: string }).table_name}`),
      ),
    );
  return parts.join('\n');
}

test('[L1] their rows go out of log, state and open plans of every sync; of others nothing does; while one is carried on, nothing', async () => {
  const rows = ["00Q'GONE", '00QSTAY', '00QOTHER'].map((record_id) => ({ record_id }));
  await world.put(rows);
  await world.machine('one').run();
  const two = world.machine('two', 'of-a-project-before');
  const order = {
    hashes: [hashOf("crm:salesforce:00Q'GONE"), hashOf('crm:another:00QSTAY')],
    sources: ['files', 'salesforce'],
    holder,
  };
  const place = await two.process(async (session) => {
    const runId = await two.plan(session);
    await session.memory.begin(runId);
    expect(await everything()).toContain('GONE');
    await expect(forgetRemembered(session.memory.place, { ...order, isDry: false })).rejects.toThrow(
      'is carried on by two',
    );
    return session.memory.place;
  });
  const found = new Map([
    ['crm', 1],
    ['of-a-project-before', 1],
  ]);
  expect(await forgetRemembered(place, { ...order, isDry: true })).toEqual(found);
  expect(await everything()).toContain('GONE');
  expect(await forgetRemembered(place, { ...order, isDry: false })).toEqual(found);
  expect(await everything()).not.toContain('GONE');
  expect(await forgetRemembered(place, { ...order, isDry: false })).toEqual(new Map());
  expect(await world.rows('SELECT row_key FROM leadscore_sync.sync_state ORDER BY 1')).toEqual([
    { row_key: 'lead/00QOTHER' },
    { row_key: 'lead/00QSTAY' },
  ]);
  expect(await world.rows("SELECT ok FROM leadscore_sync.sync_run WHERE sync_id = 'crm'")).toEqual([{ ok: '3' }]);
  // Nobody else's records are written again by that.
  await world.put(rows.slice(1));
  await world.machine('three').process(async (session) => {
    const three = world.machine('three');
    expect(await plannedRows(session, await three.plan(session))).toEqual([]);
  });
});

test('a project that never had a sync there', async () => {
  await world.machine('one').process(async ({ memory }) => {
    const elsewhere = { engine: memory.place.engine, database: 'a-project' };
    await memory.place.engine.dropTable({ database: 'a-project', schema: 'leadscore_sync', name: 'sync_lock' });
    expect(await forgetRemembered(elsewhere, { hashes: ['x'], sources: ['y'], isDry: false, holder })).toEqual(
      new Map(),
    );
  });
});
