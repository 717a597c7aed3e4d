/** Brings what came of a run into BigQuery: the log by load jobs, how records stand by one MERGE, then the run's own row. */
import { actTimesSql } from '../store/act-times-sql.js';
import { outcomesSql } from '../store/outcomes.js';
import { storeTable, type SyncStore } from '../store/store.js';
import { foldSql } from './fold-sql.js';
import { heldParams, type Lease, renewLease } from './lease.js';
import { lineOf, logLines, planLines } from './lines.js';
import { mergeInto, type Place } from './place.js';
import { putRun } from './run-row.js';
import { schemaOf } from '../../engine/bigquery/field-type.js';
import {
  actTimesTable,
  digest,
  logTable,
  memoryTarget,
  namesOf,
  newTable,
  planTable,
  planTableName,
  skippedTable,
  stateTable,
} from './tables.js';
import { addUpload, changeUpload, uploadOf } from './uploads.js';

/** Rows of one load job, unless the place says another number: some 25 MB, streamed. */
const usualRowsPerLoad = 100_000;

/**
 * Before anything of a plan is sent: the run is known as open, and which records it may write. May be called again at any time.
 * Until this has ended nothing may be sent, since a machine that is lost would take with it what it may have written.
 */
export async function beginRun(place: Place, lease: Lease, store: SyncStore, runId: string): Promise<void> {
  await addUpload(store, runId);
  if ((await uploadOf(store, runId))?.isBegun !== false) return;
  const { engine, database, syncId, rowsPerLoad = usualRowsPerLoad } = place;
  await putRow(place, lease, store, runId, true);
  const plan = memoryTarget(database, planTableName(syncId, runId));
  await engine.makeTable(plan, newTable(planTable));
  const last = await store.lastSeq(runId);
  for (let after = 0; after < last; after += rowsPerLoad)
    await engine.load({
      into: plan,
      key: `leadscore_plan_${digest(syncId, runId)}_${after}`,
      schema: schemaOf(planTable.columns),
      lines: () => planLines(store, planTable, runId, after, after + rowsPerLoad),
    });
  await loadSkipped(place, store, runId);
  await changeUpload(store, runId, { isBegun: true });
}

async function loadSkipped({ engine, database, syncId }: Place, store: SyncStore, runId: string): Promise<void> {
  const rows = await store.rows(`SELECT run_id, reason, records FROM ${storeTable('sync_skipped')} WHERE run_id = $1`, [
    runId,
  ]);
  if (rows.length === 0) return;
  await engine.load({
    into: memoryTarget(database, skippedTable.name),
    key: `leadscore_skipped_${digest(syncId, runId)}`,
    schema: schemaOf(skippedTable.columns),
    lines: async function* lines() {
      for (const row of rows) yield lineOf(skippedTable, { ...row, sync_id: syncId });
    },
  });
}

/** Entries of the log that BigQuery has not. Each load is written down before it is begun, so that a repeated one is the same. */
export async function flushLog(place: Place, store: SyncStore, runId: string): Promise<void> {
  const { engine, database, syncId, rowsPerLoad = usualRowsPerLoad } = place;
  for (;;) {
    const upload = await uploadOf(store, runId);
    if (upload === undefined) return;
    const after = upload.loadedTo;
    const upTo = upload.loadingTo > after ? upload.loadingTo : await nextEnd(store, runId, after, rowsPerLoad);
    if (upTo === undefined) return;
    await changeUpload(store, runId, { loadingTo: upTo });
    await engine.load({
      into: memoryTarget(database, logTable.name),
      key: `leadscore_log_${digest(syncId, runId)}_${after}_${upTo}`,
      schema: schemaOf(logTable.columns),
      lines: () => logLines(store, logTable, outcomesSql, { syncId, runId, after, upTo }),
    });
    await loadActTimes(place, store, { runId, after, upTo });
    await changeUpload(store, runId, { loadedTo: upTo });
  }
}

