/** Refused actions that the next plan takes up, if their leads still stand where the rule asks for. */
import { obstacleOf } from '../actions/refused.js';
import type { SyncConfig } from '../config/config.js';
import { storeTable, type SyncStore } from '../store/store.js';
import { fitsWhere, retryValues, type RetryWhere } from './retry.js';

export interface RetriedActions {
  /** The next plan takes them up. */
  readonly due: number;
  /** Stay refused: the change of tier was found too long ago. */
  readonly tooOld: number;
  /** Stay refused: the sync file has no such rule any more, or is at the stage of fields. */
  readonly withoutRule: number;
}

/**
 * Of those that fit. Only what the CRM refused: an action that is `unknown` may have been done, and is never taken up. Nothing is
 * sent, and nothing of the action is kept but its key: the plan makes it anew, by the rule as it is then.
 */
export async function retryActions(
  store: Pick<SyncStore, 'transaction'>,
  config: Pick<SyncConfig, 'stage' | 'actions'>,
  where: RetryWhere,
  now: Date,
): Promise<RetriedActions> {
  return store.transaction(async (session) => {
    const rows = await session.rows(
      `SELECT action_key, rule, payload FROM ${storeTable('sync_action')} WHERE status IN ('refused', 'retry') AND ${fitsWhere}`,
      retryValues(where),
    );
    const obstacles = rows.map((row) => obstacleOf(row, config, now));
    const due = rows.filter((_, index) => obstacles[index] === undefined);
    for (const { action_key: key } of due)
      await session.run(`UPDATE ${storeTable('sync_action')} SET status = 'retry' WHERE action_key = $1`, [
        String(key),
      ]);
    const count = (which: 'too old' | 'without rule'): number => obstacles.filter((each) => each === which).length;
    return { due: due.length, tooOld: count('too old'), withoutRule: count('without rule') };
  });
}
