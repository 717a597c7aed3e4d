/** Rows of sync_action: every change is durable when its function returns. */
import type { Row } from '../../engine/engine.js';
import type { Refusal } from '../destination.js';
import type { ErrorClass, ObjectName } from '../rows.js';
import { storeTable, type SyncStore } from '../store/store.js';
import { actionKinds, type PlannedAction } from './action.js';

export interface ActionCounts {
  readonly done: number;
  readonly refused: number;
  /** Sent, and without an answer: a person looks in the CRM. */
  readonly unknown: number;
  /** Planned, or intended and to be sent again. */
  readonly waiting: number;
}

/** Those that were not ended, in the order of their keys; `isIntended`: an earlier process may have sent it. */
export async function openActionRows(
  store: SyncStore,
): Promise<readonly { readonly action: PlannedAction; readonly isIntended: boolean }[]> {
  const rows = await store.rows(
    `SELECT * FROM ${storeTable('sync_action')} WHERE status IN ('planned', 'intended') ORDER BY planned_at, action_key`,
  );
  return rows.map((row) => ({ action: actionIn(row), isIntended: row.status === 'intended' }));
}

function actionIn(row: Row): PlannedAction {
  const kind = actionKinds.find((each) => each === row.kind);
  if (kind === undefined) throw new Error(`sync_action has the kind ${String(row.kind)}`);
  const payload = JSON.parse(String(row.payload)) as Pick<
    PlannedAction,
    'subject' | 'description' | 'foundAt' | 'dueAt' | 'to'
  >;
  return {
    ...payload,
    key: String(row.action_key),
    rule: String(row.rule),
    kind,
    transitionId: String(row.transition_id),
    object: String(row.object) as ObjectName,
    crmId: String(row.crm_id),
  };
}

/** Before anything is sent. */
export async function intend(store: SyncStore, key: string, now: number): Promise<void> {
  await change(store, key, `status = 'intended', intended_at = make_timestamp(CAST($2 AS BIGINT) * 1000)`, now);
}

/** It was surely not carried out. */
export async function putBack(store: SyncStore, key: string): Promise<void> {
  await change(store, key, "status = 'planned', intended_at = NULL");
}

export async function endAction(
  store: SyncStore,
  key: string,
  status: 'done' | 'refused' | 'unknown',
  now: number,
  refusal?: Pick<Refusal, 'code' | 'message'> & { readonly class: ErrorClass },
): Promise<void> {
  await change(
    store,
    key,
    `status = '${status}', ended_at = make_timestamp(CAST($2 AS BIGINT) * 1000), error_class = $3, error_code = $4, error_message = $5${status === 'done' ? ', payload = NULL' : ''}`,
    now,
    refusal?.class ?? null,
    refusal?.code ?? null,
    refusal?.message ?? null,
  );
}

/** An earlier process sent it, or was about to. */
export async function unknownWithoutAnswer(store: SyncStore, key: string, now: number): Promise<void> {
  await endAction(store, key, 'unknown', now, {
    class: 'unknown',
    code: 'NO_ANSWER',
    message: 'The process ended before an answer came.',
  });
}

async function change(
  store: SyncStore,
  key: string,
  what: string,
  ...values: readonly (string | number | null)[]
): Promise<void> {
  await store.transaction((session) =>
    session.run(`UPDATE ${storeTable('sync_action')} SET ${what} WHERE action_key = $1`, [key, ...values]),
  );
}

export async function countActions(store: SyncStore): Promise<ActionCounts> {
  const rows = await store.rows(`SELECT status, COUNT(*) AS actions FROM ${storeTable('sync_action')} GROUP BY status`);
  const of = (...statuses: readonly string[]): number =>
    rows.filter(({ status }) => statuses.includes(String(status))).reduce((sum, row) => sum + Number(row.actions), 0);
  return {
    done: of('done'),
    refused: of('refused', 'retry'),
    unknown: of('unknown'),
    waiting: of('planned', 'intended'),
  };
}

export interface ActionToLookAt {
  readonly key: string;
  readonly rule: string;
  readonly record: string;
  readonly status: 'refused' | 'unknown';
  readonly code: string;
  readonly message: string;
  /** ISO 8601. */
  readonly intendedAt?: string;
}

/** Those that a person has to look at, the newest first. */
export async function actionsToLookAt(store: SyncStore, most: number): Promise<readonly ActionToLookAt[]> {
  const rows = await store.rows(
    `SELECT *, strftime(intended_at, '%Y-%m-%dT%H:%M:%SZ') AS intended
    FROM ${storeTable('sync_action')}
    WHERE status IN ('refused', 'retry', 'unknown')
    ORDER BY ended_at DESC, action_key
    LIMIT ${most}`,
  );
  return rows.map((row) => ({
    key: String(row.action_key),
    rule: String(row.rule),
    record: `${String(row.object)}/${String(row.crm_id)}`,
    status: row.status === 'unknown' ? 'unknown' : 'refused',
    code: String(row.error_code),
    message: String(row.error_message),
    ...(typeof row.intended === 'string' && { intendedAt: row.intended }),
  }));
}
