/** A sync whose memory is in BigQuery: planned there, remembered there, on one machine or on several. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProblemError } from '../../../scripts/problem.js';
import { plannedRows, type Session, told, World } from './machines.js';

let world: World;
beforeEach(async () => {
  world = await World.make();
});
afterEach(async () => {
  await world.close();
});

const leads = (count: number, score = 40) =>
  Array.from({ length: count }, (_, index) => ({ record_id: `00Q${index + 1}`, total_score: score + index }));
const codeOf = (error: unknown): string =>
  error instanceof ProblemError ? (error.problems[0]?.code ?? '') : String(error);
const refusal = { code: 'TOO_LONG', message: 'too long' };

/** How records stand in BigQuery and in the machine's own file. */
const columns = `row_key, object, crm_id, acked_fingerprint, acked_causes, acked_run_id, acked_seq, acked_at, status,
  error_class, error_code, error_message, error_fields, rejections, failed_fingerprint, retry_at, last_run_id`;
const utc = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace('+00', '') : typeof value === 'number' ? String(value) : value,
    ]),
  );
async function bothStates({ store }: Session): Promise<readonly [readonly object[], readonly object[]]> {
  const here = await store.rows(
    `SELECT ${columns.replace('acked_at', 'CAST(acked_at AS VARCHAR) AS acked_at').replace('retry_at', 'CAST(retry_at AS VARCHAR) AS retry_at')} FROM leadscore_sync.sync_state ORDER BY row_key`,
  );
  const there = await world.rows(
    `SELECT ${columns} FROM leadscore_sync.sync_state WHERE sync_id = 'crm' ORDER BY row_key`,
  );
  return [here.map(utc), there.map((row) => utc(row as object))];
}

test('from nothing to a second run that writes nothing; what came of it stands there, and no value but what makes records be written again', async () => {
  const machine = world.machine('one');
  await world.put([
    ...leads(8),
    { record_id: '00Q9', state: 'converted', as_of: '2026-06-28T12:30:00Z' },
    { record_id: '00QA', tier: 'a tier that is much too long' },
    { record_id: '00QB', tier: 'cold' },
    { record_id: '00QB', tier: 'warm' },
  ]);
  world.crm.meets = () => ({ rows: ({ crmId }) => (crmId === '00Q2' ? refusal : 'ok') });
  await machine.process(async (session) => {
    const first = await machine.plan(session);
    expect((await told(session, first)).slice(0, 2)).toEqual([
      '00Q1 new Score=40 Tier=warm Seen=2026-06-23',
      '00Q2 new Score=41 Tier=warm Seen=2026-06-23',
    ]);
    expect(await session.store.run(first)).toMatchObject({
      scoresAsOf: '2026-06-30T00:00:00Z',
      oldestAsOf: '2026-06-28T12:30:00Z',
    });
    const summary = await machine.apply(session, first);
    expect(summary).toMatchObject({ status: 'done', planned: 12, ok: 7, rejected: 1, skipped: 4 });
    const [here, there] = await bothStates(session);
    expect(there).toHaveLength(8);
    expect(there).toEqual(here);
    const second = await machine.plan(session);
    expect(await told(session, second)).toEqual([]);
    expect(await world.rows(`SELECT reason, records FROM leadscore_sync.sync_skipped ORDER BY reason`)).toEqual([
      { reason: 'converted', records: '1' },
      { reason: 'too_long:Tier', records: '1' },
      { reason: 'two_rows', records: '2' },
    ]);
  });
  expect(
    await world.rows(
      'SELECT sync_id, run_id, status, planned, ok, rejected, deferred, skipped, plan_rows, is_open, owner FROM leadscore_sync.sync_run',
    ),
  ).toEqual([
    {
      sync_id: 'crm',
      run_id: 'crm-run-1',
      status: 'done',
      planned: '12',
      ok: '7',
      rejected: '1',
      deferred: '0',
      skipped: '4',
      plan_rows: '8',
      is_open: false,
      owner: 'one, process 1',
    },
  ]);
  expect(await world.rows('SELECT outcome, COUNT(*) AS n FROM leadscore_sync.sync_log GROUP BY 1 ORDER BY 1')).toEqual([
    { outcome: 'ok', n: '7' },
    { outcome: 'rejected', n: '1' },
  ]);
  expect(await world.staging()).toEqual([]);
  for (const table of ['sync_run', 'sync_log', 'sync_skipped', 'sync_lock'])
    expect(JSON.stringify(await world.rows(`SELECT * FROM leadscore_sync.${table}`))).not.toContain('2026-06-23');
});

