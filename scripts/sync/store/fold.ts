/**
 * The log into the state, part by part of the plan, each part in a transaction of its own that notes how far it came: a fold that was
 * broken off goes on there, with the entries that it had begun with, and ends before a later one begins. So it may be run again at any
 * time, and a rejection is counted once. The last entry of a row counts; a fingerprint is acknowledged by 'ok' alone, and kept by 'skipped':
 * the record held something, so that nothing of these values is to be written. A row that an attempt without an answer may have
 * written loses its acknowledged fingerprint, so that it is sent again even if its values go back to what they were.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOfBlock, table } from './open.js';
import { lastLogId, writtenSeqsSql } from './outcomes.js';

/** Days until a rejected row is sent again though nothing changed: after its first rejection, after its second; then no more. */
export const retryAfterDays: readonly [number, number] = [1, 7];

/** Rows of the plan that are folded at once: what bounds the memory, whatever the size of the plan. As many as a block holds: the checkpoint after it need not write a block again. */
const rowsAtOnce = rowsOfBlock;

/** What is left to do: entries of the log in (after, upTo], of rows of the plan from `from` to `last`. */
export interface Fold {
  readonly after: number;
  readonly upTo: number;
  readonly from: number;
  readonly last: number;
}

/**
 * Brings the first part of it into the state; must run inside a transaction. `atOnce`: rows of the plan. Gives what is left then; undefined
 * where one has to look what that is: after its last part, and after a stretch of the plan that has no entries.
 */
export async function foldPart(
  connection: DuckDBConnection,
  runId: string,
  fold: Fold,
  atOnce = rowsAtOnce,
): Promise<Fold | undefined> {
  const { upTo, from, last } = fold;
  const next = from + atOnce;
  const records = await foldRows(connection, runId, fold, Math.min(next, last + 1));
  const isLast = next > last;
  await connection.run(
    `UPDATE ${table('sync_run')} SET
      folded_to = CASE WHEN $2 THEN $3 ELSE folded_to END,
      folding_to = CASE WHEN NOT $2 THEN $3 END,
      folding_from = CASE WHEN NOT $2 THEN $4 END
    WHERE run_id = $1`,
    [runId, isLast, upTo, next],
  );
  return isLast || records === 0 ? undefined : { ...fold, from: next };
}

/** The one that was broken off, or else a new one of all entries that there are now; undefined where there are none. */
export async function whatToFold(connection: DuckDBConnection, runId: string): Promise<Fold | undefined> {
  const [run] = await numbers(
    connection,
    `SELECT folded_to, folding_to, folding_from FROM ${table('sync_run')} WHERE run_id = $1`,
    [runId],
  );
  if (run === undefined) return undefined;
  const [after = 0, begunUpTo, begunFrom = 0] = run;
  const [entries = []] = await numbers(
    connection,
    `WITH entries AS (
      SELECT run_id, log_id, seq AS seq_low, seq AS seq_high FROM ${table('sync_log')}
      UNION ALL
      SELECT run_id, ${lastLogId}, GREATEST(seq_low, CAST($4 AS BIGINT)), seq_high FROM ${table('sync_written')}
    )

    SELECT MAX(log_id), MIN(seq_low), MAX(seq_high)
    FROM entries
    WHERE run_id = $1 AND log_id > CAST($2 AS BIGINT) AND ($3 IS NULL OR log_id <= CAST($3 AS BIGINT)) AND seq_high >= CAST($4 AS BIGINT)`,
    [runId, after, begunUpTo ?? null, begunFrom],
  );
  const [lastEntry, from = begunFrom, last = begunFrom] = entries;
  // The rest of what was begun may have been forgotten since: then there is its end to note.
  const upTo = begunUpTo ?? lastEntry;
  return upTo === undefined ? undefined : { after, upTo, from, last };
}

async function numbers(
  connection: DuckDBConnection,
  sql: string,
  values: (string | number | null)[],
): Promise<(number | undefined)[][]> {
  const result = await connection.run(sql, values);
  return (await result.getRows()).map((cells) => cells.map((cell) => (cell === null ? undefined : Number(cell))));
}

/** Rows of the plan before `to`; gives how many records had an entry. A record stands in a plan once. */
async function foldRows(
  connection: DuckDBConnection,
  runId: string,
  { after, upTo, from }: Fold,
  to: number,
): Promise<number> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE folded AS
    WITH entries AS (
      SELECT *
      FROM ${table('sync_log')}
      -- As BIGINT, or no block of rows would be passed over.
      WHERE run_id = $1 AND log_id > CAST($2 AS BIGINT) AND log_id <= CAST($3 AS BIGINT)
        AND seq >= CAST($4 AS BIGINT) AND seq < CAST($5 AS BIGINT)
        -- What an attempt without an answer may have written is looked at again.
        AND (outcome <> 'skipped' OR NOT may_be_written)
    ),

    last_entries AS (
      SELECT * FROM entries WHERE log_id IN (SELECT MAX(log_id) FROM entries GROUP BY row_key)
    ),

    held AS (
      -- What 'ok' says replaces all of it. Without other outcomes nothing of the state is read.
      SELECT * FROM ${table('sync_state')} WHERE row_key IN (SELECT row_key FROM last_entries WHERE outcome <> 'ok')
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
    LEFT JOIN held AS s ON s.row_key = e.row_key
    WHERE p.seq >= CAST($4 AS BIGINT) AND p.seq < CAST($5 AS BIGINT)
    UNION ALL
    SELECT
      p.row_key,
      p.object,
      p.crm_id,
      p.fingerprint,
      p.causes,
      p.run_id,
      p.seq,
      w.logged_at,
      'ok',
      NULL,
      NULL,
      NULL,
      NULL,
      0,
      NULL,
      w.logged_at,
      p.run_id
    FROM ${writtenSeqsSql({ runId: '$1', seqs: ['CAST($4 AS BIGINT)', 'CAST($5 AS BIGINT)'], logIds: ['CAST($2 AS BIGINT)', 'CAST($3 AS BIGINT)'] })} AS w
    INNER JOIN ${table('sync_plan')} AS p ON p.run_id = w.run_id AND p.seq = w.seq AND p.object = w.object
    WHERE p.seq >= CAST($4 AS BIGINT) AND p.seq < CAST($5 AS BIGINT)`,
    [runId, after, upTo, from, to],
  );
  await connection.run(`DELETE FROM ${table('sync_state')} WHERE row_key IN (SELECT row_key FROM temp.folded)`);
  const [first, second] = retryAfterDays;
  const { rowsChanged } = await connection.run(
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
  return rowsChanged;
}
