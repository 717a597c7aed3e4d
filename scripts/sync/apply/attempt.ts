import { masked } from '../http/masked.js';
import type { Refusal } from '../destination.js';
import type { ErrorClass, Outcome, PlannedRow } from '../rows.js';
import type { LogEntry } from '../store/store.js';

/** A row on its way, and what was tried with it. */
export interface Attempt {
  readonly row: PlannedRow;
  /** Tries that failed and counted. */
  readonly tries: number;
  /** Times that the CRM said something that nobody foresaw, or nothing of this row. */
  readonly puzzles: number;
  /** A try without an answer may have written it all the same. */
  readonly mayBeWritten: boolean;
}

/** What of it the log needs. */
type Logged = Pick<Attempt, 'tries' | 'mayBeWritten'> & {
  readonly row: Pick<PlannedRow, 'seq' | 'rowKey' | 'fingerprint'> & Partial<Pick<PlannedRow, 'fields'>>;
};

export function firstAttempt(row: PlannedRow, mayBeWritten = false): Attempt {
  return { row, tries: 0, puzzles: 0, mayBeWritten };
}

/** How a row ended, for the log. */
export function ended(batchId: string, { row, tries, mayBeWritten }: Logged, outcome: 'ok' | 'skipped'): LogEntry {
  return {
    batchId,
    seq: row.seq,
    rowKey: row.rowKey,
    fingerprint: row.fingerprint,
    outcome,
    mayBeWritten: outcome === 'skipped' && mayBeWritten,
    attempt: tries + 1,
  };
}

const longestCode = 100;

/** The same for a row that was not written. Whatever the destination left in its words, no value of the row gets into the log. */
export function failed(
  batchId: string,
  { row, tries, mayBeWritten }: Logged,
  outcome: Extract<Outcome, 'rejected' | 'deferred'>,
  { refusal, as }: { readonly refusal: Refusal; readonly as: ErrorClass },
): LogEntry {
  const values = [...(row.fields?.values() ?? [])].filter((value) => value !== null);
  return {
    batchId,
    seq: row.seq,
    rowKey: row.rowKey,
    fingerprint: row.fingerprint,
    outcome,
    mayBeWritten,
    error: {
      class: as,
      code: masked(refusal.code, values).slice(0, longestCode),
      message: masked(refusal.message, values),
      ...(refusal.fields !== undefined && { fields: refusal.fields }),
      ...(refusal.httpStatus !== undefined && { httpStatus: refusal.httpStatus }),
    },
    attempt: Math.max(tries, 1),
  };
}
