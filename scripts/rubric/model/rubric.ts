/** A rubric: dimensions, total, tiers, and what stands beside them. */
import type { Decimal } from 'decimal.js';
import type { Place } from '../../problem.js';
import type { Condition, Result } from './conditions.js';
import type { CrmSection } from './crm.js';
import type { ActRule, Criterion, Dimension, Range } from './dimension.js';

/** When attributes are read anew: at the start of each day, ISO week or month in the project's time zone. */
export type Cadence = 'daily' | 'weekly' | 'monthly';

export interface Rubric {
  readonly name: string;
  readonly file: string;
  readonly version: number;
  readonly status: 'live' | 'shadow' | 'draft' | 'retired';
  readonly purpose: string;
  /** What the score is used for: routing, nurture, ... */
  readonly uses?: readonly string[];
  /** Part of the rubric -> the team that answers for it. */
  readonly owners?: ReadonlyMap<string, string>;
  readonly approved?: { readonly by: string; readonly on: string };
  /** Newest first; the version on top is the rubric's. */
  readonly changes?: readonly Change[];
  readonly appliesTo?: Condition;
  readonly outcome: { readonly label: string; readonly withinDays: number };
  /** Enrichment that became known on or after the last boundary waits for the next. */
  readonly recalculate?: { readonly attributes: Cadence; readonly at: Place };
  readonly dimensions: readonly Dimension[];
  readonly account?: AccountSection;
  readonly total: {
    /** With `max`, every dimension of it at weight 1. `account` stands in `accountWeight`. */
    readonly weights: readonly { readonly dimension: string; readonly weight: Decimal; readonly at: Place }[];
    readonly accountWeight?: Decimal;
    /** The greatest of these dimensions, in place of the sum. */
    readonly max?: readonly string[];
    /** The sum (or the greatest) times this factor. */
    readonly normalise?: Decimal;
    readonly range?: Range;
    readonly at: Place;
  };
  /** The highest total that stands while the condition holds. */
  readonly limits: readonly {
    readonly name: string;
    readonly when: Condition;
    readonly totalAtMost: Decimal;
    readonly at: Place;
  }[];
  /** Lower bounds of the half-open bands, ascending; the last is open above. */
  readonly bands: readonly Decimal[];
  readonly grid?: Grid;
  readonly tiers: readonly Tier[];
  readonly suppress: readonly {
    readonly when: Condition;
    readonly reason: string;
    readonly unknown: 'suppress' | 'ignore';
    readonly at: Place;
  }[];
  /** Tier and action stay as they were in the last run. */
  readonly freeze?: readonly { readonly when: Condition; readonly reason: string; readonly at: Place }[];
  /** Nothing is done until something is known. */
  readonly hold?: readonly { readonly when: Condition; readonly reason: string; readonly at: Place }[];
  /** Another live rubric's motion applies instead. */
  readonly routes?: readonly { readonly when: Condition; readonly to: string; readonly at: Place }[];
  /** The rows of the canonical input `overrides` count. */
  readonly overrides?: { readonly at: Place };
  readonly experiment?: Experiment;
  /** Per tier, so many leads of its work queue are worked on. */
  readonly capacity?: readonly {
    readonly tier: string;
    readonly leads: number;
    readonly per: 'day' | 'week' | 'month' | 'quarter';
    readonly at: Place;
  }[];
  readonly predictive?: Predictive;
  readonly crm?: CrmSection;
  readonly at: Place;
}

/** A trained model beside the rules: it orders leads, or moves the last of a tier one tier down; no point comes from it. */
export interface Predictive {
  readonly artefact: Artefact;
  readonly use:
    | { readonly kind: 'rank' }
    /** Of the leads of each tier but the last, this share (above 0, below 1). */
    | { readonly kind: 'demote_bottom'; readonly share: Decimal };
  readonly at: Place;
}

/** rubrics/models/<name>.json. The value of a lead is the intercept and what each term adds, exactly. */
export interface Artefact {
  readonly file: string;
  readonly name: string;
  readonly description?: string;
  readonly madeWith?: string;
  /** Not trained on anything: an example. */
  readonly isIllustrative: boolean;
  readonly outcome: { readonly label: string; readonly withinDays: number; readonly at: Place };
  readonly trainedOn?: TrainingPeriod;
  readonly validatedOn?: TrainingPeriod & {
    readonly figures: readonly { readonly name: string; readonly value: Decimal; readonly rows: number }[];
  };
  readonly intercept: Decimal;
  readonly terms: readonly Term[];
  readonly at: Place;
}

