/** Takes records of people who were forgotten out of everything that a sync remembers. */
import type { StoreSession, SyncStore } from './store.js';
import { storeTable } from './store.js';

const found = 'leadscore_forgotten';

/**
 * A record is known by the hash of `crm:<source>:<record id>`, of any of the sources. Its rows go out of plan, log, state and actions;
 * each run counts one more record that was left out, so that its sum is what it was. Again with the same hashes it finds
 * nothing. Gives how many records were found; with `isDry` they stay.
 */
export async function forgetRecords(
  store: Pick<SyncStore, 'transaction'>,
  hashes: readonly string[],
  { sources, isDry }: { readonly sources: readonly string[]; readonly isDry: boolean },
): Promise<number> {
  if (hashes.length === 0 || sources.length === 0) return 0;
  return store.transaction(async (session) => {
    await findRecords(session, hashes, sources);
    const [count] = await session.rows(`SELECT COUNT(*) AS records FROM temp.${found}`);
    if (!isDry) await removeRecords(session);
    await session.run(`DROP TABLE temp.${found}`);
    return Number(count?.records ?? 0);
  });
}

async function findRecords(
  session: StoreSession,
  hashes: readonly string[],
  sources: readonly string[],
): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${found} AS
    WITH known AS (
      SELECT row_key, crm_id FROM ${storeTable('sync_plan')}
      UNION
      SELECT row_key, crm_id FROM ${storeTable('sync_state')}
      UNION
      SELECT object || '/' || crm_id AS row_key, crm_id FROM ${storeTable('sync_action')}
    )

    SELECT DISTINCT known.row_key
    FROM known
    CROSS JOIN (SELECT unnest(string_split($1, chr(10))) AS source) AS sources
    WHERE sha256('crm:' || sources.source || ':' || known.crm_id) IN (SELECT unnest(string_split($2, chr(10))))`,
    [sources.join('\n'), hashes.join('\n')],
  );
}

async function removeRecords(session: StoreSession): Promise<void> {
  const isFound = `row_key IN (SELECT row_key FROM temp.${found})`;
  // A batch that has such a row is not to be taken for one of which an answer is missing.
  await session.run(
    `UPDATE ${storeTable('sync_batch')} AS batch
    SET records = batch.records - gone.records
    FROM (
      SELECT b.run_id, b.batch_id, COUNT(*) AS records
      FROM ${storeTable('sync_batch')} AS b
      INNER JOIN ${storeTable('sync_plan')} AS p
        ON p.run_id = b.run_id AND p.object = b.object AND p.seq BETWEEN b.seq_low AND b.seq_high
      WHERE p.${isFound}
      GROUP BY b.run_id, b.batch_id
    ) AS gone
    WHERE gone.run_id = batch.run_id AND gone.batch_id = batch.batch_id`,
  );
  await session.run(
    `INSERT INTO ${storeTable('sync_skipped')} (run_id, reason, records)
    SELECT run_id, 'forgotten', COUNT(*) FROM ${storeTable('sync_plan')} WHERE ${isFound} GROUP BY run_id`,
  );
  for (const table of ['sync_plan', 'sync_log', 'sync_state'])
    await session.run(`DELETE FROM ${storeTable(table)} WHERE ${isFound}`);
  await session.run(
    `DELETE FROM ${storeTable('sync_action')} WHERE object || '/' || crm_id IN (SELECT row_key FROM temp.${found})`,
  );
}
