/** Makes a plan in the warehouse and writes it: all of it, or nothing. */
import { translate } from '../../engine/duckdb/dialect.js';
import { ProblemError } from '../../problem.js';
import type { SyncConfig } from '../config/config.js';
import { hashOf, type RecordMapping } from '../mapping/mapping.js';
import type { StoreSession, SyncStore } from '../store/store.js';
import { storeTable } from '../store/store.js';
import { keepNewActs, scoringRun } from './act-times.js';
import { columnProblems, noUpdates, readColumnTypes } from './columns.js';
import { judgedSql } from './judged-sql.js';
import { doubledSql, skippedSql } from './skipped-sql.js';

export interface Warehouse {
  readonly file: string;
  /** The dataset that has crm_updates. */
  readonly dataset: string;
}

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
  const { config, mappings, warehouse, runId, now } = request;
  const { dataset } = warehouse;
  await store.transaction(
    async (session) => {
      const types = await readColumnTypes(session, attached, dataset);
      if (types === undefined) throw new ProblemError(noUpdates(dataset));
      const faults = columnProblems(mappings, types);
      if (faults.length > 0) throw new ProblemError(faults);
      const query = { mappings, types, source: config.source, updates: `\`${attached}.${dataset}.crm_updates\`` };
      const [row] = await session.rows(translate(asOfSql(query)));
      await judge(session, judgedSql({ ...query, state: storeTable('sync_state'), now: now.toISOString() }));
      const doubled = translate(doubledSql({ ...query, judged: `temp.${judged}` }));
      await session.run(`UPDATE temp.${judged} SET skipped_because = 'two_rows' WHERE row_key IN (${doubled})`);
      await insertRows(session, runId);
      const scoresAsOf = typeof row?.scores_as_of === 'string' ? row.scores_as_of : undefined;
      await keepNewActs(session, runId, await scoringRun(session, { database: attached, dataset, scoresAsOf }));
      await insertSkipped(session, runId, translate(skippedSql(query)));
      await session.run(`DROP TABLE temp.${judged}`);
      await store.addRun(session, {
        runId,
        syncId: config.id,
        stage: config.stage,
        mappingHash: hashOf(mappings),
        mapping: mappings.flatMap(({ fields }) => fields),
        createdAt: now.toISOString(),
        ...(scoresAsOf !== undefined && { scoresAsOf }),
      });
    },
    { file: warehouse.file, as: attached },
  );
}

function asOfSql({ updates }: { readonly updates: string }): string {
  return `SELECT MAX(u.as_of) AS scores_as_of FROM ${updates} AS u`;
}

async function judge(session: StoreSession, sql: string): Promise<void> {
  await session.run(`CREATE OR REPLACE TEMP TABLE ${judged} AS ${translate(sql, { file: '(plan)', line: 1 })}`);
}

/** Records of one account follow each other, so that two calls seldom wait for one lock in the CRM. */
async function insertRows(session: StoreSession, runId: string): Promise<void> {
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
      make_timestamp(epoch_us(acted_at)),
      make_timestamp(epoch_us(known_at))
    FROM temp.${judged}
    WHERE skipped_because IS NULL`,
    [runId],
  );
}

async function insertSkipped(session: StoreSession, runId: string, skipped: string): Promise<void> {
  await session.run(
    `INSERT INTO ${storeTable('sync_skipped')} (run_id, reason, records)
    SELECT $1, reason, SUM(records)
    FROM (
      SELECT reason, records FROM (${skipped}) AS never
      UNION ALL
      SELECT skipped_because, COUNT(*) FROM temp.${judged} WHERE skipped_because IS NOT NULL GROUP BY skipped_because
    ) AS skipped
    GROUP BY reason`,
    [runId],
  );
}
