/** Of each run that was begun, what of it BigQuery has. Rows of sync_upload in the sync's own file. */
import { storeTable, type SyncStore } from '../store/store.js';

export interface Upload {
  readonly runId: string;
  /** Its plan is there, so that it may be carried out. */
  readonly isBegun: boolean;
  /** Entries of the log up to this one are there. */
  readonly loadedTo: number;
  /** A load up to this one was begun; it is made again in just this way. */
  readonly loadingTo: number;
  /** Entries of the log up to this one are in sync_state. */
  readonly foldedTo: number;
}

export async function openUploads(store: Pick<SyncStore, 'rows'>): Promise<readonly Upload[]> {
  const rows = await store.rows(
    `SELECT u.run_id, u.is_begun, u.loaded_to, u.loading_to, u.folded_to
    FROM ${storeTable('sync_upload')} AS u
    INNER JOIN ${storeTable('sync_run')} AS r ON r.run_id = u.run_id
    WHERE u.is_open
    ORDER BY r.created_at, r.run_id`,
  );
  return rows.map((row) => ({
    runId: String(row.run_id),
    isBegun: row.is_begun === true,
    loadedTo: Number(row.loaded_to),
    loadingTo: Number(row.loading_to),
    foldedTo: Number(row.folded_to),
  }));
}

export async function uploadOf(store: Pick<SyncStore, 'rows'>, runId: string): Promise<Upload | undefined> {
  return (await openUploads(store)).find((upload) => upload.runId === runId);
}

export async function addUpload(store: Pick<SyncStore, 'transaction'>, runId: string): Promise<void> {
  await store.transaction((session) =>
    session.run(
      `INSERT INTO ${storeTable('sync_upload')}
      SELECT $1, FALSE, 0, 0, 0, TRUE
      WHERE NOT EXISTS (SELECT 1 FROM ${storeTable('sync_upload')} WHERE run_id = $1)`,
      [runId],
    ),
  );
}

export async function changeUpload(
  store: Pick<SyncStore, 'transaction'>,
  runId: string,
  change: Partial<Omit<Upload, 'runId'>> & { readonly isOpen?: boolean },
): Promise<void> {
  await store.transaction((session) =>
    session.run(
      `UPDATE ${storeTable('sync_upload')} SET
        is_begun = COALESCE($2, is_begun),
        loaded_to = COALESCE(CAST($3 AS BIGINT), loaded_to),
        loading_to = COALESCE(CAST($4 AS BIGINT), loading_to),
        folded_to = COALESCE(CAST($5 AS BIGINT), folded_to),
        is_open = COALESCE($6, is_open)
      WHERE run_id = $1`,
      [
        runId,
        change.isBegun ?? null,
        change.loadedTo ?? null,
        change.loadingTo ?? null,
        change.foldedTo ?? null,
        change.isOpen ?? null,
      ],
    ),
  );
}
