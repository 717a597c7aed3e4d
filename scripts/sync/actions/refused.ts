/** Actions that the CRM refused, so that they are known not to be done: which of them may be tried again, and how they stand. */
import type { Row } from '../../engine/engine.js';
import type { SyncConfig } from '../config/config.js';
import { storeTable, type SyncStore } from '../store/store.js';

/** Days that a change of tier counts as new: nobody is called for an older one, neither at first nor after a refusal. */
const newDays = 2;

/** What was found until then is too old. */
export function newSince(now: Date): Date {
  return new Date(now.getTime() - newDays * 86_400_000);
}

/** Those whose rule the sync file asks for. */
type Asked = Pick<SyncConfig, 'stage' | 'actions'>;

/** Why a refused action (its columns rule and payload) is not tried again whatever has been mended; undefined where it may be. */
export function obstacleOf({ rule, payload }: Row, config: Asked, now: Date): 'too old' | 'without rule' | undefined {
  const { foundAt } = JSON.parse(String(payload)) as { readonly foundAt: string };
  if (new Date(foundAt).getTime() <= newSince(now).getTime()) return 'too old';
  const isAsked = config.stage === 'fields+actions' && config.actions.some(({ name }) => name === rule);
  return isAsked ? undefined : 'without rule';
}

export interface RefusedActions {
  /** All of them. */
  readonly refused: number;
  /** Of those, what `sync retry` would take up. */
  readonly retryable: number;
  /** Of those, what it has taken up for the next plan. */
  readonly due: number;
}

/** `rows`: status, rule and payload of every action that is refused, or refused and to be tried again. */
export function refusedActions(rows: readonly Row[], config: Asked, now: Date): RefusedActions {
  const open = rows.filter((row) => obstacleOf(row, config, now) === undefined);
  const due = open.filter(({ status }) => status === 'retry').length;
  return { refused: rows.length, retryable: open.length - due, due };
}

export async function refusedActionsOf(store: SyncStore, config: Asked, now: Date): Promise<RefusedActions> {
  const rows = await store.rows(
    `SELECT status, rule, payload FROM ${storeTable('sync_action')} WHERE status IN ('refused', 'retry')`,
  );
  return refusedActions(rows, config, now);
}
