/** How a sync stands by what BigQuery remembers: the same as by its own file, whichever machine is asked. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyRemembered } from '../../../scripts/sync/bigquery/acknowledged.js';
import { unloadedOf } from '../../../scripts/sync/bigquery/journal.js';
import { markRemembered } from '../../../scripts/sync/bigquery/repair.js';
import { rememberedStanding, type RememberedStanding } from '../../../scripts/sync/bigquery/standing.js';
import { standingOf } from '../../../scripts/sync/store/standing.js';
import { dataset } from '../plan/small-warehouse.js';
import { type Machine, type Session, told, usual, World } from './machines.js';

let world: World;
beforeEach(async () => {
  world = await World.make();
});
afterEach(async () => {
  await world.close();
});

const most = { runs: 10, actions: 50 };
const refusal = { code: "it's", message: 'too "long" \\ 漢' };
const leads = (count: number, score = 40) =>
  Array.from({ length: count }, (_, index) => ({ record_id: `00Q${index + 1}`, total_score: score + index }));

/** Of it what a file has, too. */
function asOfFile(standing: RememberedStanding): object {
  const { acknowledged, kept, rejected, deferred, refused, actTimes, runs } = standing;
  const lines = runs.map(({ runId, status, planned, ok, apiCalls, ...run }) => ({
    runId,
    status,
    planned,
    ok,
    apiCalls,
    rejected: run.rejected,
    deferred: run.deferred,
    skipped: run.skipped,
    ...times(run),
  }));
  return { acknowledged, kept, rejected, deferred, refused, actTimes, runs: lines };
}
const times = (of: { readonly createdAt: string; readonly finishedAt?: string | undefined }): object => ({
  createdAt: new Date(of.createdAt).getTime(),
  finishedAt: of.finishedAt === undefined ? undefined : new Date(of.finishedAt).getTime(),
});
async function ofFile({ store }: Session): Promise<object> {
  const standing = await standingOf(store, most.runs);
  return {
    ...standing,
    runs: standing.runs.map(({ createdAt, finishedAt, ...run }) => ({ ...run, ...times({ createdAt, finishedAt }) })),
  };
}

test('what is written, refused and put off, the runs and their times, as the file of the one machine has it', async () => {
  const machine = world.machine('one');
  await world.put([...leads(12), { record_id: '00QX', state: 'converted' }]);
  world.crm.meets = () => ({
    rows: ({ crmId }) =>
      crmId === '00Q2' || crmId === '00Q3' ? refusal : crmId === '00Q4' ? { code: 'GONE', message: 'x' } : 'ok',
  });
  await machine.run();
  world.clock.pass(3_600_000);
  const acts = { acted_at: '2026-07-01T12:10:00Z', act_known_at: '2026-07-01T12:20:00Z' };
  await world.put(leads(12, 60).map((lead) => ({ ...lead, ...acts })));
  await machine.process(async (session) => {
    await machine.apply(session);
    const standing = await rememberedStanding(session.memory.place, most);
    expect(standing).toMatchObject({ acknowledged: 9, kept: 0, deferred: 0, rejected: 3 });
    expect(standing.refused.map(({ code, records, example }) => [code, records, example])).toContainEqual([
      refusal.code,
      2,
      refusal.message,
    ]);
    expect(standing.actTimes.total).toMatchObject({ records: 9 });
    expect(asOfFile(standing)).toEqual(await ofFile(session));
    expect(standing.holder).toMatchObject({ owner: 'one, process 1' });
  });
});

test('a run that is under way on another machine: what it has told so far, who carries it on, and what is in its file alone', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  await world.put(leads(4));
  let place: Session['memory']['place'] | undefined;
  await two.process((session) => {
    place = session.memory.place;
    return Promise.resolve();
  });
  await one.process(async (session) => {
    const runId = await one.plan(session);
    await session.memory.begin(runId);
    await one.send(session, runId);
    expect(await unloadedOf(session.store)).toEqual([{ runId, notLoaded: 4, notFolded: 0 }]);
    await session.memory.flush(runId);
    expect(await unloadedOf(session.store)).toEqual([{ runId, notLoaded: 0, notFolded: 4 }]);
    if (place === undefined) throw new Error('the other machine has never been there');
    const seen = await rememberedStanding(place, most);
    expect(seen.runs).toMatchObject([{ runId, status: 'running', planned: 4, ok: 4, owner: 'one, process 1' }]);
    expect(seen.acknowledged).toBe(0);
    expect(seen.holder?.owner).toBe('one, process 1');
    await session.memory.end(runId);
    expect(await unloadedOf(session.store)).toEqual([]);
    expect(await rememberedStanding(place, most)).toMatchObject({ acknowledged: 4, runs: [{ status: 'done', ok: 4 }] });
  });
});

test('verify reads back what another machine sent, by what the warehouse holds; a repair makes the next plan write it again', async () => {
  const [one, two] = [world.machine('one'), world.machine('two')];
  const hostile = ["it's\n00Q2", '\\', '@hashes'].map((record_id) => ({ record_id, tier: "a 'b' \\ 漢" }));
  await world.put([...leads(3), ...hostile]);
  await one.run();
  await world.machine('of another sync', 'other').run();
  const verify = (machine: Machine, { memory }: Session, sample?: number) =>
    verifyRemembered({
      place: memory.place,
      dataset,
      source: machine.config.source,
      mappings: usual,
      destination: world.crm,
      signal: new AbortController().signal,
      ...(sample !== undefined && { sample }),
    });
  await two.process(async (session) => {
    expect(await verify(two, session)).toMatchObject({
      changedSince: 0,
      report: { verifiable: 6, checked: 6, same: 6, drifted: 0, missing: 0 },
    });
    expect(await verify(two, session, 2)).toMatchObject({ report: { verifiable: 6, checked: 2, same: 2 } });
    world.crm.records.get("it's\n00Q2")?.set('Score', '99');
    world.crm.records.delete('00Q3');
    const drifted = await verify(two, session);
    expect(drifted).toMatchObject({ report: { same: 4, drifted: 1, missing: 1 } });
    expect(drifted?.report.driftedKeys).toEqual(["lead/it's\n00Q2"]);
    await markRemembered(session.memory, drifted?.report.driftedKeys ?? []);
    expect((await told(session, await two.plan(session))).map((line) => line.split(' Score')[0])).toEqual([
      "it's\n00Q2 retry",
    ]);
    const others = await world.rows(
      "SELECT COUNT(*) AS n FROM leadscore_sync.sync_state WHERE sync_id = 'other' AND status = 'ok'",
    );
    expect(others).toEqual([{ n: '6' }]);
    // Of what has other values by now nobody here knows what was written.
    await world.put([...leads(3, 80), ...hostile]);
    expect(await verify(two, session)).toMatchObject({
      changedSince: 3,
      report: { verifiable: 2, checked: 2, same: 2 },
    });
  });
});