async function loadActTimes(
  { engine, database, syncId }: Place,
  store: SyncStore,
  { runId, after, upTo }: { readonly runId: string; readonly after: number; readonly upTo: number },
): Promise<void> {
  const [first] = await store.rows(
    `SELECT 1 AS one FROM ${actTimesSql({ runId: '$1', logIds: ['CAST($2 AS BIGINT)', 'CAST($3 AS BIGINT)'] })} LIMIT 1`,
    [runId, after, upTo],
  );
  if (first === undefined) return;
  await engine.load({
    into: memoryTarget(database, actTimesTable.name),
    key: `leadscore_times_${digest(syncId, runId)}_${after}_${upTo}`,
    schema: schemaOf(actTimesTable.columns),
    lines: () => logLines(store, actTimesTable, actTimesSql, { syncId, runId, after, upTo }),
  });
}

/** The last entry of the next load; undefined where there is none. */
async function nextEnd(store: SyncStore, runId: string, after: number, most: number): Promise<number | undefined> {
  const [row] = await store.rows(
    `SELECT MAX(log_id) AS last FROM (
      SELECT log_id FROM ${outcomesSql({ runId: '$1', logIds: ['CAST($2 AS BIGINT)'] })}
      ORDER BY log_id
      LIMIT ${most}
    )`,
    [runId, after],
  );
  return row?.last === null || row?.last === undefined ? undefined : Number(row.last);
}

/** All of it that is known now. The run stays open as long as rows of it have no outcome. */
export async function endRun(place: Place, lease: Lease, store: SyncStore, runId: string): Promise<void> {
  await renewLease(place, lease);
  await flushLog(place, store, runId);
  const upload = await uploadOf(store, runId);
  const run = await store.run(runId);
  if (upload === undefined || run === undefined) return;
  if (upload.loadedTo > upload.foldedTo)
    await foldRun(place, lease, { runId, planTable: planTableName(place.syncId, runId), since: run.createdAt });
  const isOpen = (await store.totals(runId)).waiting > 0 || !hasEnded(run.status);
  // Fails where the lease was lost, and so where the MERGE before it folded nothing.
  await putRow(place, lease, store, runId, isOpen);
  await changeUpload(store, runId, { foldedTo: upload.loadedTo });
  if (isOpen) return;
  await place.engine.dropTable(memoryTarget(place.database, planTableName(place.syncId, runId)));
  await changeUpload(store, runId, { isOpen: false });
}

function hasEnded(status: string): boolean {
  return status === 'done' || status === 'failed' || status === 'aborted';
}

/** One MERGE. `since`: no entry of its log is older. */
export async function foldRun(
  place: Place,
  lease: Lease,
  run: { readonly runId: string; readonly planTable: string; readonly since: string; readonly abandonedAt?: string },
): Promise<number> {
  const names = namesOf(stateTable);
  const { abandonedAt } = run;
  return mergeInto(
    place,
    stateTable.name,
    { key: ['sync_id', 'row_key'], update: names, insert: names },
    {
      sql: foldSql(place, { planTable: run.planTable, isAbandoned: abandonedAt !== undefined }),
      params: {
        ...heldParams(place, lease),
        run_id: run.runId,
        since: run.since,
        ...(abandonedAt !== undefined && { now: abandonedAt }),
      },
    },
  );
}

async function putRow(place: Place, lease: Lease, store: SyncStore, runId: string, isOpen: boolean): Promise<void> {
  const run = await store.run(runId);
  if (run === undefined) throw new Error(`there is no run ${runId}`);
  const [plan] = await store.rows(`SELECT COUNT(*) AS rows FROM ${storeTable('sync_plan')} WHERE run_id = $1`, [runId]);
  await putRun(place, lease, {
    // Before it is marked so in the file.
    run: isOpen && run.status === 'planned' ? { ...run, status: 'running' } : run,
    totals: await store.totals(runId),
    planRows: Number(plan?.rows ?? 0),
    isOpen,
  });
}
