/** Fifty thousand records: every load job and every page of results has its bound, and no statement is asked for more often. */
import { expect, onTestFinished, test } from 'vitest';
import { dataset } from '../plan/small-warehouse.js';
import { World } from './machines.js';

const records = 50_000;
const rowsPerLoad = 20_000;
const pageRows = 5_000;

test('50,000 records come down in pages, go up in load jobs of 20,000 rows at most, and are folded once', async () => {
  const world = await World.make(pageRows);
  onTestFinished(() => world.close());
  await world.put([{ record_id: '00Q' }]);
  await world.server.warehouse.connection.run(
    `INSERT INTO "a-project".${dataset}.crm_updates BY NAME
    SELECT u.* REPLACE ('00Q' || n AS record_id, n % 100 AS total_score)
    FROM "a-project".${dataset}.crm_updates AS u, range(1, ${records}) AS numbers (n)`,
  );
  world.crm.route = { ...world.crm.route, rowsPerCall: 2_000 };
  const machine = world.machine('one');
  const { api, history } = world.server;
  await machine.process(
    async (session) => {
      const calls = history.calls.length;
      const runId = await machine.plan(session);
      const pages = history.calls.slice(calls).filter(({ path }) => /\/queries\//.test(path)).length;
      // Ten of them have the records; every other statement has one page.
      expect(pages).toBeGreaterThanOrEqual(records / pageRows);
      expect(pages).toBeLessThan(records / pageRows + 10);
      await session.memory.begin(runId);
      expect(await machine.send(session, runId)).toMatchObject({ status: 'done', ok: records });
      const jobs = api.jobs.length;
      await session.memory.end(runId);
      const folded = api.jobs.slice(jobs).filter(({ affected }) => affected === records);
      expect(folded.map(({ statement }) => statement)).toEqual(['MERGE']);
      expect(await machine.plan(session).then((next) => session.store.lastSeq(next))).toBe(0);
    },
    { rowsPerLoad },
  );
  const loads = api.jobs.flatMap(({ loaded = 0 }) => (loaded > 0 ? [loaded] : []));
  // The plan, then the log.
  expect(loads).toEqual([20_000, 20_000, 10_000, 20_000, 20_000, 10_000]);
  expect(await world.rows('SELECT status, COUNT(*) AS n FROM leadscore_sync.sync_state GROUP BY 1')).toEqual([
    { status: 'ok', n: String(records) },
  ]);
  expect(
    await world.rows('SELECT COUNT(*) AS n, COUNT(DISTINCT row_key) AS keys FROM leadscore_sync.sync_log'),
  ).toEqual([{ n: String(records), keys: String(records) }]);
  expect(await world.staging()).toEqual([]);
});
