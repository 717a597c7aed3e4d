/**
 * What a sync needs from a CRM. One folder of `destinations/` implements it, with the same file names as its neighbours;
 * `test/sync/contract` says what each must do. A destination sends and reads; when to send, what to do about a refusal
 * and what is remembered is the engine's.
 */
import type { ActionRoute } from './actions/action.js';
import type { Problem } from '../problem.js';
import type { ErrorRule } from './error-rule.js';
import type { FieldMapping, FieldType, ObjectName, PlannedRow } from './rows.js';

/** What the CRM said of one row; rows of a batch that are not in its answer are `missing` (see `outcome.ts`). */
export type RowAnswer =
  | { readonly seq: number; readonly said: 'ok' }
  | { readonly seq: number; readonly said: 'refused'; readonly refusal: Refusal };

/** Why the CRM did not take a row or a call, in its own words; values, addresses and secrets in them are masked. */
export interface Refusal {
  /** The CRM's code, such as UNABLE_TO_LOCK_ROW or VALIDATION_ERROR; what stands in for it where there is none. */
  readonly code: string;
  readonly message: string;
  /** Fields that it names. */
  readonly fields?: readonly string[];
  readonly httpStatus?: number;
  /** HubSpot's policyName, where a rate limit has one. */
  readonly policy?: string;
  /** How long the CRM asks to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** What the CRM calls this answer, for its support. */
  readonly requestId?: string;
}

/** What one call came back with. A call that never came back is `nothing`: whether it was carried out is not known. */
export type CallAnswer =
  | {
      readonly came: 'rows';
      readonly rows: readonly RowAnswer[];
      readonly limits?: Limits;
      readonly requestId?: string;
    }
  | { readonly came: 'refusal'; readonly refusal: Refusal; readonly limits?: Limits }
  | {
      readonly came: 'nothing';
      /** `refused`: it never reached the CRM. `stopped`: our own signal cut it off. */
      readonly because: 'timeout' | 'reset' | 'refused' | 'unreadable' | 'stopped';
      readonly message: string;
    };

/** Thrown where a method has no other way to say that a call was refused or never came back. */
export class CallFailed extends Error {
  readonly answer: Exclude<CallAnswer, { readonly came: 'rows' }>;

  constructor(answer: Exclude<CallAnswer, { readonly came: 'rows' }>) {
    super(answer.came === 'refusal' ? `${answer.refusal.code}: ${answer.refusal.message}` : answer.message);
    this.name = 'CallFailed';
    this.answer = answer;
  }
}

/** What the CRM's answer says of its limits; absent where it says nothing. */
export interface Limits {
  readonly usedToday?: number;
  readonly allowedToday?: number;
  /** Calls left in the current short window, calls that one allows, and its length in milliseconds. */
  readonly leftInWindow?: number;
  readonly allowedInWindow?: number;
  readonly window?: number;
}

/** One way of sending: how many rows a call takes, how many calls may be under way at once. */
export interface Route {
  readonly name: 'collections' | 'composite' | 'bulk2' | 'hubspot_batch' | 'webhook' | 'csv' | 'tryton';
  readonly rowsPerCall: number;
  readonly callsInFlight: number;
  /** Counted calls per call of `send`: what the plan estimates the quota by. */
  readonly countedCalls: number;
  /** Most calls a second; absent where the CRM has no such limit. */
  readonly callsPerSecond?: number;
  /** One bad row refuses the whole call, which is then halved until the row is found. */
  readonly isAllOrNothing: boolean;
  /** Sent as a job that goes on without us: `startJob`, `jobState`, `jobAnswers` instead of `send`. */
  readonly isJob: boolean;
}

/** What the CRM holds now of the fields we asked for, as canonical text (`canonical.ts`); null where empty. */
export type HeldFields = ReadonlyMap<string, string | null>;

/** A field as the CRM describes it. */
export interface DescribedField {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'choice' | 'other';
  readonly isWritable: boolean;
  readonly isUnique: boolean;
  readonly length?: number;
  /** Digits after the point. */
  readonly scale?: number;
  readonly choices?: readonly string[];
  /** Restricted: a value that is not among the choices is refused. */
  readonly isRestricted?: boolean;
}

export type JobState =
  { readonly is: 'open' | 'running' } | { readonly is: 'done' } | { readonly is: 'failed'; readonly refusal: Refusal };

export interface Destination {
  readonly name: string;
  /** Refusals -> what to do about them; the first rule that fits decides, none: unknown. */
  readonly errorClasses: readonly ErrorRule[];
  /** The best way for so many rows. */
  routeFor(rows: number): Route;
  /** Asks the CRM who we are and what it lets us do; a refusal tells what is missing. Spends a call where calls are counted. */
  greet(): Promise<CallAnswer>;
  /** The CRM's own description of an object's fields; undefined where it describes none (webhook, CSV). Throws `CallFailed`. */
  describe(object: ObjectName): Promise<readonly DescribedField[] | undefined>;
  /** Faults of the mapping that only this destination knows; some it can tell only once the object was described. */
  check(
    mapping: readonly FieldMapping[],
    described?: ReadonlyMap<ObjectName, readonly DescribedField[]>,
  ): readonly Problem[];
  /** Makes fields that the CRM lacks, and what records are found by, where it lets us (HubSpot); only ever called on request. */
  createFields?(object: ObjectName, fields: readonly FieldMapping[]): Promise<CallAnswer>;
  /** One call with at most `route.rowsPerCall` rows of one object. Never throws for what the CRM or the network does. */
  send(
    rows: readonly PlannedRow[],
    batch: { readonly runId: string; readonly batchId: string },
    signal: AbortSignal,
  ): Promise<CallAnswer>;
  /**
   * What records hold now, by crm_id as it was asked for; a record that is not there is absent. Undefined where reading
   * back is impossible. Any number of ids; throws `CallFailed`.
   */
  readBack?(
    object: ObjectName,
    ids: readonly string[],
    fields: ReadonlyMap<string, FieldType>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, HeldFields>>;
  readonly jobs?: JobRoute;
  /** Absent where nothing but fields is written. */
  readonly actions?: ActionRoute;
  /** Signs in anew after a 401; the engine calls it once per refusal, however many calls met it. Throws `CallFailed`. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** Sending as a job (Salesforce Bulk 2.0). */
export interface JobRoute {
  /** Creates the job and gives its id, before any data is sent, so that the id can be stored first. */
  create(object: ObjectName, fields: readonly string[]): Promise<{ readonly jobId: string } | Refusal>;
  /** Streams the rows and closes the job. */
  upload(jobId: string, rows: AsyncIterable<PlannedRow>, signal: AbortSignal): Promise<CallAnswer>;
  /** Throws `CallFailed`, as do the others below: all of them can be asked again. */
  state(jobId: string): Promise<JobState>;
  /** Row by row, streamed: accepted, refused, and not processed (`code: 'UNPROCESSED'`). Keyed by crm_id as it was sent. */
  answers(jobId: string, signal: AbortSignal): AsyncIterable<{ readonly crmId: string; readonly said: 'ok' | Refusal }>;
  /** One of ours, by its recorded id, that was created and never closed. */
  abandon(jobId: string): Promise<void>;
  /**
   * Jobs that have no data yet, for one of these objects, made not long before its moment (milliseconds since 1970) or later: ours,
   * or of anybody who signs in as the same user. Nothing tells which, so a person is told of them and none is touched.
   */
  openJobs(since: ReadonlyMap<ObjectName, number>): Promise<readonly string[]>;
}
