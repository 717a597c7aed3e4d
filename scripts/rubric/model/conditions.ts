/** What can be asked of a lead. */
import type { Decimal } from 'decimal.js';
import type { ScalarType } from '../../generate/canonical.js';
import type { Place } from '../../problem.js';

export interface FieldRef {
  readonly entity: 'lead' | 'account';
  readonly name: string;
  readonly type: ScalarType;
}

export type Literal =
  | { readonly type: 'STRING'; readonly value: string }
  | { readonly type: 'NUMERIC'; readonly value: Decimal }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'DATE'; readonly value: string };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type FieldTest =
  | { readonly op: 'is'; readonly value: Literal }
  | { readonly op: 'in'; readonly values: readonly Literal[] }
  | { readonly op: 'in_list'; readonly list: string }
  | { readonly op: 'between'; readonly low: Literal; readonly high: Literal }
  | { readonly op: 'at_least' | 'at_most'; readonly value: Literal }
  | { readonly op: 'matches' | 'starts_with' | 'contains'; readonly text: string }
  | { readonly op: 'known' | 'unknown' }
  | { readonly op: 'older_than' | 'newer_than'; readonly days: number }
  | { readonly op: 'compare'; readonly comparison: Comparison; readonly other: FieldRef };

/** A number on which a tier, a gate or a limit may depend. */
export type Result =
  | { readonly kind: 'total' }
  | { readonly kind: 'coverage' }
  /** The score of the lead's account; unknown without one. */
  | { readonly kind: 'account' }
  | { readonly kind: 'dimension'; readonly dimension: string };

export interface Count {
  readonly min: number;
  readonly max?: number;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[]; readonly at: Place }
  | { readonly kind: 'not'; readonly of: Condition; readonly at: Place }
  | { readonly kind: 'field'; readonly field: FieldRef; readonly test: FieldTest; readonly at: Place }
  | {
      readonly kind: 'behaviour';
      readonly signals: readonly string[];
      readonly named: string;
      readonly withinDays?: number;
      readonly times: Count;
      /** Only acts that follow one of these, with fewer than `withinDays` between their days. Then there is no other window. */
      readonly after?: { readonly signals: readonly string[]; readonly named: string; readonly withinDays?: number };
      /** Of the lead's account, so many different people; unknown without an account. */
      readonly people?: Count;
      readonly at: Place;
    }
  | {
      readonly kind: 'result';
      readonly result: Result;
      readonly atLeast?: Decimal;
      readonly atMost?: Decimal;
      readonly at: Place;
    }
  | { readonly kind: 'grade'; readonly dimension: string; readonly letters: readonly string[]; readonly at: Place }
  | { readonly kind: 'cell'; readonly cells: readonly string[]; readonly at: Place }
  /** The escape hatch, already checked: a scalar boolean over `lead.<field>` and `account.<field>`. */
  | { readonly kind: 'sql'; readonly sql: string; readonly fields: readonly FieldRef[]; readonly at: Place };
