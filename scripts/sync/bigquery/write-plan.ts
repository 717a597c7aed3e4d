/** Makes a plan in BigQuery and writes it into the sync's own file: all of it, or nothing. */
import { ProblemError } from '../../problem.js';
import { textLiteral } from '../mapping/canonical-sql.js';
import { columnProblems, noUpdates } from '../plan/columns.js';
import { judgedSql } from '../plan/judged-sql.js';
import { doubledSql, skippedSql } from '../plan/skipped-sql.js';
import { asOfSql, judgedColumns, momentsOf, type PlanRequest, recordPlan } from '../plan/write-plan.js';
import { readerOfBigQuery } from '../plan/warehouse-reader.js';
import { storeTable, type StoreSession, type SyncStore } from '../store/store.js';
import type { BigQueryMemory } from './memory.js';
import { type Place, tableIn } from './place.js';
import { insertState, stateNames, textColumns, textOf } from './refresh.js';
import { stateTable } from './tables.js';

/** The project's own dataset, read where it lies. */
export interface BigQueryWarehouse {
  readonly memory: BigQueryMemory;
  readonly dataset: string;
}

const found = 'leadscore_found';
const held = stateNames.map((name) => `held_${name}`);

/**
 * One query judges every record where it lies; only what has something to be written comes here, page by page, with how the
 * record stands. Throws `sync/no-updates`, `sync/no-column`, `sync/wrong-column`.
 */
export async function writePlanFromBigQuery(
  store: SyncStore,
  { memory, dataset }: BigQueryWarehouse,
  request: Omit<PlanRequest, 'warehouse'>,
): Promise<void> {
  const { config, mappings, now } = request;
  await memory.catchUp();
  const { engine, database } = memory.place;
  const relation = await engine.relation({ database, schema: dataset, name: 'crm_updates' });
  if (relation === undefined) throw new ProblemError(noUpdates(dataset));
  const types = new Map(relation.columns.map(({ name, type }) => [name, type]));
  const faults = columnProblems(mappings, types);
  if (faults.length > 0) throw new ProblemError(faults);
  const updates = `\`${database}.${dataset}.crm_updates\``;
  const query = { mappings, types, source: config.source, updates };
  const state = stateOf(memory.place);
  const [asOf] = await engine.query(asOfSql(query));
  await store.transaction(async (session) => {
    await session.run(`CREATE OR REPLACE TEMP TABLE ${found} (${textColumns([...judgedColumns, ...held])})`);
    const judged = judgedSql({ ...query, state, now: now.toISOString() });
    await engine.readParts(withStateSql({ judged, state, source: config.source, updates }), (rows) =>
      session.appendTexts(
        found,
        rows.map((row) => [...judgedColumns, ...held].map((name) => textOf(row[name]))),
      ),
    );
    const skipped = await engine.query(skippedSql(query));
    await takeState(session);
    await recordPlan(store, session, request, {
      judged: found,
      reader: readerOfBigQuery(memory.place, dataset),
      skipped: skipped.map((row) => ({ reason: String(row.reason), records: Number(row.records) })),
      ...momentsOf(asOf),
    });
    await session.run(`DROP TABLE temp.${found}`);
  });
}

/** Of this sync alone, as a relation. */
export function stateOf(place: Place): string {
  return `(
    SELECT ${stateNames.map((name) => `k.${name}`).join(', ')}
    FROM ${tableIn(place, stateTable.name)} AS k
    WHERE k.sync_id = ${textLiteral(place.syncId)}
  )`;
}

/** The judged records, those that stand there twice marked, each with its state. */
export function withStateSql(of: {
  readonly judged: string;
  readonly state: string;
  readonly source: string;
  readonly updates: string;
}): string {
  const { judged, state } = of;
  const columns = judgedColumns.map((name) =>
    name === 'skipped_because'
      ? `CASE WHEN d.row_key IS NOT NULL THEN 'two_rows' ELSE j.${name} END AS ${name}`
      : `j.${name}`,
  );
  return `WITH judged_records AS (
${judged}
),

doubled_records AS (
${doubledSql({ source: of.source, updates: of.updates })}
)

SELECT
  ${[...columns, ...stateNames.map((name) => `s.${name} AS held_${name}`)].join(',\n  ')}
FROM judged_records AS j
LEFT JOIN doubled_records AS d ON d.row_key = j.row_key
LEFT JOIN ${state} AS s ON s.row_key = j.row_key
`;
}

/** What BigQuery says of these records is what holds: fold, retry and rejections go on from it. */
async function takeState(session: StoreSession): Promise<void> {
  const state = storeTable('sync_state');
  await session.run(
    `UPDATE ${storeTable('sync_memory')} SET acknowledged_elsewhere = acknowledged_elsewhere - (
      SELECT COUNT(DISTINCT held_row_key) FROM temp.${found}
      WHERE held_status = 'ok' AND held_row_key NOT IN (SELECT row_key FROM ${state})
    )`,
  );
  await session.run(`DELETE FROM ${state} WHERE row_key IN (SELECT row_key FROM temp.${found})`);
  await insertState(session, found, held);
}
