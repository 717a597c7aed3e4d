/** Makes a plan in the warehouse and writes it: all of it, or nothing. */
import { translate } from '../../engine/duckdb/dialect.js';
import type { Row } from '../../engine/engine.js';
import { ProblemError } from '../../problem.js';
import { type BigQueryWarehouse, writePlanFromBigQuery } from '../bigquery/write-plan.js';
import type { SyncConfig } from '../config/config.js';
import { hashOf, type RecordMapping } from '../mapping/mapping.js';
import type { StoreSession, SyncStore } from '../store/store.js';
import { storeTable } from '../store/store.js';
import { keepNewActs, scoringRun } from './act-times.js';
import { changed, keepChanged } from './changed-records.js';
import { columnProblems, noUpdates, readColumnTypes } from './columns.js';
import { type JudgedQuery, judgedSql } from './judged-sql.js';
import { without } from './optimizers.js';
import { doubledSql, skippedSql } from './skipped-sql.js';
import { readerOfFile, type WarehouseReader } from './warehouse-reader.js';

/** A warehouse in a file of DuckDB's. */
export interface FileWarehouse {
  readonly file: string;
  /** The dataset that has crm_updates. */
  readonly dataset: string;
}

export type Warehouse = FileWarehouse | BigQueryWarehouse;

export interface PlanRequest {
  readonly config: SyncConfig;
  readonly mappings: readonly RecordMapping[];
  readonly warehouse: Warehouse;
  readonly runId: string;
  readonly now: Date;
}

/** No sync can have this name: it has a hyphen. */
const attached = 'leadscore-warehouse';
const judged = 'leadscore_judged';

/** Reads crm_updates once; the warehouse is let go before this returns. Throws `sync/no-updates`, `sync/no-column`, `sync/wrong-column`. */
export async function writePlan(store: SyncStore, request: PlanRequest): Promise<void> {
  const { warehouse } = request;
  if ('file' in warehouse) await writePlanFromFile(store, warehouse, request);
  else await writePlanFromBigQuery(store, warehouse, request);
}

async function writePlanFromFile(
  store: SyncStore,
  { file, dataset }: FileWarehouse,
  request: PlanRequest,
): Promise<void> {
  const { config, mappings, now } = request;
  await store.transaction(
    async (session) => {
      const types = await readColumnTypes(session, attached, dataset);
      if (types === undefined) throw new ProblemError(noUpdates(dataset));
      const faults = columnProblems(mappings, types);
      if (faults.length > 0) throw new ProblemError(faults);
      const query = { mappings, types, source: config.source, updates: `\`${attached}.${dataset}.crm_updates\`` };
      const [row] = await session.rows(translate(asOfSql(query)));
      const isKept = await keepChanged(store, session, query);
      await session.letPagesGo();
      await judge(store, session, {
        ...query,
        state: storeTable('sync_state'),
        now: now.toISOString(),
        ...(isKept && { sendable: `temp.${changed}` }),
      });
      await session.letPagesGo();
      const doubled = translate(doubledSql({ ...query, judged: `temp.${judged}` }));
      await session.run(`UPDATE temp.${judged} SET skipped_because = 'two_rows' WHERE row_key IN (${doubled})`);
      const skipped = await session.rows(translate(skippedSql(query)));
      await recordPlan(store, session, request, {
        judged,
        reader: readerOfFile(session, attached, dataset),
        skipped: skipped.map(({ reason, records }) => ({ reason: String(reason), records: Number(records) })),
        ...momentsOf(row),
      });
      for (const each of [judged, ...(isKept ? [changed] : [])]) await session.run(`DROP TABLE temp.${each}`);
    },
    { file, as: attached },
  );
}

/** Columns of the records that were judged, wherever that was done. */
export const judgedColumns = [
  'row_key',
  'object',
  'crm_id',
  'parent_id',
  'payload',
  'causes',
  'fingerprint',
  'previous_fingerprint',
  'operation',
  'skipped_because',
  'acted_at',
  'known_at',
] as const;

