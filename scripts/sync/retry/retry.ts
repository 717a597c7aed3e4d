/** Rejected rows that the next plan sends again, though nothing about them changed. */
import type { ErrorClass, ObjectName } from '../rows.js';
import { storeTable, type SyncStore } from '../store/store.js';

/** All that is named must fit; nothing named: everything that was refused. */
export interface RetryWhere {
  /** The CRM's code, such as FIELD_CUSTOM_VALIDATION_EXCEPTION. */
  readonly code?: string;
  readonly class?: ErrorClass;
  readonly object?: ObjectName;
  /** The CRM's id of the record. */
  readonly record?: string;
}

/** Of a table of the sync's own file that has these columns; its parameters are `retryValues`. */
export const fitsWhere = `($1 IS NULL OR error_code = $1)
    AND ($2 IS NULL OR error_class = $2)
    AND ($3 IS NULL OR object = $3)
    AND ($4 IS NULL OR crm_id = $4)`;

export function retryValues({ code, class: is, object, record }: RetryWhere): readonly (string | null)[] {
  return [code ?? null, is ?? null, object ?? null, record ?? null];
}

/** Makes them due by `now`; gives how many there are. Their rejections count on: the slow schedule does not begin anew. */
export async function retryRows(store: Pick<SyncStore, 'transaction'>, where: RetryWhere, now: Date): Promise<number> {
  const fits = `status = 'rejected' AND ${fitsWhere}`;
  const values = retryValues(where);
  return store.transaction(async (session) => {
    const [count] = await session.rows(
      `SELECT COUNT(*) AS rows FROM ${storeTable('sync_state')} WHERE ${fits}`,
      values,
    );
    await session.run(`UPDATE ${storeTable('sync_state')} SET retry_at = CAST($5 AS TIMESTAMP) WHERE ${fits}`, [
      ...values,
      now.toISOString(),
    ]);
    return Number(count?.rows ?? 0);
  });
}
