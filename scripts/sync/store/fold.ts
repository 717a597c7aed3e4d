/**
 * The log into the state, in one transaction that may be run again: entries up to `folded_to` are in it already. The last
 * entry of a row counts; a fingerprint is acknowledged by 'ok' alone, and kept by 'skipped': the record held something, so that nothing of
 * these values is to be written. A row that an attempt without an answer may have
 * written loses its acknowledged fingerprint, so that it is sent again even if its values go back to what they were.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { table } from './open.js';

/** Days until a rejected row is sent again though nothing changed: after its first rejection, after its second; then no more. */
export const retryAfterDays: readonly [number, number] = [1, 7];

/** Rows of the plan that are folded at once: what bounds the memory, whatever the size of the plan. */
const rowsAtOnce = 200_000;

/** Must run inside a transaction. `atOnce`: rows of the plan. */
export async function foldLog(connection: DuckDBConnection, runId: string, atOnce = rowsAtOnce): Promise<void> {
  const found = await connection.run(
    `SELECT COALESCE(MIN(log.seq), 1), COALESCE(MAX(log.seq), 0), COALESCE(MAX(log.log_id), 0)
    FROM ${table('sync_log')} AS log
    INNER JOIN ${table('sync_run')} AS run ON run.run_id = log.run_id AND log.log_id > run.folded_to
    WHERE log.run_id = $1`,
    [runId],
  );
  const [first, last, logId] = ((await found.getRows())[0] ?? []).map(Number);
  if (first === undefined || last === undefined || logId === undefined || last === 0) return;
  for (let from = first; from <= last; from += atOnce) await foldRows(connection, runId, from, from + atOnce);
  await connection.run(`UPDATE ${table('sync_run')} SET folded_to = $2 WHERE run_id = $1`, [runId, logId]);
}

/** Rows of the plan from `from` on, those before `to`. A record stands in a plan once. */
async function foldRows(connection: DuckDBConnection, runId: string, from: number, to: number): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE folded AS
    WITH run AS (
      SELECT run_id, folded_to FROM ${table('sync_run')} WHERE run_id = $1
    ),

    last_entries AS (
      SELECT log.*
      FROM ${table('sync_log')} AS log
      INNER JOIN run ON run.run_id = log.run_id AND log.log_id > run.folded_to
      -- As BIGINT, or no block of rows would be passed over.
      WHERE log.seq >= CAST($2 AS BIGINT) AND log.seq < CAST($3 AS BIGINT)
        -- What an attempt without an answer may have written is looked at again.
        AND (log.outcome <> 'skipped' OR NOT log.may_be_written)
      QUALIFY ROW_NUMBER() OVER (PARTITION BY log.row_key ORDER BY log.log_id DESC) = 1
    )

    SELECT
      e.row_key,
      p.object,
      p.crm_id,
      CASE WHEN e.outcome IN ('ok', 'skipped') THEN e.fingerprint WHEN e.may_be_written THEN NULL ELSE s.acked_fingerprint END AS acked_fingerprint,
      CASE WHEN e.outcome IN ('ok', 'skipped') THEN p.causes WHEN e.may_be_written THEN NULL ELSE s.acked_causes END AS acked_causes,
      CASE WHEN e.outcome IN ('ok', 'skipped') THEN e.run_id WHEN e.may_be_written THEN NULL ELSE s.acked_run_id END AS acked_run_id,
      CASE WHEN e.outcome IN ('ok', 'skipped') THEN e.seq WHEN e.may_be_written THEN NULL ELSE s.acked_seq END AS acked_seq,
      CASE WHEN e.outcome = 'ok' THEN e.logged_at ELSE s.acked_at END AS acked_at,
      CASE WHEN e.outcome = 'skipped' THEN 'kept' ELSE e.outcome END AS status,
      e.error_class,
      e.error_code,
      e.error_message,
      e.error_fields,
      CASE
        WHEN e.outcome <> 'rejected' THEN 0
        WHEN s.failed_fingerprint = e.fingerprint THEN s.rejections + 1
        ELSE 1
      END AS rejections,
      CASE WHEN e.outcome = 'rejected' THEN e.fingerprint END AS failed_fingerprint,
      e.logged_at,
      e.run_id AS last_run_id
    FROM last_entries AS e
    INNER JOIN ${table('sync_plan')} AS p ON p.run_id = e.run_id AND p.seq = e.seq
    LEFT JOIN ${table('sync_state')} AS s ON s.row_key = e.row_key
    WHERE p.seq >= CAST($2 AS BIGINT) AND p.seq < CAST($3 AS BIGINT)`,
    [runId, from, to],
  );
  await connection.run(`DELETE FROM ${table('sync_state')} WHERE row_key IN (SELECT row_key FROM temp.folded)`);
  const [first, second] = retryAfterDays;
  await connection.run(
    `INSERT INTO ${table('sync_state')} BY NAME
    SELECT
      * EXCLUDE (logged_at),
      CASE
        -- A record that is gone comes back under another id, if at all.
        WHEN status <> 'rejected' OR error_class = 'gone' THEN NULL
        WHEN rejections = 1 THEN logged_at + INTERVAL ${first} DAY
        WHEN rejections = 2 THEN logged_at + INTERVAL ${second} DAY
      END AS retry_at
    FROM temp.folded`,
  );
  await connection.run('DROP TABLE temp.folded');
}