export interface Judged {
  /** A temporary table of the store that has `judgedColumns`. */
  readonly judged: string;
  /** Records that no value of theirs could make us write. */
  readonly skipped: readonly { readonly reason: string; readonly records: number }[];
  /** The newest and the oldest moment of the scores, ISO 8601. */
  readonly scoresAsOf?: string;
  readonly oldestAsOf?: string;
  readonly reader: WarehouseReader;
}

/** The plan's rows, what is left out, and the run. */
export async function recordPlan(
  store: SyncStore,
  session: StoreSession,
  { config, mappings, runId, now }: Omit<PlanRequest, 'warehouse'>,
  { judged: from, skipped, scoresAsOf, oldestAsOf, reader }: Judged,
): Promise<void> {
  await insertRows(session, runId, from);
  await session.letPagesGo();
  await keepNewActs(session, runId, await scoringRun(reader, scoresAsOf));
  await insertSkipped(session, runId, from, skipped);
  await store.addRun(session, {
    runId,
    syncId: config.id,
    stage: config.stage,
    mappingHash: hashOf(mappings),
    mapping: mappings.flatMap(({ fields }) => fields),
    createdAt: now.toISOString(),
    ...(scoresAsOf !== undefined && { scoresAsOf }),
    ...(oldestAsOf !== undefined && { oldestAsOf }),
  });
}

/** Of the row of `asOfSql`, ISO 8601; none where crm_updates is empty. */
export function momentsOf(row: Row | undefined): Pick<Judged, 'scoresAsOf' | 'oldestAsOf'> {
  return {
    ...(typeof row?.scores_as_of === 'string' && { scoresAsOf: row.scores_as_of }),
    ...(typeof row?.oldest_as_of === 'string' && { oldestAsOf: row.oldest_as_of }),
  };
}

/** The newest and the oldest moment of the scores. */
export function asOfSql({ updates }: { readonly updates: string }): string {
  return `SELECT MAX(u.as_of) AS scores_as_of, MIN(u.as_of) AS oldest_as_of FROM ${updates} AS u`;
}

async function judge(store: SyncStore, session: StoreSession, query: JudgedQuery): Promise<void> {
  const sql = translate(judgedSql(query), { file: '(plan)', line: 1 });
  // The filter on fingerprints would be brought down to where they are made, so that payloads are made twice.
  await without(store, 'filter_pushdown', async () => session.run(`CREATE OR REPLACE TEMP TABLE ${judged} AS ${sql}`));
}

/** Records of one account follow each other, so that two calls seldom wait for one lock in the CRM. */
async function insertRows(session: StoreSession, runId: string, from: string): Promise<void> {
  await session.run(
    `INSERT INTO ${storeTable('sync_plan')}
      (run_id, seq, row_key, object, crm_id, operation, payload, fingerprint, previous_fingerprint, causes, acted_at, known_at)
    SELECT
      $1,
      ROW_NUMBER() OVER (ORDER BY parent_id NULLS LAST, row_key),
      row_key,
      object,
      crm_id,
      operation,
      payload,
      fingerprint,
      previous_fingerprint,
      causes,
      make_timestamp(epoch_us(CAST(acted_at AS TIMESTAMP WITH TIME ZONE))),
      make_timestamp(epoch_us(CAST(known_at AS TIMESTAMP WITH TIME ZONE)))
    FROM temp.${from}
    WHERE skipped_because IS NULL`,
    [runId],
  );
}

async function insertSkipped(
  session: StoreSession,
  runId: string,
  from: string,
  skipped: Judged['skipped'],
): Promise<void> {
  const judgedOut = await session.rows(
    `SELECT skipped_because AS reason, COUNT(*) AS records FROM temp.${from} WHERE skipped_because IS NOT NULL GROUP BY skipped_because`,
  );
  const counts = new Map(skipped.map(({ reason, records }) => [reason, records]));
  for (const row of judgedOut) {
    const reason = String(row.reason);
    counts.set(reason, (counts.get(reason) ?? 0) + Number(row.records));
  }
  for (const [reason, records] of counts)
    await session.run(`INSERT INTO ${storeTable('sync_skipped')} (run_id, reason, records) VALUES ($1, $2, $3)`, [
      runId,
      reason,
      records,
    ]);
}
