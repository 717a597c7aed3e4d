/** Which actions a run is to carry out: of the rules, for the changes of tier that the warehouse has found since. */
import { createHash } from 'node:crypto';
import type { Row } from '../../engine/engine.js';
import type { SyncConfig } from '../config/config.js';
import { readerOfBigQuery, readerOfFile, type WarehouseReader } from '../plan/warehouse-reader.js';
import type { Warehouse } from '../plan/write-plan.js';
import type { ObjectName } from '../rows.js';
import { type StoreSession, storeTable, type SyncStore } from '../store/store.js';
import type { ActionRule, PlannedAction } from './action.js';
import { candidatesSql, capacitySql } from './candidates-sql.js';
import { newSince } from './refused.js';

/** Where neither the sync nor a rubric's capacity says more. */
const usualMost = 100;

const attached = 'leadscore-warehouse';

export interface ActionPlan {
  /** By rule, in the order of the file: how many are to be done. */
  readonly byRule: ReadonlyMap<string, number>;
  readonly planned: number;
  /** Of those, what the CRM refused before, and `sync retry` has taken up. */
  readonly again: number;
  /** What `sync retry` has taken up and no rule asks for any more: it stays refused. */
  readonly notAgain: number;
  readonly most: number;
  /** Above `most` none is done. */
  readonly isOverLimit: boolean;
  /** Changes that a rule asks for and whose person has no record that may be written. */
  readonly withoutRecord: number;
  /** Rules that are planned for the first time: they act from now on. */
  readonly newRules: readonly string[];
}

export interface ActionOrder {
  readonly config: SyncConfig;
  readonly warehouse: Warehouse;
  readonly runId: string;
  readonly now: Date;
}

const nothing: ActionPlan = {
  byRule: new Map(),
  planned: 0,
  again: 0,
  notAgain: 0,
  most: 0,
  isOverLimit: false,
  withoutRecord: 0,
  newRules: [],
};

/**
 * Takes the place of what was planned and not begun. Undefined where the sync is at the stage of fields. Whatever was ever
 * intended is never planned again, but for what was refused and `sync retry` has taken up.
 */
export async function planActions(store: SyncStore, order: ActionOrder): Promise<ActionPlan | undefined> {
  const { config, warehouse } = order;
  if (config.stage !== 'fields+actions') return undefined;
  if ('memory' in warehouse) {
    const reader = readerOfBigQuery(warehouse.memory.place, warehouse.dataset);
    return store.transaction((session) => planFrom(session, reader, order));
  }
  const { file, dataset } = warehouse;
  return store.transaction((session) => planFrom(session, readerOfFile(session, attached, dataset), order), {
    file,
    as: attached,
  });
}

/** A warehouse of an earlier version has none yet. */
const tablesRead = ['tier_transitions', 'crm_updates', 'work_queue'] as const;

async function planFrom(session: StoreSession, reader: WarehouseReader, order: ActionOrder): Promise<ActionPlan> {
  const { config, now } = order;
  await takeBack(session);
  const newRules = await beginRules(session, config.actions, now);
  for (const table of tablesRead) if (!(await reader.has(table))) return { ...nothing, newRules };
  const since = await sinceOf(session);
  const found = await reader.rows(
    candidatesSql({
      transitions: reader.name('tier_transitions'),
      updates: reader.name('crm_updates'),
      source: config.source,
      objects: [...config.objects.keys()],
      after: newSince(now).toISOString(),
    }),
  );
  const rows = await session.rows(`SELECT action_key, status FROM ${storeTable('sync_action')}`);
  const keys = (isDue: boolean): ReadonlySet<string> =>
    new Set(rows.filter(({ status }) => (status === 'retry') === isDue).map((row) => String(row.action_key)));
  const [known, due] = [keys(false), keys(true)];
  const asked = found.flatMap((row) =>
    config.actions
      .filter((rule) => fits(rule, row) && new Date(String(row.as_of)).getTime() > (since.get(rule.name) ?? 0))
      .map((rule) => ({ rule, row })),
  );
  const isMet = ({ row }: { readonly row: Row }): boolean => row.record_id !== null && row.record_id !== undefined;
  const actions = asked
    .filter(isMet)
    .map(({ rule, row }) => actionOf(rule, row))
    .filter(({ key }) => !known.has(key));
  const most = config.actionsPerRun ?? (await capacityOf(reader)) ?? usualMost;
  const isOverLimit = actions.length > most;
  const again = actions.filter(({ key }) => due.has(key));
  const notAgain = [...due].filter((key) => !again.some((action) => action.key === key));
  for (const key of notAgain) await leaveRefused(session, key);
  if (!isOverLimit) for (const action of actions) await put(session, action, due.has(action.key), order);
  return {
    byRule: new Map(
      config.actions.map(({ name: rule }) => [rule, actions.filter((each) => each.rule === rule).length]),
    ),
    planned: actions.length,
    again: again.length,
    notAgain: notAgain.length,
    most,
    isOverLimit,
    withoutRecord: asked.filter((each) => !isMet(each)).length,
    newRules,
  };
}

