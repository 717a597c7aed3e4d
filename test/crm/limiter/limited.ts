/** Through an independent limiter the sync goes nearly as fast as it may, and is hardly ever refused. */
import assert from 'node:assert/strict';
import { hubspot } from '../../../scripts/sync/destinations/hubspot/kind.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { startHubSpot, type HubSpotServer } from '../../sync/servers/hubspot/server.js';
import { sendPlan } from '../engine/send-plan.js';
import { programs } from '../programs.js';
import type { CrmTest } from '../run.js';
import { allowed, startLimiter, type Limiter } from './haproxy.js';

const window = 10;
const token = 'pat-test';

async function limited(body: (server: HubSpotServer, limiter: Limiter) => Promise<void>): Promise<void> {
  // A limit of the server's own would never be reached: HAProxy's is the only one.
  const server = await startHubSpot({ settings: { burst: { calls: 1_000_000 }, dailyCalls: 1_000_000 } });
  const limiter = await startLimiter(programs(), server.port);
  try {
    await body(server, limiter);
  } finally {
    await limiter.close();
    await server.close();
  }
}

function opened(limiter: Limiter, batch: number): Promise<Destination> {
  return hubspot.open({
    syncId: 'crm',
    connection: new Map([['url', limiter.url]]),
    secret: () => token,
    objects: new Map([['contact', 'contacts']]),
    batch,
    now: () => new Date(),
  });
}

function planned(server: HubSpotServer, count: number): PlannedRow[] {
  const type = server.portal.objectNamed('contacts');
  if (type === undefined) throw new Error('the portal has no contacts');
  return Array.from({ length: count }, (_, at): PlannedRow => {
    const { id: crmId } = server.portal.put(type, { email: `c${at}@example.com` });
    return {
      seq: at + 1,
      rowKey: `contact/${crmId}`,
      object: 'contact',
      crmId,
      operation: 'new',
      fields: new Map([['lead_score', String(at % 100)]]),
      types: new Map([['lead_score', 'number']]),
      fingerprint: `f${at}`,
    };
  });
}

export const tests: readonly CrmTest[] = [
  {
    name: 'limiter: HAProxy lets 190 calls pass and refuses the next sixty',
    run: () =>
      limited(async (server, limiter) => {
        const destination = await opened(limiter, 1);
        const rows = planned(server, 250);
        for (let at = 0; at < rows.length; at += 10)
          await Promise.all(
            rows
              .slice(at, at + 10)
              .map((row) => destination.send([row], { runId: 'r', batchId: 'b' }, new AbortController().signal)),
          );
        assert.deepEqual(await limiter.counts(), { passed: allowed, refused: 60 });
        assert.equal(server.history.writes.length, allowed);
        await destination.close();
      }),
  },
  {
    name: 'limiter: the engine reaches nine tenths of what is permitted, and at most one call in a hundred is refused',
    run: async ({ tell }) => {
      // A machine that does other work at the same time is no fault of the engine's: the rate has a second try, nothing else has.
      const first = await rate(tell);
      const reached = first >= fewest ? first : await rate(tell);
      assert.ok(reached >= fewest, `${percent(reached)} of the permitted rate`);
    },
  },
];

const fewest = 0.9;

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The share of the permitted calls that a run of the engine made; every record is written once, hardly a call refused. */
async function rate(tell: (line: string) => void): Promise<number> {
  let reached = 0;
  await limited(async (server, limiter) => {
    // Small batches: what is measured is calls, not rows.
    const destination = await opened(limiter, 5);
    const rows = planned(server, 2500);
    const { summary, outcomes } = await sendPlan({
      destination,
      object: 'contact',
      fields: { lead_score: 'number' },
      rows: rows.map(({ crmId, fields }) => ({ id: crmId, fields: Object.fromEntries(fields) })),
    });
    await destination.close();
    const { passed, refused } = await limiter.counts();
    const calls = passed + refused;
    reached = passed / ((allowed / window) * summary.seconds);
    tell(
      `${calls} calls in ${summary.seconds.toFixed(1)} s: ${percent(reached)} of what is permitted, ${refused} refused`,
    );
    assert.equal(summary.ok, rows.length);
    assert.ok([...outcomes.values()].every(({ outcome }) => outcome === 'ok'));
    const counts = server.history.counts();
    assert.ok(
      rows.every(({ crmId }) => counts[`contacts/${crmId}`] === 1),
      'a record was not written, or more than once',
    );
    assert.ok(refused <= 0.01 * calls, `${refused} of ${calls} calls were refused`);
  });
  return reached;
}
