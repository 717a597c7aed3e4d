/** Records of a warehouse in a file that are not as the CRM acknowledged them: those alone are judged. DuckDB's own SQL. */
import { translate } from '../../engine/duckdb/dialect.js';
import { identifier } from '../../engine/duckdb/name.js';
import { type StoreSession, storeTable, type SyncStore } from '../store/store.js';
import { type RecordsQuery, sendableColumns, sendableSql } from './judged-sql.js';
import { without } from './optimizers.js';

/** A temporary table with `sendableColumns`. */
export const changed = 'leadscore_changed';

/**
 * Puts them into `changed`; false, and nothing put there, where the CRM acknowledged none. Of how each record stands, memory holds two hashes of
 * 64 bits in place of texts (decision 0066); only of the few that are left everything else is looked up.
 */
export async function keepChanged(store: SyncStore, session: StoreSession, query: RecordsQuery): Promise<boolean> {
  const acknowledged = `${storeTable('sync_state')} WHERE status IN ('ok', 'kept') AND acked_causes IS NOT NULL`;
  const [held] = await session.rows(`SELECT EXISTS (FROM ${acknowledged}) AS is_any`);
  if (held?.is_any !== true) return false;
  const records = translate(sendableSql(query), { file: '(plan)', line: 1 });
  // DuckDB takes the filters for more selective than they are, and would keep all columns of all records in memory.
  await without(store, 'build_side_probe_side', async () =>
    session.run(
      `CREATE OR REPLACE TEMP TABLE ${changed} AS
      SELECT ${sendableColumns(query).map(identifier).join(', ')}
      FROM (SELECT *, ${hashes('causes')} FROM (${records}))
      ANTI JOIN (SELECT ${hashes('acked_causes')} FROM ${acknowledged}) USING (hash_of_it, hash_of_more)`,
    ),
  );
  return true;
}

/** Of a record's key and the values for which it is written again. The second is of another text: what is the same by the one is not by the other. */
function hashes(causes: string): string {
  return `hash(row_key, ${causes}) AS hash_of_it, hash('.' || ${causes}, row_key) AS hash_of_more`;
}
