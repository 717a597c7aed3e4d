/** What may go wrong between a sync's own file and its memory in BigQuery: nothing is lost by it, and nothing doubled. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProblemError } from '../../../scripts/problem.js';
import { retryRemembered } from '../../../scripts/sync/bigquery/retry.js';
import { retryRows } from '../../../scripts/sync/retry/retry.js';
import { memoryTables } from '../../../scripts/sync/bigquery/tables.js';
import { type Machine, plannedRows, World } from './machines.js';

let world: World;
beforeEach(async () => {
  world = await World.make(1000);
});
afterEach(async () => {
  await world.close();
});

const leads = (count: number, score = 40) =>
  Array.from({ length: count }, (_, index) => ({ record_id: `00Q${index + 1}`, total_score: score }));
const codeOf = (error: unknown): string =>
  error instanceof ProblemError ? (error.problems[0]?.code ?? '') : String(error);
const countOf = async (table: string, where = 'TRUE'): Promise<number> => {
  const [row] = await world.rows(`SELECT COUNT(*) AS n FROM leadscore_sync.${table} WHERE ${where}`);
  return Number((row as { readonly n: string }).n);
};
const logged = (): Promise<readonly unknown[]> =>
  world.rows('SELECT run_id, seq, outcome, COUNT(*) AS n FROM leadscore_sync.sync_log GROUP BY ALL HAVING n > 1');

/** What the plan of a machine would write now. */
async function planned(machine: Machine): Promise<number> {
  return machine.process(async (session) => (await plannedRows(session, await machine.plan(session))).length);
}

/** Everything of the run is in BigQuery, once. */
async function isWhole(rows: number, syncId = 'crm'): Promise<void> {
  const ofSync = `sync_id = '${syncId}'`;
  expect(await countOf('sync_state', `${ofSync} AND status = 'ok' AND acked_fingerprint IS NOT NULL`)).toBe(rows);
  expect(await countOf('sync_log', ofSync)).toBe(rows);
  expect(await logged()).toEqual([]);
  expect(await world.rows(`SELECT status, ok, is_open FROM leadscore_sync.sync_run WHERE ${ofSync}`)).toEqual([
    { status: 'done', ok: String(rows), is_open: false },
  ]);
  expect(await world.staging()).toEqual([]);
}

test('the process dies at each call of a run, whether that was carried out or not; the next one brings the rest, once', async () => {
  await world.put(leads(3));
  await world.machine('first', 'first').run();
  const before = world.server.history.calls.length;
  await world.machine('second', 'second').run();
  const calls = world.server.history.calls.length - before;
  expect(calls).toBeGreaterThan(30);
  for (let n = 0; n < calls; n += 3) {
    const syncId = `dies-at-${n}`;
    const machine = world.machine(syncId, syncId);
    const sent = world.crm.writes.length;
    // From that call on none goes well, as for a process that is no more.
    world.server.faults.order(
      { answers: 'status', carriedOut: n % 2 === 0, after: n },
      { answers: 'status', times: 1000 },
    );
    await machine.run().catch(() => undefined);
    world.server.faults.clear();
    await machine.process(async (session) => {
      const open = (await session.store.runs(10)).find(({ status }) => status === 'running' || status === 'planned');
      if (open !== undefined) await machine.apply(session, open.runId);
      else if ((await session.store.runs(10)).length === 0) await machine.apply(session);
      expect(await plannedRows(session, await machine.plan(session))).toEqual([]);
    });
    await isWhole(3, syncId);
    expect(world.crm.writes.length - sent).toBe(3);
  }
});

