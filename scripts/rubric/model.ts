/**
 * A project as the generator sees it: every file read, every name resolved, every number a decimal, every rule with
 * the place it stands at. `load.ts` makes it from YAML; `generate/` turns it into models. Nothing in here knows YAML.
 */
import type { Decimal } from 'decimal.js';
import type { EntityName, ScalarType } from '../generate/canonical.js';
import type { Place } from '../problem.js';

export interface Project {
  readonly directory: string;
  readonly standards: Standards;
  readonly signals: readonly Signal[];
  readonly outcomes: readonly Outcome[];
  readonly sources: readonly Source[];
  readonly rubrics: readonly Rubric[];
  /** Rubric names, the primary one first; every live rubric is in it. */
  readonly precedence: readonly string[];
}

// ---- shared files ---------------------------------------------------------------------------------------------

/** rubrics/shared/standards.yaml */
export interface Standards {
  /** IANA name; the zone in which a day begins. */
  readonly timeZone: string;
  /** Registrable domains of the company itself; people and events there are internal. */
  readonly internalDomains: readonly string[];
  readonly competitorDomains: readonly string[];
  /** Beside the packaged lists: what a team adds, and what it takes off them. */
  readonly freeMail: { readonly add: readonly string[]; readonly allow: readonly string[] };
  readonly disposable: { readonly add: readonly string[]; readonly allow: readonly string[] };
  /** Mailbox names that are not a person: info, sales, ... */
  readonly roleAddresses: readonly string[];
  /** `lead.seniority` and `lead.function`, from the title: the first label one of whose RE2 patterns is found wins. */
  readonly seniority: readonly TitleLabel[];
  readonly functions: readonly TitleLabel[];
  /** `lead.region` and `account.region`: region -> countries, compared without case. */
  readonly regions: readonly { readonly region: string; readonly countries: readonly string[]; readonly at: Place }[];
  /** Named lists for `in_list`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

export interface TitleLabel {
  readonly label: string;
  readonly patterns: readonly string[];
  readonly at: Place;
}

/** rubrics/shared/signals.yaml: one signal and what counts as it. The first pattern of the file that fits an event wins. */
export interface Signal {
  readonly name: string;
  readonly description?: string;
  /** Words a rep reads: "visited the pricing page". */
  readonly label: string;
  readonly patterns: readonly SignalPattern[];
  /** Declared as known to be unused by any rubric. */
  readonly isUnused: boolean;
  readonly isEmailOpen: boolean;
  readonly at: Place;
}

/** All given parts must fit. Text is compared without case and outer blanks; `path` is a glob (`*` one part, `**` any). */
export interface SignalPattern {
  readonly source?: string;
  readonly event?: readonly string[];
  readonly path?: readonly string[];
  readonly form?: readonly string[];
  readonly campaign?: readonly string[];
  readonly campaignType?: readonly string[];
  readonly campaignStatus?: readonly string[];
  readonly at: Place;
}

/** rubrics/shared/outcomes.yaml: what a rubric is judged against. */
export interface Outcome {
  readonly name: string;
  readonly description?: string;
  readonly definition:
    | { readonly kind: 'opportunity'; readonly when: 'created' | 'won' }
    /** A lead's own attribute that has no date: true means it happened. */
    | { readonly kind: 'attribute'; readonly field: FieldRef };
  readonly at: Place;
}

// ---- sources --------------------------------------------------------------------------------------------------

/** rubrics/sources/<source>.yaml with <source>.lock.yaml */
export interface Source {
  readonly name: string;
  readonly description: string;
  /** The dataset of the raw tables; the project's default database unless given. */
  readonly dataset: string;
  readonly database?: string;
  readonly tables: readonly RawTable[];
  readonly entities: readonly EntityMapping[];
  readonly at: Place;
}

export interface RawTable {
  readonly name: string;
  readonly description?: string;
  /** DuckDB only: globs relative to the project, `.csv`, `.ndjson`, `.json`, `.parquet`. Empty: the table stands in the warehouse. */
  readonly files: readonly string[];
  /** From the lock file: the raw schema as pulled; type is GoogleSQL's name, nested ones included. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly at: Place;
}

/** What a canonical column or an attribute is read from. */
export type Expression =
  /** A raw column by name. */
  | { readonly kind: 'column'; readonly column: string; readonly at: Place }
  /** The value of a GA4 event parameter. */
  | {
      readonly kind: 'event_param';
      readonly key: string;
      readonly value: 'string_value' | 'int_value' | 'double_value';
      readonly at: Place;
    }
  /** One scalar GoogleSQL expression over the table's columns. */
  | { readonly kind: 'sql'; readonly sql: string; readonly at: Place }
  /** A constant text. */
  | { readonly kind: 'text'; readonly text: string; readonly at: Place };

export interface EntityMapping {
  readonly entity: EntityName;
  readonly table: string;
  readonly columns: ReadonlyMap<string, Expression>;
  readonly attributes: readonly Attribute[];
  /** Rows that count: one boolean GoogleSQL expression over the raw columns. */
  readonly where?: { readonly sql: string; readonly at: Place };
  /** Words that mean NULL, compared after trimming and without case; '' always does. */
  readonly nulls: readonly string[];
  /** Whole hours between an event and its arrival, assumed where no known_at is mapped. */
  readonly usualLagHours: number;
  /** How many days back an incremental run looks for events that came late, where no known_at is mapped. */
  readonly lookbackDays: number;
  /** definitions/custom/ holds the staging model of this entity; none is generated. */
  readonly isCustom: boolean;
  readonly at: Place;
}

/** A column of the user's own, readable in rubrics as `lead.<name>` or `account.<name>`. */
export interface Attribute {
  readonly name: string;
  readonly type: ScalarType;
  readonly description: string;
  readonly from: Expression;
  readonly at: Place;
}

// ---- conditions -----------------------------------------------------------------------------------------------

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
  | { readonly kind: 'dimension'; readonly dimension: string };

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[]; readonly at: Place }
  | { readonly kind: 'not'; readonly of: Condition; readonly at: Place }
  | { readonly kind: 'field'; readonly field: FieldRef; readonly test: FieldTest; readonly at: Place }
  | {
      readonly kind: 'behaviour';
      readonly signals: readonly string[];
      readonly named: string;
      readonly withinDays?: number;
      readonly times: { readonly min: number; readonly max?: number };
      readonly at: Place;
    }
  | {
      readonly kind: 'result';
      readonly result: Result;
      readonly atLeast?: Decimal;
      readonly atMost?: Decimal;
      readonly at: Place;
    }
  /** The escape hatch, already checked: a scalar boolean over `lead.<field>` and `account.<field>`. */
  | { readonly kind: 'sql'; readonly sql: string; readonly fields: readonly FieldRef[]; readonly at: Place };

// ---- rubrics --------------------------------------------------------------------------------------------------

export interface Range {
  readonly low?: Decimal;
  readonly high?: Decimal;
}

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
  readonly dimensions: readonly Dimension[];
  readonly total: {
    readonly weights: readonly { readonly dimension: string; readonly weight: Decimal; readonly at: Place }[];
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
  readonly tiers: readonly Tier[];
  readonly suppress: readonly {
    readonly when: Condition;
    readonly reason: string;
    readonly unknown: 'suppress' | 'ignore';
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

export interface Dimension {
  readonly name: string;
  readonly description?: string;
  readonly range: Range;
  readonly criteria: readonly Criterion[];
  readonly acts: readonly ActRule[];
  readonly families: readonly Family[];
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
  readonly signal: string;
  readonly points: Decimal;
  readonly decay: DecayCurve;
  /** Per window at most so many acts count: the ones worth most at as_of, ties by act key. */
  readonly limit?: {
    readonly times: number;
    readonly per: 'session' | 'day' | 'week' | 'month' | 'lifetime' | { readonly days: number };
  };
  readonly cap?: { readonly points: Decimal; readonly per?: 'session' | 'day' };
  readonly at: Place;
}

/** Points at an age of whole days. `none` never decays and counts as far back as acts are known. */
export type DecayCurve =
  | { readonly kind: 'none' }
  | { readonly kind: 'until'; readonly days: number }
  | { readonly kind: 'linear'; readonly days: number }
  | { readonly kind: 'half_life'; readonly days: number; readonly lookbackDays: number }
  | { readonly kind: 'steps'; readonly steps: readonly { readonly fromDay: number; readonly share: Decimal }[] };

export interface Family {
  readonly name: string;
  readonly signals: readonly string[];
  readonly cap?: Decimal;
  readonly at: Place;
}

export interface Tier {
  readonly name: string;
  /** Words a rep reads; the name in plain words unless given. */
  readonly label?: string;
  /** Absent: the last tier, which takes whoever is left. */
  readonly when?: Condition;
  readonly requires: readonly { readonly name: string; readonly when: Condition; readonly at: Place }[];
  readonly action: { readonly do: string; readonly details: ReadonlyMap<string, string | number | boolean> };
  readonly at: Place;
}
