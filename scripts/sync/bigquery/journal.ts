/** What a machine's own file has that BigQuery does not know yet. */
import { storeTable, type SyncStore } from '../store/store.js';

/** Grain: one per run of which something is missing in BigQuery. */
export interface Unloaded {
  readonly runId: string;
  /** Outcomes of records that are in no table of BigQuery. */
  readonly notLoaded: number;
  /** Outcomes that are in sync_log, and not in sync_state. */
  readonly notFolded: number;
}

export async function unloadedOf(store: Pick<SyncStore, 'rows'>): Promise<readonly Unloaded[]> {
  const rows = await store.rows(
    `SELECT
      l.run_id,
      COUNT(*) FILTER (WHERE l.log_id > u.loaded_to) AS not_loaded,
      COUNT(*) FILTER (WHERE l.log_id <= u.loaded_to) AS not_folded
    FROM ${storeTable('sync_outcome')} AS l
    INNER JOIN ${storeTable('sync_upload')} AS u ON u.run_id = l.run_id
    WHERE u.is_open AND l.log_id > u.folded_to
    GROUP BY l.run_id
    ORDER BY l.run_id`,
  );
  return rows.map((row) => ({
    runId: String(row.run_id),
    notLoaded: Number(row.not_loaded),
    notFolded: Number(row.not_folded),
  }));
}
