/** Actions of a sync whose memory is in BigQuery: whatever machine goes on, none is done twice. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Session, World } from './machines.js';

let world: World;
beforeEach(async () => {
  world = await World.make();
});
afterEach(async () => {
  await world.close();
});

const rows = ({ store }: Session) =>
  store.rows(
    'SELECT action_key, status, payload, error_code, intended_at IS NOT NULL AS was_intended FROM leadscore_sync.sync_action ORDER BY action_key',
  );

async function plan({ store }: Session, ...keys: readonly string[]): Promise<void> {
  await store.transaction(async (session) => {
    await session.run(
      "INSERT INTO leadscore_sync.sync_action_rule SELECT 'call', TIMESTAMP '2026-06-30 00:00:00.123456' WHERE NOT EXISTS (SELECT 1 FROM leadscore_sync.sync_action_rule)",
    );
    for (const key of keys)
      await session.run(
        `INSERT INTO leadscore_sync.sync_action (action_key, transition_id, rule, kind, run_id, status, object, crm_id, payload, planned_at)
        VALUES ($1, 't', 'call', 'task', 'r', 'planned', 'lead', '00Q1', '{"subject":"it''s \\"hot\\""}', TIMESTAMP '2026-07-01 11:00:00')`,
        [key],
      );
  });
}

const end = ({ store }: Session, key: string, status: string) =>
  store.transaction((session) =>
    session.run(
      `UPDATE leadscore_sync.sync_action SET status = $2, payload = NULL, error_code = 'X' WHERE action_key = $1`,
      [key, status],
    ),
  );

test('another machine knows what was done, takes what may have been sent as intended, and plans the rest anew', async () => {
  const now = new Date(world.clock.now());
  await world.machine('one').process(async (session) => {
    await plan(session, 'a', 'b', 'c');
    await session.memory.putActions(now, true);
    expect((await rows(session)).map(({ status }) => status)).toEqual(['planned', 'planned', 'planned']);
  });
  // It was lost before it could tell what became of them.
  const two = world.machine('two');
  await two.process(async (session) => {
    expect((await rows(session)).map(({ status, was_intended }) => [status, was_intended])).toEqual(
      Array(3).fill(['intended', true]),
    );
    expect((await rows(session))[0]?.payload).toBe('{"subject":"it\'s \\"hot\\""}');
    expect(
      await session.store.rows('SELECT rule, epoch_us(since) % 1000000 AS micros FROM leadscore_sync.sync_action_rule'),
    ).toEqual([{ rule: 'call', micros: 123456 }]);
    await end(session, 'a', 'done');
    await end(session, 'b', 'unknown');
    await session.store.transaction((open) =>
      open.run("UPDATE leadscore_sync.sync_action SET status = 'planned', intended_at = NULL WHERE action_key = 'c'"),
    );
    await session.memory.putActions(now, false);
  });
  const stood = { error_code: 'X', payload: null, was_intended: true };
  await world.machine('three').process(async (session) => {
    expect(await rows(session)).toEqual([
      { action_key: 'a', status: 'done', ...stood },
      { action_key: 'b', status: 'unknown', ...stood },
    ]);
  });
  // Days later nobody plans for that change any more; what a person has to look at stays.
  world.clock.pass(10 * 86_400_000);
  await world.machine('four').process(async (session) => {
    expect((await rows(session)).map(({ action_key }) => action_key)).toEqual(['b']);
  });
  expect(
    await world.rows(
      "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'leadscore_sync' AND table_name LIKE 'put_%'",
    ),
  ).toEqual([]);
});

test('[K2] what was taken up again waits also where the process ended before BigQuery knew; elsewhere it is refused as before', async () => {
  const now = new Date(world.clock.now());
  const mark = ({ store }: Session) =>
    store.transaction((session) =>
      session.run("UPDATE leadscore_sync.sync_action SET status = 'retry' WHERE status = 'refused'"),
    );
  const statuses = async (session: Session) => (await rows(session)).map(({ status }) => status);
  const one = world.machine('one');
  await one.process(async (session) => {
    await plan(session, 'a');
    await end(session, 'a', 'refused');
    await session.memory.putActions(now, false);
    await mark(session);
  });
  expect(await one.process(statuses)).toEqual(['retry']);
  const two = world.machine('two');
  expect(await two.process(statuses)).toEqual(['refused']);
  // The other machine went on with the sync: what this one meant to do has to be asked for again.
  await one.process(async (session) => {
    expect(await statuses(session)).toEqual(['refused']);
    await mark(session);
    await session.memory.putActions(now, false);
  });
  expect(await two.process(statuses)).toEqual(['retry']);
});