function fits({ rubric, tiers, directions }: ActionRule, row: Row): boolean {
  return (
    (rubric === undefined || rubric === row.rubric) &&
    tiers.includes(String(row.to_tier)) &&
    directions.includes(String(row.direction))
  );
}

export function actionKey(transitionId: string, rule: string): string {
  return createHash('sha256').update(`${transitionId}|${rule}`).digest('hex').slice(0, 32);
}

function actionOf(rule: ActionRule, row: Row): PlannedAction {
  const transitionId = String(row.transition_id);
  const details = String(row.action_details ?? '');
  return {
    key: actionKey(transitionId, rule.name),
    rule: rule.name,
    kind: rule.kind,
    transitionId,
    object: String(row.object) as ObjectName,
    crmId: String(row.record_id),
    subject: rule.subject ?? `${String(row.action)}: ${String(row.to_tier)}`,
    description: `${String(row.action)}${details === '' ? '' : ` (${details})`}: ${String(row.direction)} to ${String(row.to_tier)} by ${String(row.rubric)}`,
    foundAt: String(row.as_of),
    ...(typeof row.action_due_at === 'string' && { dueAt: row.action_due_at }),
    ...(rule.to !== undefined && { to: rule.to }),
  };
}

/** Gives the rules that were never planned before: they begin now. */
async function beginRules(session: StoreSession, rules: readonly ActionRule[], now: Date): Promise<readonly string[]> {
  const known = new Set(
    (await session.rows(`SELECT rule FROM ${storeTable('sync_action_rule')}`)).map((row) => String(row.rule)),
  );
  const begun = rules.map(({ name }) => name).filter((name) => !known.has(name));
  for (const name of begun) {
    await session.run(`INSERT INTO ${storeTable('sync_action_rule')} VALUES ($1, CAST($2 AS TIMESTAMP))`, [
      name,
      now.toISOString().replace('Z', ''),
    ]);
  }
  return begun;
}

async function sinceOf(session: StoreSession): Promise<ReadonlyMap<string, number>> {
  const rows = await session.rows(`SELECT rule, epoch_ms(since) AS since FROM ${storeTable('sync_action_rule')}`);
  return new Map(rows.map((row) => [String(row.rule), Number(row.since)]));
}

async function capacityOf(reader: WarehouseReader): Promise<number | undefined> {
  const [row] = await reader.rows(capacitySql(reader.name('work_queue')));
  return row?.leads === null || row?.leads === undefined ? undefined : Number(row.leads);
}

/** What was planned and not begun: it is planned anew if it still holds. What was refused before that is as `sync retry` left it. */
async function takeBack(session: StoreSession): Promise<void> {
  const table = storeTable('sync_action');
  await session.run(`UPDATE ${table} SET status = 'retry' WHERE status = 'planned' AND error_code IS NOT NULL`);
  await session.run(`DELETE FROM ${table} WHERE status = 'planned'`);
}

async function leaveRefused(session: StoreSession, key: string): Promise<void> {
  await session.run(`UPDATE ${storeTable('sync_action')} SET status = 'refused' WHERE action_key = $1`, [key]);
}

/** One that was refused before keeps the code of that until it has ended again. */
async function put(
  session: StoreSession,
  action: PlannedAction,
  wasRefused: boolean,
  { runId, now }: ActionOrder,
): Promise<void> {
  const { key, transitionId, rule, kind, object, crmId, ...rest } = action;
  const table = storeTable('sync_action');
  await session.run(
    wasRefused
      ? `UPDATE ${table}
      SET transition_id = $2, rule = $3, kind = $4, run_id = $5, status = 'planned', object = $6, crm_id = $7, payload = $8,
        planned_at = CAST($9 AS TIMESTAMP), intended_at = NULL, ended_at = NULL
      WHERE action_key = $1`
      : `INSERT INTO ${table}
      (action_key, transition_id, rule, kind, run_id, status, object, crm_id, payload, planned_at)
    VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7, $8, CAST($9 AS TIMESTAMP))`,
    [key, transitionId, rule, kind, runId, object, crmId, JSON.stringify(rest), now.toISOString().replace('Z', '')],
  );
}
