/**
 * Makes a plan of so many rows (`prepare`), or carries it out (`send`), in a process of its own: `SyncRun` as JSON on stdout. Every
 * commit is flushed to disk.
 */
import path from 'node:path';
import { applyPlan } from '../scripts/sync/apply/apply-plan.js';
import { realClock } from '../scripts/sync/apply/clock.js';
import { keepHeapSmall } from '../scripts/sync/heap.js';
import { usualBreakers } from '../scripts/sync/config/config.js';
import { webhook } from '../scripts/sync/destinations/webhook/kind.js';
import type { FieldMapping } from '../scripts/sync/rows.js';
import { FIELD_END, NAME_END, VALUE } from '../scripts/sync/store/payload.js';
import { storeTable, SyncStore } from '../scripts/sync/store/store.js';
import { peakOfProcess } from './peaks.js';
import { costOf } from './statistics.js';

export interface SyncRun {
  readonly rows: number;
  readonly rowsPerCall: number;
  readonly callsInFlight: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rowsPerSecond: number;
  /** Commits to disk. */
  readonly commits: number;
  /** The whole process from its start until all files are closed, and just before it sends. */
  readonly peakMegabytes: number;
  readonly megabytesBefore: number;
  /** The most that JavaScript held, garbage that was not collected yet among it, looked at after every 20th call. */
  readonly heapMegabytes: number;
}

const [what = 'send', directory = '.', url = '', count = '10000', perCall = '200', inFlight = '8'] =
  process.argv.slice(2);
const rows = Number(count);

const mapping: readonly FieldMapping[] = [
  { field: 'score', from: 'total_score', type: 'number' as const },
  { field: 'tier', from: 'tier', type: 'text' as const },
  { field: 'reasons', from: 'top_reasons', type: 'text' as const },
  { field: 'last_act_on', from: 'last_act_on', type: 'date' as const },
].map((each) => ({ ...each, rubric: 'bench', object: 'lead', whenNull: 'skip', write: 'always' }));

const value = (field: string, sql: string): string => `'${field}${NAME_END}${VALUE}' || ${sql}`;

let sent: Omit<SyncRun, 'peakMegabytes'> | undefined;
// As the commands do it.
keepHeapSmall();
const store = await SyncStore.open(path.join(directory, 'store.duckdb'), { owner: 'bench', now: Date.now });
try {
  if (what === 'prepare') await prepare();
  else sent = await send();
} finally {
  await store.close();
}
if (sent !== undefined)
  process.stdout.write(JSON.stringify({ ...sent, peakMegabytes: peakOfProcess() } satisfies SyncRun));

async function prepare(): Promise<void> {
  const payload = [
    value('score', "CAST(i % 1000 AS VARCHAR) || '.5'"),
    value('tier', "CASE i % 3 WHEN 0 THEN 'hot' WHEN 1 THEN 'warm' ELSE 'cold' END"),
    value('reasons', "'visited the pricing page (' || i % 9 || '); asked for a demo on 2026-06-23'"),
    value('last_act_on', "'2026-06-23'"),
  ].join(` || '${FIELD_END}' || `);
  await store.transaction(async (session) => {
    await session.run(
      `INSERT INTO ${storeTable('sync_plan')} (run_id, seq, row_key, object, crm_id, operation, payload, fingerprint, causes)
      SELECT 'bench', i + 1, 'lead/' || i, 'lead', CAST(i AS VARCHAR), 'changed', ${payload}, SHA256(${payload}), ${payload}
      FROM range(${rows}) AS r(i)`,
    );
    await store.addRun(session, {
      runId: 'bench',
      syncId: 'bench',
      stage: 'fields',
      mappingHash: 'm',
      mapping,
      createdAt: new Date().toISOString(),
    });
  });
}

async function send(): Promise<Omit<SyncRun, 'peakMegabytes'>> {
  const destination = await webhook.open({
    syncId: 'bench',
    connection: new Map([['url', url]]),
    secret: () => '0123456789abcdef0123456789abcdef',
    objects: new Map([['lead', 'lead']]),
    batch: Number(perCall),
    inFlight: Number(inFlight),
    now: () => new Date(),
  });
  const megabytesBefore = Math.round(process.memoryUsage.rss() / 1e6);
  const commits = store.commits;
  let heap = 0;
  const { cost, result: summary } = await costOf(() =>
    applyPlan({
      store,
      destination,
      runId: 'bench',
      settings: { budget: 1, breakers: usualBreakers },
      clock: realClock,
      random: Math.random,
      signal: new AbortController().signal,
      onProgress: ({ calls }) => {
        if (calls % 20 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed);
      },
    }),
  );
  if (summary.status !== 'done' || summary.ok !== rows) throw new Error(JSON.stringify(summary));
  const run = {
    rows,
    rowsPerCall: Number(perCall),
    callsInFlight: Number(inFlight),
    ...cost,
    rowsPerSecond: Math.round(rows / cost.seconds),
    commits: store.commits - commits,
    megabytesBefore,
    heapMegabytes: Math.round(heap / 1e6),
  };
  await destination.close();
  return run;
}
