/**
 * The log of a run into sync_state, as `store/fold.ts` does it in the sync's own file, as the source of one MERGE. It may be
 * run again: of what a row has already nothing is left. Portable GoogleSQL.
 */
import { retryAfterDays } from '../store/fold.js';
import { heldFrom } from './lease.js';
import { type Place, tableIn } from './place.js';

export interface FoldQuery {
  readonly planTable: string;
  /**
   * Nobody goes on with the run, and the file that has its plan is not at hand: its rows without an outcome may have been
   * written, so that they are sent again.
   */
  readonly isAbandoned: boolean;
}

/** Parameters: sync_id, run_id, since (its log is no older), store_id and token of the lease; for an abandoned run now. */
export function foldSql(place: Pick<Place, 'database'>, { planTable, isAbandoned }: FoldQuery): string {
  const [first, second] = retryAfterDays;
  return `WITH held AS (
  -- Who has lost the lease folds nothing.
  SELECT k.sync_id
  ${heldFrom(place).replace('\n', '\n  ')}
),

plan AS (
  SELECT p.seq, p.row_key, p.object, p.crm_id, p.fingerprint, p.causes
  FROM ${tableIn(place, planTable)} AS p
),

log AS (
  SELECT
    l.log_id, l.seq, l.row_key, l.fingerprint, l.outcome, l.may_be_written, l.error_class, l.error_code, l.error_message,
    l.error_fields, l.logged_at
  FROM ${tableIn(place, 'sync_log')} AS l
  WHERE l.sync_id = @sync_id AND l.run_id = @run_id AND l.logged_at >= TIMESTAMP(@since)
),

entries AS (
  SELECT
    l.log_id, l.seq, l.row_key, l.fingerprint, l.outcome, l.may_be_written, l.error_class, l.error_code, l.error_message,
    l.error_fields, l.logged_at
  FROM log AS l
  WHERE l.outcome != 'skipped' OR NOT l.may_be_written
  QUALIFY ROW_NUMBER() OVER (PARTITION BY l.row_key ORDER BY l.log_id DESC) = 1${isAbandoned ? lostRows : ''}
),

state AS (
  SELECT
    s.row_key, s.acked_fingerprint, s.acked_causes, s.acked_run_id, s.acked_seq, s.acked_at, s.rejections,
    s.failed_fingerprint, s.last_run_id, s.last_log_id
  FROM ${tableIn(place, 'sync_state')} AS s
  WHERE s.sync_id = @sync_id
),

folded AS (
  SELECT
    e.row_key,
    p.object,
    p.crm_id,
    CASE WHEN e.outcome IN ('ok', 'skipped') THEN e.fingerprint WHEN e.may_be_written THEN NULL ELSE s.acked_fingerprint END AS acked_fingerprint,
    CASE WHEN e.outcome IN ('ok', 'skipped') THEN p.causes WHEN e.may_be_written THEN NULL ELSE s.acked_causes END AS acked_causes,
    CASE WHEN e.outcome IN ('ok', 'skipped') THEN @run_id WHEN e.may_be_written THEN NULL ELSE s.acked_run_id END AS acked_run_id,
    CASE WHEN e.outcome IN ('ok', 'skipped') THEN e.seq WHEN e.may_be_written THEN NULL ELSE s.acked_seq END AS acked_seq,
    CASE WHEN e.outcome = 'ok' THEN e.logged_at ELSE s.acked_at END AS acked_at,
    CASE WHEN e.outcome = 'skipped' THEN 'kept' ELSE e.outcome END AS status,
    e.error_class,
    e.error_code,
    e.error_message,
    e.error_fields,
    CASE
      WHEN e.outcome != 'rejected' THEN 0
      WHEN s.failed_fingerprint = e.fingerprint THEN s.rejections + 1
      ELSE 1
    END AS rejections,
    CASE WHEN e.outcome = 'rejected' THEN e.fingerprint END AS failed_fingerprint,
    e.logged_at,
    e.log_id
  FROM entries AS e
  INNER JOIN plan AS p ON p.seq = e.seq
  LEFT JOIN state AS s ON s.row_key = e.row_key
  WHERE s.row_key IS NULL OR s.last_run_id != @run_id OR s.last_log_id < e.log_id
)

SELECT
  held.sync_id,
  f.row_key,
  f.object,
  f.crm_id,
  f.acked_fingerprint,
  f.acked_causes,
  f.acked_run_id,
  f.acked_seq,
  f.acked_at,
  f.status,
  f.error_class,
  f.error_code,
  f.error_message,
  f.error_fields,
  f.rejections,
  f.failed_fingerprint,
  CASE
    -- A record that is gone comes back under another id, if at all.
    WHEN f.status != 'rejected' OR f.error_class = 'gone' THEN NULL
    WHEN f.rejections = 1 THEN TIMESTAMP_ADD(f.logged_at, INTERVAL ${first} DAY)
    WHEN f.rejections = 2 THEN TIMESTAMP_ADD(f.logged_at, INTERVAL ${second} DAY)
  END AS retry_at,
  @run_id AS last_run_id,
  f.log_id AS last_log_id
FROM folded AS f
CROSS JOIN held`;
}

/** Rows of which no outcome is known. */
const lostRows = `
  UNION ALL
  SELECT
    0, p.seq, p.row_key, p.fingerprint, 'deferred', TRUE, 'transient', 'GIVEN_UP',
    'the machine that had the plan is gone', CAST(NULL AS STRING), TIMESTAMP(@now)
  FROM plan AS p
  LEFT JOIN log AS l ON l.seq = p.seq
  WHERE l.seq IS NULL`;