test('rows that change, are emptied, refused twice and due again: the second day of the same machine, and of one that lost its disk', async () => {
  const day = 86_400_000;
  const story = async (isLost: boolean): Promise<readonly (readonly string[])[]> => {
    const syncId = isLost ? 'lost' : 'kept';
    let machine = world.machine(`${syncId}-1`, syncId);
    const seen: (readonly string[])[] = [];
    const next = async (): Promise<void> => {
      if (isLost) machine = world.machine(`${syncId}-${seen.length + 2}`, syncId);
      await machine.process(async (session) => {
        const runId = await machine.plan(session);
        const skipped = await session.store.rows(
          'SELECT reason, records FROM leadscore_sync.sync_skipped WHERE run_id = $1',
          [runId],
        );
        seen.push([
          ...(await told(session, runId)),
          ...skipped.map((row) => `${String(row.reason)}: ${String(row.records)}`),
        ]);
        await machine.apply(session, runId);
      });
    };
    world.crm.meets = () => ({ rows: ({ crmId }) => (crmId === '00Q2' ? refusal : 'ok') });
    await world.put(leads(3));
    await next();
    await next();
    await world.put([
      { record_id: '00Q1', total_score: 90 },
      { record_id: '00Q2', total_score: 41 },
      { record_id: '00Q3', total_score: 42, last_act_on: null },
    ]);
    world.clock.pass(day + 1000);
    await next();
    world.clock.pass(day + 1000);
    await next();
    world.clock.pass(7 * day);
    await next();
    world.clock.pass(30 * day);
    await next();
    return seen;
  };
  const kept = await story(false);
  expect(kept).toEqual([
    [
      '00Q1 new Score=40 Tier=warm Seen=2026-06-23',
      '00Q2 new Score=41 Tier=warm Seen=2026-06-23',
      '00Q3 new Score=42 Tier=warm Seen=2026-06-23',
    ],
    ['rejected_before: 1'],
    [
      '00Q1 changed Score=90 Tier=warm Seen=2026-06-23',
      '00Q2 retry Score=41 Tier=warm Seen=2026-06-23',
      '00Q3 clear Score=42 Tier=warm Seen=NULL',
    ],
    ['rejected_before: 1'],
    ['00Q2 retry Score=41 Tier=warm Seen=2026-06-23'],
    ['rejected_before: 1'],
  ]);
  expect(await story(true)).toEqual(kept);
});

test('a run that a machine took to its grave: what it may have written is sent again, whatever its values are by then', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  await world.put(leads(6));
  await one.run();
  await world.put(leads(6, 70));
  await one.process(
    async (session) => {
      const runId = await one.plan(session);
      await session.memory.begin(runId);
      // Half of it arrives, one call is never answered, and nothing of that leaves the machine.
      world.crm.route = { ...world.crm.route, rowsPerCall: 2, callsInFlight: 1 };
      await one.send(session, runId);
    },
    { isKilled: true },
  );
  expect(world.crm.records.get('00Q1')?.get('Score')).toBe('70');
  // The values go back to what was acknowledged before: only the plan that was known tells that they must be written.
  await world.put(leads(6));
  await expect(two.run().catch(codeOf)).resolves.toBe('sync/locked');
  world.clock.pass(15 * 60_000 + 1);
  await two.process(async (session) => {
    expect(session.memory.found).toEqual({
      ended: [],
      thrownAway: [],
      settled: [{ runId: 'crm-run-2', owner: 'one, process 1', status: 'running', records: 6 }],
    });
    const runId = await two.plan(session);
    expect((await plannedRows(session, runId)).map(({ operation }) => operation)).toEqual(Array(6).fill('retry'));
    expect(await two.apply(session, runId)).toMatchObject({ status: 'done', ok: 6 });
  });
  expect(world.crm.records.get('00Q1')?.get('Score')).toBe('40');
  expect(await world.staging()).toEqual([]);
  // The machine comes back from the dead: its run is over, and what it knew is no longer so.
  await one.process(async (session) => {
    expect(session.memory.found).toEqual({ ended: ['crm-run-2'], thrownAway: [], settled: [] });
    expect(await told(session, await one.plan(session))).toEqual([]);
    expect(await session.store.rows('SELECT COUNT(*) AS n FROM leadscore_sync.sync_state')).toEqual([{ n: 0 }]);
  });
});
