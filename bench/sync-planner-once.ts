/**
 * Puts so many records there that all are acknowledged, and changes one in a hundred (`prepare`); plans over them, and scans and hashes
 * the same records by hand-written SQL (`plan`), in a process of its own: `PlannerRun` as JSON on stdout.
 */
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { usualBreakers } from '../scripts/sync/config/config.js';
import type { RecordMapping } from '../scripts/sync/mapping/mapping.js';
import { writePlan } from '../scripts/sync/plan/write-plan.js';
import type { FieldMapping } from '../scripts/sync/rows.js';
import { storeTable, SyncStore } from '../scripts/sync/store/store.js';
import { peakOfProcess } from './peaks.js';
import { type Cost, costOf } from './statistics.js';

export interface PlannerRun {
  readonly records: number;
  readonly planned: number;
  readonly planner: Cost;
  /** The whole process from its start until the plan was made. */
  readonly peakMegabytes: number;
  /** Scan, payload and SHA-256 of every record. */
  readonly scanAndHash: Cost;
}

const [what = 'plan', directory = '.', count = '1000000'] = process.argv.slice(2);
const records = Number(count);
const warehouse = path.join(directory, 'warehouse.duckdb');

const fields: readonly FieldMapping[] = [
  { field: 'Score', from: 'total_score', type: 'number' as const, scale: 1 },
  { field: 'Tier', from: 'tier', type: 'text' as const },
  { field: 'Reasons', from: 'top_reasons', type: 'text' as const },
  { field: 'Last_Act', from: 'last_act_on', type: 'date' as const },
].map((each) => ({ ...each, rubric: 'bench', object: 'lead', whenNull: 'skip', write: 'always' }));
const mapping: RecordMapping = {
  rubric: 'bench',
  object: 'lead',
  fields,
  causes: fields.map(({ from }) => ({ kind: 'changed', column: from })),
  hash: '0123456789abcdef',
  causesHash: '0123456789abcdef',
};

/** `moved`: one record in a hundred has one point more. */
async function putUpdates(moved: boolean): Promise<void> {
  const instance = await DuckDBInstance.create(warehouse, { memory_limit: '4GB' });
  const connection = await instance.connect();
  await connection.run('CREATE SCHEMA IF NOT EXISTS leadscore');
  await connection.run(`CREATE OR REPLACE TABLE leadscore.crm_updates AS
    SELECT
      'bench' AS rubric,
      'crm' AS source,
      'lead' AS object,
      'R' || i AS record_id,
      'A' || i // 4 AS account_record_id,
      CAST(i % 1000 + ${moved ? 'IF(i % 100 = 0, 1, 0)' : '0'} AS DECIMAL(38,9)) AS total_score,
      CASE i % 3 WHEN 0 THEN 'hot' WHEN 1 THEN 'warm' ELSE 'cold' END AS tier,
      'visited the pricing page (' || i % 9 || '); asked for a demo on 2026-06-23' AS top_reasons,
      DATE '2026-06-23' AS last_act_on,
      TIMESTAMPTZ '2026-07-01' AS as_of,
      'write' AS state
    FROM range(${records}) AS r(i)`);
  connection.closeSync();
  instance.closeSync();
}

const plan = (store: SyncStore, runId: string): Promise<void> =>
  writePlan(store, {
    config: {
      id: 'bench',
      destination: 'csv',
      source: 'crm',
      stage: 'fields',
      objects: new Map([['lead', 'Lead']]),
      connection: new Map(),
      budget: 1,
      breakers: usualBreakers,
      actions: [],
      at: { file: 'rubrics/sync/bench.yaml', line: 1, column: 1 },
    },
    mappings: [mapping],
    warehouse: { file: warehouse, dataset: 'leadscore' },
    runId,
    now: new Date(),
  });

/** As the commands open it. */
async function withStore<T>(work: (store: SyncStore) => Promise<T>): Promise<T> {
  const store = await SyncStore.open(path.join(directory, 'store.duckdb'), { owner: 'bench', now: Date.now });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function acknowledgeAll(store: SyncStore): Promise<void> {
  await plan(store, 'first');
  process.stderr.write('  all acknowledged\n');
  await store.transaction(async (session) => {
    await session.run(
      `INSERT INTO ${storeTable('sync_state')} (row_key, object, crm_id, acked_fingerprint, acked_causes, acked_run_id, acked_seq, status, rejections, last_run_id)
      SELECT row_key, object, crm_id, fingerprint, causes, run_id, seq, 'ok', 0, run_id FROM ${storeTable('sync_plan')}`,
    );
    await session.run(`DELETE FROM ${storeTable('sync_plan')}`);
    await session.run(`UPDATE ${storeTable('sync_run')} SET status = 'done'`);
  });
}

async function measure(store: SyncStore): Promise<PlannerRun> {
  const { cost: planner } = await costOf(() => plan(store, 'second'));
  const peakMegabytes = peakOfProcess();
  const planned = (await store.run('second'))?.planned ?? 0;
  if (planned !== Math.ceil(records / 100)) throw new Error(`${planned} planned`);
  const scanAndHash = await store.transaction(
    async (session) =>
      (
        await costOf(() =>
          session.rows(
            `SELECT COUNT(*) FROM (
              SELECT SHA256(CONCAT(
                '0123456789abcdef', 'Score=', CAST(total_score AS VARCHAR), '|Tier=', tier, '|Reasons=', top_reasons,
                '|Last_Act=', CAST(last_act_on AS VARCHAR)
              )) AS fingerprint
              FROM hand.leadscore.crm_updates
              WHERE source = 'crm' AND state = 'write'
            ) WHERE fingerprint > '8'`,
          ),
        )
      ).cost,
    { file: warehouse, as: 'hand' },
  );
  return { records, planned, planner, peakMegabytes, scanAndHash };
}

if (what === 'prepare') {
  await putUpdates(false);
  await withStore(acknowledgeAll);
  await putUpdates(true);
} else process.stdout.write(JSON.stringify(await withStore(measure)));
