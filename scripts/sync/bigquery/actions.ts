/** Actions and their rules, up to BigQuery and down from it: whatever machine goes on, none is done twice. */
import { schemaOf } from '../../engine/bigquery/field-type.js';
import type { Row } from '../../engine/engine.js';
import { storeTable, type SyncStore } from '../store/store.js';
import type { Lease } from './lease.js';
import { renewLease } from './lease.js';
import { lineOf, momentSql } from './lines.js';
import { mergeInto, type Place, tableIn } from './place.js';
import { actionRuleTable, actionTable, digest, type MemoryTable, memoryTarget, namesOf, newTable } from './tables.js';
import { textOf } from './refresh.js';

/** Days that an action may lie behind the change that it is for, and one more: older ones are never planned again anyway. */
const daysBack = 4;

/**
 * What the file knows of actions. Before they are sent (`isAboutToSend`) those that wait count as intended, for the machine
 * may be lost while it sends: whoever goes on then does not send in the dark. Two MERGEs, however many there are.
 */
export async function putActions(
  place: Place,
  lease: Lease,
  store: SyncStore,
  { now, isAboutToSend }: { readonly now: Date; readonly isAboutToSend: boolean },
): Promise<void> {
  await renewLease(place, lease);
  const rules = await store.rows(`SELECT rule, ${momentSql('since')} FROM ${storeTable('sync_action_rule')}`);
  await put(place, lease, actionRuleTable, ['sync_id', 'rule'], rules, isAboutToSend);
  const since = new Date(now.getTime() - daysBack * 86_400_000).toISOString();
  const actions = await store.rows(
    `SELECT action_key, transition_id, rule, kind, run_id, status, object || '/' || crm_id AS row_key, object, crm_id, payload,
      ${['planned_at', 'intended_at', 'ended_at'].map(momentSql).join(', ')}, error_class, error_code, error_message
    FROM ${storeTable('sync_action')}
    WHERE status IN ('planned', 'intended') OR planned_at > CAST($1 AS TIMESTAMP)`,
    [since],
  );
  const rows = actions.map((row) =>
    isAboutToSend && row.status === 'planned' ? { ...row, status: 'intended', intended_at: now.toISOString() } : row,
  );
  await put(place, lease, actionTable, ['sync_id', 'action_key'], rows, isAboutToSend);
}

/** By a table that is dropped again; one that was left behind is dropped by the next. */
async function put(
  place: Place,
  { token }: Lease,
  table: MemoryTable,
  key: readonly string[],
  rows: readonly Row[],
  isAboutToSend: boolean,
): Promise<void> {
  if (rows.length === 0) return;
  const { engine, database, syncId } = place;
  const name = `put_${digest(table.name, syncId)}`;
  const target = memoryTarget(database, name);
  await engine.dropTable(target);
  await engine.makeTable(target, newTable({ description: table.description, columns: table.columns }));
  await engine.load({
    into: target,
    key: `leadscore_put_${digest(table.name, syncId)}_${token}_${isAboutToSend ? 'before' : 'after'}_${digest(JSON.stringify(rows.map((row) => [row.action_key, row.rule, row.status])))}`,
    schema: schemaOf(table.columns),
    replaces: true,
    lines: async function* lines() {
      for (const row of rows) yield lineOf(table, { ...row, sync_id: syncId });
    },
  });
  const names = namesOf(table);
  const sql = `SELECT ${names.map((column) => `n.${column}`).join(', ')} FROM ${tableIn(place, name)} AS n`;
  // A rule has begun when it first did, wherever that was.
  const update = table === actionRuleTable ? [] : names;
  await mergeInto(place, table.name, { key, update, insert: names }, { sql, params: {} });
  await engine.dropTable(target);
}

/** In place of what the file knows. Those that were planned only are planned anew, if they still hold. */
export async function bringActions(place: Place, store: SyncStore, now: Date): Promise<void> {
  const { engine, syncId } = place;
  const names = namesOf(actionTable).filter((name) => name !== 'sync_id' && name !== 'row_key');
  const { rows: rules } = await engine.execute(
    `SELECT r.rule, r.since FROM ${tableIn(place, actionRuleTable.name)} AS r WHERE r.sync_id = @sync_id`,
    { sync_id: syncId },
  );
  const { rows: actions } = await engine.execute(
    `SELECT ${names.map((name) => `a.${name}`).join(', ')}
FROM ${tableIn(place, actionTable.name)} AS a
WHERE a.sync_id = @sync_id AND a.status != 'planned' AND (a.status != 'done' OR a.planned_at > TIMESTAMP(@since))`,
    { sync_id: syncId, since: new Date(now.getTime() - daysBack * 86_400_000).toISOString() },
  );
  const types = new Map(actionTable.columns.map(({ name, type }) => [name, type]));
  const cells = names.map((name, index) =>
    types.get(name) === 'TIMESTAMP' ? `CAST($${index + 1} AS TIMESTAMP)` : `$${index + 1}`,
  );
  await store.transaction(async (session) => {
    await session.run(`DELETE FROM ${storeTable('sync_action')}`);
    await session.run(`DELETE FROM ${storeTable('sync_action_rule')}`);
    for (const row of rules)
      await session.run(`INSERT INTO ${storeTable('sync_action_rule')} VALUES ($1, CAST($2 AS TIMESTAMP))`, [
        textOf(row.rule),
        textOf(row.since),
      ]);
    for (const row of actions)
      await session.run(
        `INSERT INTO ${storeTable('sync_action')} (${names.join(', ')}) VALUES (${cells.join(', ')})`,
        names.map((name) => textOf(row[name])),
      );
  });
}