test('loads that fail for a while are made again; one that BigQuery refuses for good leaves all of it in the file', async () => {
  const machine = world.machine('one');
  await world.put(leads(4));
  world.server.api.failures.push(
    { kind: 'load', reason: 'backendError', on: 'plan_' },
    { kind: 'load', reason: 'internalError', on: 'sync_log' },
    { kind: 'load', reason: 'rateLimitExceeded', on: 'sync_log' },
  );
  world.server.faults.order({ answers: 'status', status: 503, on: 'POST /upload', times: 2 });
  await machine.run();
  await isWhole(4);
  await world.put(leads(4, 90));
  world.server.api.failures.push({ kind: 'load', reason: 'quotaExceeded', on: 'sync_log' });
  await expect(machine.run().catch(codeOf)).resolves.toBe('engine/quota');
  expect(await countOf('sync_log')).toBe(4);
  expect(await planned(machine)).toBe(0);
  expect(await countOf('sync_log')).toBe(8);
  expect(await logged()).toEqual([]);
});

test('a MERGE that fails is made again by the next one, and folds once', async () => {
  const machine = world.machine('one');
  await world.put(leads(3));
  world.crm.meets = () => ({ rows: () => ({ code: 'TOO_LONG', message: 'x' }) });
  world.server.api.failures.push({ kind: 'query', reason: 'backendError', on: 'plan AS (' });
  await machine.run().catch(() => undefined);
  expect(await countOf('sync_state')).toBe(0);
  for (let again = 0; again < 3; again += 1) await machine.process(() => Promise.resolve());
  expect(await world.rows('SELECT DISTINCT rejections, status FROM leadscore_sync.sync_state')).toEqual([
    { rejections: '1', status: 'rejected' },
  ]);
});

test('however many rows: the number of statements that change rows is the same, and so is that of queries', async () => {
  const jobsOf = async (rows: number): Promise<object> => {
    const syncId = `sync-${rows}`;
    await world.put(leads(rows));
    world.crm.route = { ...world.crm.route, rowsPerCall: 1 };
    const before = world.server.api.jobs.length;
    await world.machine(syncId, syncId).run();
    const jobs = world.server.api.jobs.slice(before);
    return {
      merges: jobs.filter(({ statement }) => statement === 'MERGE').length,
      queries: jobs.filter(({ statement }) => statement === 'SELECT').length,
      loads: jobs.filter(({ kind }) => kind === 'load').length,
    };
  };
  await jobsOf(1);
  const few = await jobsOf(2);
  // The lease is taken, renewed and let go, the run begun and ended, and its log folded.
  expect(few).toMatchObject({ merges: 6, loads: 2 });
  expect(await jobsOf(300)).toEqual(few);
});

test('a lease: held by one it keeps others out, by name and time; let go or run out it does not; of each sync its own', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  await world.put(leads(2));
  await one.process(async (session) => {
    await expect(two.run()).rejects.toThrow(
      'The sync "crm" is carried on by one, process 1 since 2026-07-01T12:00:00Z, at most until 2026-07-01T12:15:00Z.',
    );
    await expect(world.machine('three', 'another').run()).resolves.toMatchObject({ ok: 2 });
    world.clock.pass(14 * 60_000);
    await session.memory.renew();
    world.clock.pass(14 * 60_000);
    await expect(two.run().catch(codeOf)).resolves.toBe('sync/locked');
    // It sleeps through the end of it.
    world.clock.pass(2 * 60_000);
    expect(await planned(two)).toBe(2);
    await expect(session.memory.renew().catch(codeOf)).resolves.toBe('sync/lease-lost');
    const runId = await one.plan(session).catch(codeOf);
    await expect(session.memory.begin(runId).catch(codeOf)).resolves.toBe('sync/lease-lost');
  });
  expect(await world.rows("SELECT owner, fencing_token FROM leadscore_sync.sync_lock WHERE sync_id = 'crm'")).toEqual([
    { owner: 'two, process 1', fencing_token: '2' },
  ]);
  expect(await planned(two)).toBe(2);
});

