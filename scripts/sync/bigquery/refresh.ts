/** The sync's own file made as BigQuery is, after another machine has carried on the sync or the file was lost. */
import { giveUpRun } from '../apply/give-up.js';
import { storeTable, type SyncStore, type StoreSession } from '../store/store.js';
import { textLiteral } from '../mapping/canonical-sql.js';
import { flushLog } from './flush.js';
import { type Place, tableIn } from './place.js';
import { runTable, stateColumns, stateTable } from './tables.js';
import { changeUpload, openUploads } from './uploads.js';

const elsewhere = 'another machine went on with the sync';

export interface Refreshed {
  /** Runs of this file that another machine has ended. */
  readonly ended: readonly string[];
  /** Plans that were not begun: they were made by what was known before. */
  readonly thrownAway: readonly string[];
}

/** Before anything of the file is folded in BigQuery. */
export async function yieldRuns(place: Place, store: SyncStore, now: Date): Promise<Refreshed> {
  const ended: string[] = [];
  for (const { runId } of await openUploads(store)) {
    const { rows } = await place.engine.execute(
      `SELECT r.is_open FROM ${tableIn(place, runTable.name)} AS r WHERE r.sync_id = @sync_id AND r.run_id = @run_id`,
      { sync_id: place.syncId, run_id: runId },
    );
    if (rows[0]?.is_open !== false) continue;
    // What it had sent stands in the log, though nothing of it counts any more.
    await flushLog(place, store, runId);
    await giveUpRun(store, runId);
    await store.changeRun(runId, { status: 'aborted', finishedAt: now.toISOString(), stopReason: elsewhere });
    await changeUpload(store, runId, { isOpen: false });
    ended.push(runId);
  }
  const plans = (await store.runs(1000)).filter(({ status }) => status === 'planned').map(({ runId }) => runId);
  for (const runId of plans)
    await store.transaction(async (session) => {
      for (const table of ['sync_plan', 'sync_skipped', 'sync_run'])
        await session.run(`DELETE FROM ${storeTable(table)} WHERE run_id = $1`, [runId]);
    });
  return { ended, thrownAway: plans };
}

/** Refused and put off records come down, of all others only how many there are; and the last runs. */
export async function bringState(place: Place, store: SyncStore): Promise<void> {
  const { engine, syncId } = place;
  const state = tableIn(place, stateTable.name);
  const { rows: counts } = await engine.execute(
    `SELECT COUNT(*) AS records FROM ${state} AS s WHERE s.sync_id = @sync_id AND s.status = 'ok'`,
    { sync_id: syncId },
  );
  const { rows: runs } = await engine.execute(
    `SELECT r.run_id, r.status, r.created_at, r.started_at, r.plan_rows, r.scores_as_of
FROM ${tableIn(place, runTable.name)} AS r
WHERE r.sync_id = @sync_id
ORDER BY r.created_at DESC, r.run_id DESC
LIMIT ${runsKept}`,
    { sync_id: syncId },
  );
  await store.transaction(async (session) => {
    await session.run(`DELETE FROM ${storeTable('sync_state')}`);
    await session.run(`CREATE OR REPLACE TEMP TABLE leadscore_state (${textColumns(stateNames)})`);
    await engine.readParts(
      `SELECT ${stateNames.map((name) => `s.${name}`).join(', ')}
FROM ${state} AS s
WHERE s.sync_id = ${textLiteral(syncId)} AND s.status != 'ok'`,
      (rows) =>
        session.appendTexts(
          'leadscore_state',
          rows.map((row) => stateNames.map((name) => textOf(row[name]))),
        ),
    );
    await insertState(session, 'leadscore_state', stateNames);
    await session.run('DROP TABLE temp.leadscore_state');
    await session.run(`UPDATE ${storeTable('sync_memory')} SET acknowledged_elsewhere = CAST($1 AS BIGINT)`, [
      Number(counts[0]?.records ?? 0),
    ]);
    await session.run(`DELETE FROM ${storeTable('sync_elsewhere')}`);
    for (const run of runs)
      await session.run(
        `INSERT INTO ${storeTable('sync_elsewhere')}
        SELECT $1, $2, CAST($3 AS TIMESTAMP), CAST($4 AS TIMESTAMP), CAST($5 AS BIGINT), CAST($6 AS TIMESTAMP)
        WHERE NOT EXISTS (SELECT 1 FROM ${storeTable('sync_run')} WHERE run_id = $1)`,
        ['run_id', 'status', 'created_at', 'started_at', 'plan_rows', 'scores_as_of'].map((name) => textOf(run[name])),
      );
  });
}

/** More than breakers look back. */
const runsKept = 30;

export const stateNames: readonly string[] = stateColumns.map(({ name }) => name);

export function textColumns(names: readonly string[]): string {
  return names.map((name) => `${name} VARCHAR`).join(', ');
}

/** A cell as a text, which DuckDB casts back. */
export function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Texts of a temporary table, under these names, into sync_state. */
export async function insertState(session: StoreSession, from: string, names: readonly string[]): Promise<void> {
  const types: Readonly<Record<string, string>> = { STRING: 'VARCHAR', INT64: 'BIGINT', TIMESTAMP: 'TIMESTAMP' };
  const cells = stateColumns.map(({ type }, index) => `CAST(${names[index] ?? ''} AS ${types[type] ?? 'VARCHAR'})`);
  await session.run(
    `INSERT INTO ${storeTable('sync_state')} (${stateNames.join(', ')})
    SELECT DISTINCT ${cells.join(', ')}
    FROM temp.${from}
    WHERE ${names[0] ?? ''} IS NOT NULL`,
  );
}
