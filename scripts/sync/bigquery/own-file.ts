/** What the sync's own file knows of the memory in BigQuery whose journal it is: the one row of sync_memory. */
import { type Problem, ProblemError } from '../../problem.js';
import { storeTable, type SyncStore } from '../store/store.js';

export interface OwnFile {
  readonly storeId: string;
  /** Of the lease after which the file was as BigQuery; undefined where it never was. */
  readonly token?: number;
}

/** Names the file where it has no name yet. Throws where it remembers another warehouse. */
export async function ownFile(store: SyncStore, database: string, newId: () => string): Promise<OwnFile> {
  const [row] = await store.rows(`SELECT database, store_id, fencing_token FROM ${storeTable('sync_memory')}`);
  if (row !== undefined && row.database !== database) throw new ProblemError(otherWarehouse(String(row.database)));
  if (row !== undefined) {
    const token = Number(row.fencing_token);
    return { storeId: String(row.store_id), ...(token > 0 && { token }) };
  }
  if ((await store.runs(1)).length > 0) throw new ProblemError(otherWarehouse(undefined));
  const storeId = newId();
  await store.transaction((session) =>
    session.run(`INSERT INTO ${storeTable('sync_memory')} VALUES ($1, $2, 0, 0)`, [database, storeId]),
  );
  return { storeId };
}

/** The file is as BigQuery was when this lease was taken. */
export async function noteToken(store: SyncStore, token: number): Promise<void> {
  await store.transaction((session) =>
    session.run(`UPDATE ${storeTable('sync_memory')} SET fencing_token = CAST($1 AS BIGINT)`, [token]),
  );
}

/** Throws where the memory is in BigQuery, and a command was called for a warehouse in a file. */
export async function insistOnFile(store: Pick<SyncStore, 'rows'>): Promise<void> {
  const [row] = await store.rows(`SELECT database FROM ${storeTable('sync_memory')}`);
  if (row !== undefined) throw new ProblemError(otherWarehouse(String(row.database)));
}

/** Throws where the file is no journal of this warehouse; one that has nothing may become one. */
export async function insistOnBigQuery(store: Pick<SyncStore, 'rows' | 'runs'>, database: string): Promise<void> {
  const [row] = await store.rows(`SELECT database FROM ${storeTable('sync_memory')}`);
  if (row === undefined ? (await store.runs(1)).length > 0 : row.database !== database)
    throw new ProblemError(otherWarehouse(row === undefined ? undefined : String(row.database)));
}

function otherWarehouse(database: string | undefined): Problem {
  return {
    code: 'sync/other-warehouse',
    severity: 'error',
    what:
      database === undefined
        ? 'This sync has been carried on from a warehouse in a file, and what it knows is in its own file alone.'
        : `What this sync remembers is in BigQuery, in the project ${database}.`,
    why: 'What one warehouse knows of the CRM the other does not.',
    todo:
      database === undefined
        ? 'Leave out --engine bigquery; or take its file out of .leadscore/sync/, and every record is written once more.'
        : 'Say --engine bigquery; or take its file out of .leadscore/sync/, and every record is written once more.',
  };
}