test('who has lost the lease in the middle of a run folds nothing, and knows it', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  await world.put(leads(2));
  await one
    .process(async (session) => {
      const runId = await one.plan(session);
      await session.memory.begin(runId);
      await one.send(session, runId);
      world.clock.pass(20 * 60_000);
      await world.put(leads(2, 77));
      expect(await two.run()).toMatchObject({ status: 'done', ok: 2 });
      await session.memory.end(runId);
    })
    .then(
      () => expect.unreachable(),
      (error: unknown) => expect(codeOf(error)).toBe('sync/lease-lost'),
    );
  expect(await world.rows('SELECT DISTINCT last_run_id FROM leadscore_sync.sync_state')).toEqual([
    { last_run_id: 'crm-run-2' },
  ]);
  expect(await planned(two)).toBe(0);
  await one.process(async (session) => {
    expect(session.memory.found.ended).toEqual(['crm-run-1']);
    expect(await plannedRows(session, await one.plan(session))).toEqual([]);
  });
});

test('plans of a machine that was not the last one at work are thrown away', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  await world.put(leads(2));
  await one.process((session) => one.plan(session));
  await two.run();
  await one.process(async ({ store, memory }) => {
    expect(memory.found.thrownAway).toEqual(['crm-run-1']);
    expect(await store.runs(10)).toEqual([]);
  });
});

test('refused records are sent again on request, from whatever machine', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  await world.put(leads(3));
  world.crm.meets = () => ({ rows: ({ crmId }) => (crmId === '00Q3' ? 'ok' : { code: 'TOO_LONG', message: 'x' }) });
  await one.run();
  expect(await planned(two)).toBe(0);
  const retried = await two.process(async ({ store, memory }) => {
    const now = new Date(world.clock.now());
    const where = { code: 'TOO_LONG', class: 'permanent', object: 'lead', record: '00Q1' } as const;
    expect(await retryRows(store, where, now)).toBe(1);
    expect(await retryRemembered(memory, { ...where, code: "'; --" }, now)).toBe(0);
    expect(await retryRemembered(memory, where, now)).toBe(1);
    return retryRemembered(memory, { record: 'none' }, now);
  });
  expect(retried).toBe(0);
  expect(await planned(one)).toBe(1);
});

test('hostile names and ids arrive as they are, and reach no other sync', async () => {
  const names = ["it's", '"quoted" `back`', '\\n \\u001f @sync_id', "x' OR TRUE --", '漢字 🙂'];
  const ids = ["a'b", 'c"d`e', '\\', '@run_id', "'; DROP TABLE leadscore_sync.sync_state; --", '🙂 \u2028'];
  await world.put(ids.map((record_id) => ({ record_id, tier: 'a\tb\\' })));
  for (const name of names) {
    const machine = world.machine(name, name);
    expect(await machine.run()).toMatchObject({ status: 'done', ok: ids.length });
    expect(await planned(machine)).toBe(0);
    expect(await planned(world.machine('other', name))).toBe(0);
  }
  const stood = await world.rows('SELECT DISTINCT sync_id FROM leadscore_sync.sync_state ORDER BY 1');
  expect(stood.map((row) => (row as { readonly sync_id: string }).sync_id)).toEqual(names.toSorted());
  const kept = await world.rows("SELECT crm_id FROM leadscore_sync.sync_state WHERE sync_id = 'it''s' ORDER BY 1");
  expect(kept.map((row) => (row as { readonly crm_id: string }).crm_id)).toEqual(ids.toSorted());
});

test('a file that knows another warehouse is refused', async () => {
  const machine = world.machine('one');
  await world.put(leads(1));
  await machine.process(({ store }) =>
    store.transaction((session) => session.run("UPDATE leadscore_sync.sync_memory SET database = 'other'")),
  );
  await expect(machine.run().catch(codeOf)).resolves.toBe('sync/other-warehouse');
});

test('tables are made as they are described, with partitions and clusters', async () => {
  await world.machine('one').process(() => Promise.resolve());
  for (const { name, columns, clusterBy, partitionBy } of memoryTables) {
    const made = world.server.warehouse.made({ dataset: 'leadscore_sync', table: name });
    expect(made?.schema.fields?.map((field) => field.name)).toEqual(columns.map((column) => column.name));
    expect(made?.clustering?.fields).toEqual(clusterBy);
    expect(made?.timePartitioning?.field).toEqual(partitionBy);
  }
});
