/** Runs that are open in BigQuery and whose plan is in another file: nobody can go on with them but the machine that has it. */
import { heldFrom, heldParams, type Lease } from './lease.js';
import { foldRun } from './flush.js';
import { mergeInto, type Place, tableIn } from './place.js';
import { memoryTarget, runTable } from './tables.js';

export interface Settled {
  readonly runId: string;
  /** Host and process that began it. */
  readonly owner: string;
  readonly status: string;
  /** Records that it may have written, and that are sent again. */
  readonly records: number;
}

/**
 * Ends them: what their log says counts, every other row of theirs may have been written, and is sent again. Whoever has
 * the lease may do that, since nobody else sends. The machine that comes back later finds its run ended.
 */
export async function settleOthers(place: Place, lease: Lease, now: Date): Promise<readonly Settled[]> {
  const { rows } = await place.engine.execute(
    `SELECT r.run_id, r.status, r.owner, r.plan_table, r.created_at
FROM ${tableIn(place, runTable.name)} AS r
WHERE r.sync_id = @sync_id AND r.is_open AND r.store_id != @store_id
ORDER BY r.created_at, r.run_id`,
    { sync_id: place.syncId, store_id: lease.storeId },
  );
  const settled: Settled[] = [];
  for (const row of rows) {
    const [runId, planTable] = [String(row.run_id), String(row.plan_table)];
    const target = memoryTarget(place.database, planTable);
    // It may have been lost before it had a plan: then it has sent nothing.
    const isThere = (await place.engine.relation(target)) !== undefined;
    const created = String(row.created_at);
    const abandonedAt = now.toISOString();
    const records = isThere ? await foldRun(place, lease, { runId, planTable, since: created, abandonedAt }) : 0;
    await close(place, lease, runId, now);
    if (isThere) await place.engine.dropTable(target);
    settled.push({ runId, owner: String(row.owner), status: String(row.status), records });
  }
  return settled;
}

async function close(place: Place, lease: Lease, runId: string, now: Date): Promise<void> {
  await mergeInto(
    place,
    runTable.name,
    { key: ['sync_id', 'run_id'], update: ['status', 'is_open', 'finished_at', 'stop_reason'] },
    {
      sql: `SELECT
  k.sync_id,
  @run_id AS run_id,
  'aborted' AS status,
  FALSE AS is_open,
  TIMESTAMP(@now) AS finished_at,
  'another machine went on with the sync' AS stop_reason
${heldFrom(place)}`,
      params: { ...heldParams(place, lease), run_id: runId, now: now.toISOString() },
    },
  );
}
