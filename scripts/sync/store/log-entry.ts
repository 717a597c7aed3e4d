import type { ErrorClass, ObjectName, Outcome } from '../rows.js';

/** How a row of a plan ended, for now: the last entry of a row counts. */
export interface LogEntry {
  readonly batchId: string;
  readonly seq: number;
  readonly rowKey: string;
  readonly fingerprint: string;
  readonly outcome: Outcome;
  /** An attempt without an answer may have written it all the same. */
  readonly mayBeWritten: boolean;
  readonly error?: LoggedError;
  /** Attempts of this row, the one that decided included. */
  readonly attempt: number;
}

export interface LoggedError {
  readonly class: ErrorClass;
  readonly code: string;
  /** With values masked. */
  readonly message: string;
  readonly fields?: readonly string[];
  readonly httpStatus?: number;
}

/** A batch of which every row was written, none of which had an outcome before: one entry for all of them. */
export interface WrittenBatch {
  readonly batchId: string;
  /** Its rows are all of this object between the seqs. */
  readonly object: ObjectName;
  readonly seqLow: number;
  readonly seqHigh: number;
  readonly records: number;
  /** Attempts of each row. */
  readonly attempt: number;
}

/** What is about to be sent: the rows of one object between two seqs that the log does not know yet. */
export interface BatchIntent {
  readonly batchId: string;
  readonly object: ObjectName;
  readonly seqLow: number;
  readonly seqHigh: number;
  /** How many rows it has. */
  readonly records: number;
  readonly route: string;
}

/** A batch that was about to be sent and has rows without an outcome. */
export interface OpenBatch extends BatchIntent {
  readonly remoteJobId?: string;
}
