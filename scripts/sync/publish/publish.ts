/**
 * What came of a sync, as tables of the warehouse that anybody may query: schema `leadscore_sync`. Values of records are not
 * among them, only ids, outcomes, codes and masked messages. Other syncs of the same warehouse keep their rows.
 */
import { identifier } from '../../engine/duckdb/name.js';
import { ProblemError } from '../../problem.js';
import { type StoreSession, storeTable, type SyncStore } from '../store/store.js';
import { publishedTables, type PublishedTable } from './tables.js';

const attached = 'leadscore-warehouse';
const schema = `${identifier(attached)}.leadscore_sync`;

export type Published = { readonly is: 'published' } | { readonly is: 'busy'; readonly why: string };

/**
 * Runs, what was left out and how records stand take the place of what was there; of the log only what is new is added, unless
 * `isWhole`. In one transaction. A warehouse that another process has open is `busy`, and nothing is lost by that: the next
 * call brings what is missing.
 */
export async function publishSync(
  store: Pick<SyncStore, 'transaction'>,
  { syncId, file, isWhole = false }: { readonly syncId: string; readonly file: string; readonly isWhole?: boolean },
): Promise<Published> {
  try {
    await store.transaction(
      async (session) => {
        await session.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
        for (const table of publishedTables) await publishTable(session, syncId, table, isWhole);
      },
      { file, as: attached, isWritable: true },
    );
    return { is: 'published' };
  } catch (error) {
    const problems = error instanceof ProblemError ? error.problems : [];
    const locked = problems.find(({ code }) => code === 'engine/locked');
    if (locked !== undefined) return { is: 'busy', why: locked.what };
    throw error;
  }
}

async function publishTable(
  session: StoreSession,
  syncId: string,
  { name, columns, grows, view }: PublishedTable,
  isWhole: boolean,
): Promise<void> {
  const to = `${schema}.${name}`;
  const shape = columns.map(([column, type]) => `${column} ${type}`).join(', ');
  await session.run(`CREATE TABLE IF NOT EXISTS ${to} (sync_id VARCHAR, ${shape})`);
  const names = columns.map(([column]) => column).join(', ');
  const since =
    grows === undefined || isWhole
      ? ''
      : ` WHERE ${grows} > (SELECT COALESCE(MAX(${grows}), 0) FROM ${to} WHERE sync_id = $1)`;
  if (since === '') await session.run(`DELETE FROM ${to} WHERE sync_id = $1`, [syncId]);
  await session.run(
    `INSERT INTO ${to} (sync_id, ${names}) SELECT $1, ${names} FROM ${view ?? storeTable(name)}${since}`,
    [syncId],
  );
}
