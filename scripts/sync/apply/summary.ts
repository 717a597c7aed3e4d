import type { ErrorClass, RunStatus } from '../rows.js';
import type { ActTimes } from '../store/act-times.js';
import type { StopReason } from './stop.js';

/** One code that rows were not written for. */
export interface ErrorCount {
  readonly code: string;
  readonly class: ErrorClass;
  readonly rows: number;
  /** One of its messages, values masked. */
  readonly example: string;
}

/** Calls of a day, as the CRM counts them. */
export interface DayOfCalls {
  readonly used: number;
  readonly allowed: number;
}

/** What the CRM said of its day, at first and at last; absent where it says nothing. */
export interface Quota {
  readonly before?: DayOfCalls;
  readonly after?: DayOfCalls;
}

/** What came of a run. Rows are those of the whole run; calls and what follows are those of this process. */
export interface RunSummary {
  readonly runId: string;
  /** `running`: interrupted, to be gone on with. */
  readonly status: RunStatus;
  /** Why it is not done. */
  readonly stop?: StopReason;
  /** planned = ok + rejected + deferred + skipped + waiting; nothing is waiting once it is done. */
  readonly planned: number;
  readonly ok: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly skipped: number;
  readonly waiting: number;
  readonly calls: number;
  /** Calls that were made again: after a wait, or signed in anew. */
  readonly retries: number;
  /** Batches that were sent again in halves. */
  readonly bisects: number;
  /** Rows that an earlier process had sent and that were found written, so that they were not sent again. */
  readonly foundWritten: number;
  /** Ids of open jobs without data that this run may have made without being told, or another program of the same user; left as they are. */
  readonly strayJobs: readonly string[];
  /** Rows that the CRM answered in a way that nobody foresaw: worth an alert. */
  readonly unknown: number;
  /** Codes of rejected and deferred rows, the most frequent first. */
  readonly errors: readonly ErrorCount[];
  /** Milliseconds that calls took, to 2 %; absent without a call. */
  readonly latency?: { readonly p50: number; readonly p95: number };
  /** From an act to the CRM, of the records of the whole run that were written with a new act. */
  readonly actTimes: ActTimes;
  readonly quota: Quota;
  readonly seconds: number;
  /** 0 all rows written or skipped, 2 some rejected or deferred, 3 not carried out to its end, 4 paused on quota. */
  readonly exitCode: 0 | 2 | 3 | 4;
}
