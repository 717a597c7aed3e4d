/**
 * Who may carry on a sync: one row of sync_lock. Each taking gives the next fencing token, and what is written bears it, so that
 * a process that slept through the end of its lease writes nothing any more. Moments are BigQuery's own.
 */
import { type Problem, ProblemError } from '../../problem.js';
import { mergeInto, type Place, tableIn } from './place.js';

/** Minutes without a sign of life after which another machine may go on. */
export const leaseMinutes = 15;

export interface Holder {
  /** The sync's own file: the same file may take its lease anew, for its own lock keeps others out. */
  readonly storeId: string;
  /** Host and process, for people. */
  readonly owner: string;
}

export interface Lease extends Holder {
  readonly token: number;
}

/** Throws `sync/locked` where another file has it. */
export async function takeLease(place: Place, holder: Holder): Promise<Lease> {
  const { syncId } = place;
  const params = { sync_id: syncId, store_id: holder.storeId, owner: holder.owner };
  await mergeInto(
    place,
    'sync_lock',
    {
      key: ['sync_id'],
      update: ['store_id', 'owner', 'fencing_token', 'taken_at', 'lease_until'],
      insert: ['sync_id', 'store_id', 'owner', 'fencing_token', 'taken_at', 'lease_until'],
    },
    {
      sql: `SELECT
  @sync_id AS sync_id,
  @store_id AS store_id,
  @owner AS owner,
  COALESCE(MAX(k.fencing_token), 0) + 1 AS fencing_token,
  CURRENT_TIMESTAMP() AS taken_at,
  TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL ${leaseMinutes} MINUTE) AS lease_until
FROM ${tableIn(place, 'sync_lock')} AS k
WHERE k.sync_id = @sync_id
HAVING COUNTIF(k.store_id != @store_id AND k.lease_until > CURRENT_TIMESTAMP()) = 0`,
      params,
    },
  );
  const { rows } = await place.engine.execute(
    `SELECT k.store_id, k.owner, k.fencing_token, k.taken_at, k.lease_until
FROM ${tableIn(place, 'sync_lock')} AS k
WHERE k.sync_id = @sync_id`,
    { sync_id: syncId },
  );
  // Two that take it for the first time at one moment may both add a row: then neither has it.
  const other = rows.find((row) => row.store_id !== holder.storeId);
  if (other !== undefined || rows.length === 0) throw new ProblemError(held(syncId, other));
  return { ...holder, token: Math.max(...rows.map((row) => Number(row.fencing_token))) };
}

/** The sign of life. Throws `sync/lease-lost` where another has taken it over meanwhile. */
export async function renewLease(place: Place, lease: Lease): Promise<void> {
  const renewed = await setUntil(place, lease, `TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL ${leaseMinutes} MINUTE)`);
  if (renewed === 0) throw new ProblemError(lost(place.syncId));
}

/** Lets the next one in at once. */
export async function releaseLease(place: Place, lease: Lease): Promise<void> {
  await setUntil(place, lease, 'CURRENT_TIMESTAMP()');
}

async function setUntil(place: Place, { storeId, token }: Lease, until: string): Promise<number> {
  return mergeInto(
    place,
    'sync_lock',
    { key: ['sync_id', 'fencing_token'], update: ['lease_until'] },
    {
      sql: `SELECT k.sync_id, k.fencing_token, ${until} AS lease_until
${heldFrom(place)}`,
      params: { sync_id: place.syncId, store_id: storeId, token: String(token) },
    },
  );
}

/** One row as long as the lease is held, none after that. Parameters: sync_id, store_id, token. */
export function heldFrom(place: Pick<Place, 'database'>): string {
  return `FROM ${tableIn(place, 'sync_lock')} AS k
WHERE k.sync_id = @sync_id AND k.store_id = @store_id AND k.fencing_token = CAST(@token AS INT64)`;
}

export function heldParams({ syncId }: Place, { storeId, token }: Lease) {
  return { sync_id: syncId, store_id: storeId, token: String(token) };
}

function held(syncId: string, row: Readonly<Record<string, unknown>> | undefined): Problem {
  const who =
    row === undefined
      ? ''
      : ` by ${String(row.owner)} since ${String(row.taken_at)}, at most until ${String(row.lease_until)}`;
  return {
    code: 'sync/locked',
    severity: 'error',
    what: `The sync "${syncId}" is carried on${who}.`,
    why: 'Only one process at a time may carry on a sync; each renews its lease in leadscore_sync.sync_lock as long as it lives.',
    todo: 'Wait until it ends. If it is gone, its lease ends by itself at that moment.',
  };
}

export function lost(syncId: string): Problem {
  return {
    code: 'sync/lease-lost',
    severity: 'error',
    what: `Another process has taken over the sync "${syncId}": this one gave no sign of life for ${leaseMinutes} minutes.`,
    why: 'What is not in BigQuery yet is sent again by that one; values are absolute, so records hold the same.',
    todo: 'Run `npx leadscore sync apply` once it has ended.',
  };
}
