/**
 * What became of the rows of plans, row by row. A row whose batch was written as a whole has no entry of its own in `sync_log`: its batch
 * stands in `sync_written`, and the row is taken from the plan. No row is in both, and none in two of such batches, since a batch counts
 * as whole only where none of its rows had an outcome before.
 */
import { schema } from './schema.js';

/** Which outcomes: SQL of numbers that are constant. What is left out narrows nothing. */
export interface OutcomesAsked {
  readonly runId?: string;
  /** From, included, to, excluded. */
  readonly seqs?: readonly [from: string, to: string];
  /** After, up to and including; without the second, all that come after. */
  readonly logIds?: readonly [after: string, upTo?: string];
}

/** Of the entries that a batch takes up: one for each seq between its ends, even where rows of other objects are among them. */
export const lastLogId = '(first_log_id + seq_high - seq_low)';

/** Grain: one row per row of a plan and outcome, with the columns of `sync_log`. */
export function outcomesSql(asked: OutcomesAsked = {}): string {
  return `(
    SELECT log_id, run_id, batch_id, seq, row_key, fingerprint, outcome, may_be_written, error_class, error_code, error_message, error_fields, attempt, http_status, logged_at
    FROM ${schema}.sync_log
    ${where(loggedOf(asked))}
    UNION ALL
    SELECT w.log_id, w.run_id, w.batch_id, w.seq, p.row_key, p.fingerprint, 'ok', FALSE, NULL, NULL, NULL, NULL, w.attempt, NULL, w.logged_at
    FROM ${writtenSeqsSql(asked)} AS w
    INNER JOIN ${schema}.sync_plan AS p ON p.run_id = w.run_id AND p.seq = w.seq AND p.object = w.object
  )`;
}

/** True of a row of a plan that has none yet; `row`: how the query calls sync_plan. */
export function hasNoOutcomeSql(row: string, asked: OutcomesAsked): string {
  return `${row}.seq NOT IN (SELECT seq FROM ${schema}.sync_log ${where(loggedOf(asked))})
      AND NOT EXISTS (SELECT 1 FROM ${writtenSeqsSql(asked)} AS w WHERE w.object = ${row}.object AND w.seq = ${row}.seq)`;
}

/** Of batches that were written as a whole one row per seq between their ends: those of their object are their rows. */
export function writtenSeqsSql(asked: OutcomesAsked): string {
  const { runId, seqs, logIds } = asked;
  const batches = [
    ...ofRun(runId),
    ...(seqs === undefined ? [] : [`seq_high >= ${seqs[0]}`, `seq_low < ${seqs[1]}`]),
    ...(logIds === undefined ? [] : [`${lastLogId} > ${logIds[0]}`]),
    ...(logIds?.[1] === undefined ? [] : [`first_log_id <= ${logIds[1]}`]),
  ];
  return `(
      SELECT *
      FROM (
        SELECT run_id, batch_id, object, attempt, logged_at, UNNEST(RANGE(seq_low, seq_high + 1)) AS seq, first_log_id + seq - seq_low AS log_id
        FROM ${schema}.sync_written
        ${where(batches)}
      )
      ${where(among(asked))}
    )`;
}

function loggedOf(asked: OutcomesAsked): readonly string[] {
  return [...ofRun(asked.runId), ...among(asked)];
}

function ofRun(runId: string | undefined): readonly string[] {
  return runId === undefined ? [] : [`run_id = ${runId}`];
}

function among({ seqs, logIds }: OutcomesAsked): readonly string[] {
  return [
    ...(seqs === undefined ? [] : [`seq >= ${seqs[0]}`, `seq < ${seqs[1]}`]),
    ...(logIds === undefined ? [] : [`log_id > ${logIds[0]}`]),
    ...(logIds?.[1] === undefined ? [] : [`log_id <= ${logIds[1]}`]),
  ];
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