/** Leads as they were scored from the first to the last of these days, and how many of them had the outcome in time. */
export interface TrainingPeriod {
  /** YYYY-MM-DD, both days in. */
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly positives: number;
  readonly at: Place;
}

/** One question of a model: the first case that holds says what is added; none: `unknown`. */
export interface Term {
  readonly name: string;
  readonly label: string;
  readonly cases: readonly {
    readonly when: Condition;
    readonly adds: Decimal;
    readonly label: string;
    readonly at: Place;
  }[];
  /** Absent where a case always holds. */
  readonly unknown?: Decimal;
  readonly at: Place;
}

export interface AccountSection {
  readonly level: 'account' | 'ultimate_parent';
  readonly range: Range;
  /** Over `account.<field>` only. */
  readonly criteria: readonly Criterion[];
  readonly fromPeople: readonly {
    readonly dimension: string;
    /** By rank, the person with the highest value first; as many people count as there are weights. */
    readonly weights: readonly Decimal[];
    readonly at: Place;
  }[];
  /** The share of the uncapped sum that one person's part may be, from two people on. */
  readonly dominance?: { readonly share: Decimal; readonly at: Place };
  readonly committee?: {
    readonly roles: readonly string[];
    readonly withinDays?: number;
    readonly pointsPerRole: Decimal;
    readonly atLeastPeople: number;
    readonly at: Place;
  };
  readonly engagedPeople?: {
    readonly people: number;
    readonly withinDays?: number;
    readonly points: Decimal;
    readonly onAccount: boolean;
    readonly onEngagedLeads: boolean;
    readonly at: Place;
  };
  /** By the rules of a dimension's acts, over facts of an account without a person. */
  readonly acts: readonly ActRule[];
  readonly at: Place;
}

/** Two results cut into steps; every place has a name. */
export interface Grid {
  readonly rows: GridAxis;
  readonly columns: GridAxis;
  readonly cells: readonly {
    readonly row: number;
    readonly column: number;
    readonly name: string;
    readonly at: Place;
  }[];
  readonly at: Place;
}

export interface GridAxis {
  readonly result: Result;
  /** Ascending; a step begins at each, and one lies below the first. */
  readonly cuts: readonly Decimal[];
  /** From the lowest step; one more than the cuts. */
  readonly names: readonly string[];
}

/** Shares are from 0 to 1; disjoint ranges of the draw in this order. */
export interface Experiment {
  readonly salt: string;
  readonly explore?: Decimal;
  readonly holdout?: { readonly share: Decimal; readonly write: 'nothing' | 'fields'; readonly at: Place };
  readonly variants: readonly {
    readonly name: string;
    readonly share: Decimal;
    readonly action: Tier['action'];
    /** YYYY-MM-DD, the first day and the day after the last. */
    readonly from?: string;
    readonly to?: string;
    readonly why: string;
    readonly at: Place;
  }[];
  readonly at: Place;
}

export interface Change {
  readonly version: number;
  /** YYYY-MM-DD */
  readonly on: string;
  readonly what: string;
  readonly why: string;
  readonly at: Place;
}

export interface Tier {
  readonly name: string;
  /** Words a rep reads; the name in plain words unless given. */
  readonly label?: string;
  /** Absent: the last tier, which takes whoever is left. */
  readonly when?: Condition;
  /** In place of `when`: the first whose condition is true; a total at least so much. */
  readonly thresholds?: readonly {
    readonly for: Condition;
    readonly total: Decimal;
    readonly why: string;
    readonly at: Place;
  }[];
  /** Replaces the threshold, never the gates, and never while a limit takes points away. */
  readonly promote?: Condition;
  readonly buffer?: {
    readonly leaveBelow?: Decimal;
    readonly stayDays?: number;
    readonly coolDownDays?: number;
    readonly at: Place;
  };
  readonly requires: readonly { readonly name: string; readonly when: Condition; readonly at: Place }[];
  readonly action: { readonly do: string; readonly details: ReadonlyMap<string, string | number | boolean> };
  readonly at: Place;
}
