/** One number about a lead: criteria, acts, and what is done with their points. */
import type { Decimal } from 'decimal.js';
import type { Place } from '../../problem.js';
import type { Condition, Count, FieldRef } from './conditions.js';

export interface Range {
  readonly low?: Decimal;
  readonly high?: Decimal;
}

export interface Dimension {
  readonly name: string;
  readonly description?: string;
  readonly range: Range;
  readonly criteria: readonly Criterion[];
  readonly acts: readonly ActRule[];
  readonly families: readonly Family[];
  /** Acts at or before this moment of the lead no longer count; a TIMESTAMP field. */
  readonly countFrom?: FieldRef;
  readonly softFit?: readonly SoftFit[];
  /** From the highest bound; below all of them the last letter. */
  readonly grades?: readonly { readonly letter: string; readonly from: Decimal }[];
  readonly breadth?: {
    /** Ascending. */
    readonly steps: readonly { readonly signals: number; readonly points: Decimal }[];
    readonly withinDays?: number;
    readonly at: Place;
  };
  readonly inactivity?: {
    readonly afterDays: number;
    readonly points: Decimal;
    readonly perDays?: number;
    readonly floor?: Decimal;
    readonly at: Place;
  };
  /** Who counts as engaged for the account; absent: any act with positive points but an e-mail open. */
  readonly engaged?: {
    /** Keys of act rules. */
    readonly rules: readonly string[];
    readonly minPoints: Decimal;
    readonly withinDays?: number;
    readonly at: Place;
  };
  readonly at: Place;
}

export interface SoftFit {
  readonly when: Condition;
  readonly lifts: string;
  /** The points of the level. */
  readonly toPoints: Decimal;
  readonly toLevel: string;
  readonly at: Place;
}

/** A fit rule. `when:` in YAML is one case, and zero points otherwise. */
export interface Criterion {
  readonly name: string;
  /** Words a rep reads; the name in plain words unless given. */
  readonly label: string;
  readonly cases: readonly {
    readonly when: Condition;
    readonly points: Decimal;
    readonly level?: string;
    readonly label: string;
    readonly at: Place;
  }[];
  readonly otherwise: { readonly points: Decimal; readonly level?: string; readonly at: Place };
  /**
   * What is given when a case that stands before the first one that holds is unknown and no later case holds.
   * `neutral` is already worked out: the midpoint of the attainable points. `fallback` is the whole criterion read from another field.
   */
  readonly unknown:
    | { readonly kind: 'points'; readonly points: Decimal; readonly declared: string }
    | {
        readonly kind: 'fallback';
        readonly cases: Criterion['cases'];
        readonly declared: string;
        readonly points: Decimal;
      };
  readonly at: Place;
}

export interface ActRule {
  /** The key in the rubric: the signal, or a name of its own for a sequence. */
  readonly name: string;
  /** Whose acts count: the signal, or the last one of the sequence. */
  readonly signal: string;
  /** The signals that came before, in order; each link within so many days. */
  readonly sequence?: { readonly signals: readonly string[]; readonly withinDays: number };
  /** With `byCount`, the most it gives. */
  readonly points: Decimal;
  /** Ascending, disjoint; points for so many acts younger than `withinDays`, once. */
  readonly byCount?: {
    readonly ranges: readonly { readonly count: Count; readonly points: Decimal }[];
    readonly withinDays?: number;
  };
  readonly magnitude?: {
    /** `strength` for the acts of an account, the others for those of people. */
    readonly of: 'minutes' | 'depth' | 'strength';
    /** Ascending; the share of the highest bound reached, 0 below the first and for unknown, unless the first bound is 0. */
    readonly steps: readonly { readonly from: Decimal; readonly share: Decimal }[];
  };
  /** Dimensions in which all earlier acts leave. */
  readonly resets?: readonly string[];
  readonly decay: DecayCurve;
  /** Per window at most so many acts count: the ones worth most at as_of, ties by act key. */
  readonly limit?: {
    readonly times: number;
    readonly per: 'session' | 'day' | 'week' | 'month' | 'lifetime' | { readonly days: number };
  };
  readonly cap?: { readonly points: Decimal; readonly per?: 'session' | 'day' };
  readonly at: Place;
}

/**
 * Points at an age of whole days. `none` never decays and counts as far back as acts are known. `ageFrom`: the age counts
 * from the lead's latest act of these signals, where that happened after the act.
 */
export type DecayCurve = DecayShape & {
  readonly ageFrom?: { readonly signals: readonly string[]; readonly named: string };
};

export type DecayShape =
  | { readonly kind: 'none' }
  | { readonly kind: 'until'; readonly days: number }
  | { readonly kind: 'linear'; readonly days: number }
  | { readonly kind: 'half_life'; readonly days: number; readonly lookbackDays: number }
  | { readonly kind: 'steps'; readonly steps: readonly { readonly fromDay: number; readonly share: Decimal }[] };

export interface Family {
  readonly name: string;
  /** Keys of act rules. */
  readonly signals: readonly string[];
  /** Over whole points, before the cap. */
  readonly curve?: 'sqrt' | 'log';
  readonly cap?: Decimal;
  readonly at: Place;
}
