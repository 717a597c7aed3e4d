/** What a network does between the engine and a server: nothing is lost and nothing is wrong, by the server's own account. */
import assert from 'node:assert/strict';
import { hubspot } from '../../../scripts/sync/destinations/hubspot/kind.js';
import type { FaultOrder } from '../../sync/servers/fault.js';
import { startHubSpot } from '../../sync/servers/hubspot/server.js';
import { opened } from '../../sync/tryton/behaviours.js';
import { quickClock, sendPlan, type Sending } from '../engine/send-plan.js';
import type { CrmTest, Ground } from '../run.js';
import { startProxy, type Proxy } from './proxy.js';

/**
 * Each once, at calls that lie apart. Those that are carried out are writes whose answer never came. Only one answers without
 * results: rows that meet that twice are rejected as unknown, as they should be.
 */
const faults: readonly FaultOrder[] = [
  { answers: 'reset' },
  { answers: 'reset', carriedOut: true },
  { answers: 'status', status: 503, retryAfter: 1 },
  { answers: 'status', status: 502, carriedOut: true },
  { answers: 'truncated', carriedOut: true },
  { answers: 'empty' },
  { answers: 'empty', carriedOut: true },
  { answers: 'no results' },
  { answers: 'hang' },
  { answers: 'hang', carriedOut: true },
];
const carriedOut = faults.filter((fault) => fault.carriedOut === true).length;
const batch = 20;
const count = 600;

/** Rows of their own values; gives how often each was written, once all were found to be as planned. */
async function sentThrough(
  { faults: ordered, history }: Proxy,
  sending: Omit<Sending, 'clock' | 'breakers'>,
  tell: Ground['tell'],
): Promise<void> {
  for (const fault of faults) ordered.order({ ...fault, after: 2 });
  // Waits between tries pass ten times as fast; how long a call may take does not.
  const { summary, outcomes } = await sendPlan({ ...sending, clock: quickClock(10) });
  const met = history.calls.filter(({ fault }) => fault !== undefined).length;
  const { ok, calls, retries, seconds } = summary;
  tell(`${sending.rows.length} rows, ${met} faults: ${ok} ok, ${calls} calls, ${retries} made again`);
  assert.equal(met, faults.length, 'not every fault was met');
  assert.ok(seconds > 0 && retries >= 1);
  const others = [...outcomes].filter(([, { outcome }]) => outcome !== 'ok');
  assert.deepEqual(others, [], 'rows were lost');
}

/** Every row was written, and no more often than answers were lost. */
function judgeWrites(writes: readonly number[], tell: Ground['tell']): void {
  const again = writes.reduce((sum, each) => sum + each - 1, 0);
  tell(`${again} writes of a row that was written already (at most ${carriedOut * batch})`);
  assert.ok(writes.every((each) => each >= 1));
  assert.ok(again <= carriedOut * batch, `${again} repeats`);
}

export const tests: readonly CrmTest[] = [
  {
    name: 'faults: between the engine and Tryton, nothing lost, nothing wrong, repeats only of answers that never came',
    run: async ({ tryton: ground, tell }) => {
      const tryton = await ground();
      const ids = await tryton.leads(count);
      const probability = (at: number): string => String((at + 1) / 10_000);
      const proxy = await startProxy(tryton.url, (body) => ({ id: JSON.parse(body).id }));
      const destination = await opened(tryton, { url: proxy.url, batch, inFlight: 2, timeout: 8 });
      try {
        const rows = ids.map((id, at) => ({ id, fields: { conversion_probability: probability(at) } }));
        const fields = { conversion_probability: 'number' } as const;
        await sentThrough(proxy, { destination, object: 'lead', fields, rows }, tell);
      } finally {
        await destination.close();
        await proxy.close();
      }
      const lines = await tryton.sql('SELECT id, conversion_probability FROM sale_opportunity');
      const held = new Map(lines.map((line) => line.split('|')).map(([id, value]) => [id, value]));
      for (const [at, id] of ids.entries()) assert.equal(Number(held.get(id)), Number(probability(at)));
      judgeWrites(await tryton.writes(ids), tell);
    },
  },
  {
    name: 'faults: between the engine and the HubSpot server, nothing lost, nothing wrong',
    run: async ({ tell }) => {
      const server = await startHubSpot({ settings: { burst: { calls: 1_000_000 } } });
      const type = server.portal.objectNamed('contacts');
      if (type === undefined) throw new Error('the portal has no contacts');
      const ids = Array.from({ length: count }, (_, at) => server.portal.put(type, { email: `c${at}@example.com` }).id);
      const proxy = await startProxy(server.url, () => ({ status: 'COMPLETE', results: [] }));
      const destination = await hubspot.open({
        syncId: 'crm',
        connection: new Map<string, string | number>([
          ['url', proxy.url],
          ['timeout', 8],
        ]),
        secret: () => 'pat-test',
        objects: new Map([['contact', 'contacts']]),
        batch,
        inFlight: 2,
        now: () => new Date(),
      });
      try {
        const rows = ids.map((id, at) => ({ id, fields: { lead_score: String(at) } }));
        const fields = { lead_score: 'number' } as const;
        await sentThrough(proxy, { destination, object: 'contact', fields, rows }, tell);
        const asked = new Map([['lead_score', 'number'] as const]);
        const held = await destination.readBack?.('contact', ids, asked, new AbortController().signal);
        for (const [at, id] of ids.entries()) assert.equal(held?.get(id)?.get('lead_score'), String(at));
      } finally {
        await destination.close();
        await proxy.close();
        await server.close();
      }
      const counts = server.history.counts();
      judgeWrites(
        ids.map((id) => counts[`contacts/${id}`] ?? 0),
        tell,
      );
    },
  },
];
