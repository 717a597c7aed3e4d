/** The shapes that planner, engine and destinations share. */
import type { Place } from '../problem.js';

/** What `crm_updates.object` says: lead or contact; account for account-level fields. */
export type ObjectName = 'lead' | 'contact' | 'account';

export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'datetime';

/** One CRM field of one rubric's `crm` section, resolved. */
export interface FieldMapping {
  readonly rubric: string;
  readonly object: ObjectName;
  /** The CRM's own name of it. */
  readonly field: string;
  /** The column of `crm_updates`. */
  readonly from: string;
  readonly type: FieldType;
  /** Most characters of a text: reasons are packed whole into it, other texts are refused when longer. */
  readonly length?: number;
  /** Digits after the point of a number. */
  readonly scale?: number;
  /** What an unknown value does: leaves the field alone, or empties it. */
  readonly whenNull: 'skip' | 'clear';
  readonly write: 'always' | 'if_empty' | 'if_newer';
  /** Every value that the column may have, where the rubric says: tiers, letters of a grade. */
  readonly values?: readonly string[];
  /** Where the rubric names the field. */
  readonly at?: Place;
}

/** A value as its canonical text (numbers without trailing zeros, true/false, ISO dates); null empties the field. */
export type PlannedFields = ReadonlyMap<string, string | null>;

export type Operation = 'new' | 'changed' | 'retry' | 'clear';

/** One row of the immutable plan. Grain: (run, seq); seq is dense, from 1, ordered by parent record, then row key. */
export interface PlannedRow {
  readonly seq: number;
  /** `<object>/<record id>`: what state is kept by. */
  readonly rowKey: string;
  readonly object: ObjectName;
  readonly crmId: string;
  readonly operation: Operation;
  readonly fields: PlannedFields;
  /** Types by field, for destinations whose values have types. */
  readonly types: ReadonlyMap<string, FieldType>;
  /** The payload's fingerprint: what state will hold once it is acknowledged. */
  readonly fingerprint: string;
}

/** How a row of the plan ended. planned = ok + rejected + deferred + skipped, or the run fails. */
export type Outcome = 'ok' | 'rejected' | 'deferred' | 'skipped';

export type ErrorClass = 'transient' | 'quota' | 'auth' | 'config' | 'permanent' | 'gone' | 'unknown';

export type RunStatus = 'planned' | 'running' | 'paused_quota' | 'done' | 'failed' | 'aborted';
