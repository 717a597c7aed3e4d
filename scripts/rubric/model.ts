/**
 * A project as the generator sees it: every file read, every name resolved, every number a decimal, every rule with
 * the place it stands at. `load.ts` makes it from YAML; `generate/` turns it into models. Nothing in here knows YAML.
 */
import type { Decimal } from 'decimal.js';
import type { EnrichableField, EntityName, ScalarType } from '../generate/canonical.js';
import type { Place } from '../problem.js';
import type { Country } from './countries.js';

export interface Project {
  readonly directory: string;
  readonly standards: Standards;
  readonly identity: Identity;
  readonly signals: readonly Signal[];
  readonly outcomes: readonly Outcome[];
  readonly sources: readonly Source[];
  readonly rubrics: readonly Rubric[];
  /** Rubric names, the primary one first; every live rubric is in it. */
  readonly precedence: readonly string[];
  readonly dataBounds: DataBounds;
  readonly health: Health;
}

/** rubrics/shared/health.yaml: what is said of the inputs. Shares are from 0 to 1. */
export interface Health {
  /** Of fewer rows than that, in a day or else in a week, no jump is told. */
  readonly fewestRows: number;
  /** Of the usual volume, the share from which down it is a drop. */
  readonly drop: Bounds;
  /** Of the usual volume, the multiple from which on it is a surge. */
  readonly surge: Bounds;
  /** By so much the share of NULL is greater than usual. */
  readonly nullRise: Bounds;
  /** Times the longest pause so far. */
  readonly freshness: Bounds;
  /** Shares of the rows. */
  readonly timestamps: Bounds;
  readonly duplicates: Bounds;
  readonly lateEvents: Bounds;
  /** Of the submissions with an address. */
  readonly formsWithoutRecord: Bounds;
  readonly unmapped: {
    readonly fewestEvents: number;
    /** So many places of each source are listed. */
    readonly most: number;
    /** Places that are seen and mapped to nothing on purpose; without case. */
    readonly leftOut: readonly string[];
  };
  /** Absent: no tier rests on the health of inputs. */
  readonly breaker?: {
    readonly on: readonly ('volume' | 'null_rate')[];
    /** For shadow rubrics, too. */
    readonly shadow: boolean;
    readonly at: Place;
  };
}

export interface Bounds {
  readonly warning: Decimal;
  readonly broken: Decimal;
}

/** rubrics/shared/checks.yaml: what data checks may call much, little or long. Shares are from 0 to 1. */
export interface DataBounds {
  /** Of the leads for whom a cap could bind, the share from which it is the rule and no exception. */
  readonly capsBindAtMost: number;
  /** Of the leads that reach a tier's threshold, the share that one gate may keep out. */
  readonly gatesRemoveAtMost: number;
  /** A signal is silent when nothing was seen of it for so many times its longest pause so far. */
  readonly silentTimes: number;
  /** Of fewer leads than that nothing is said. */
  readonly fewestLeads: number;
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
  /** Mailbox names that are not a person (info, sales, ...), beside the packaged list. */
  readonly roleAddresses: { readonly add: readonly string[]; readonly allow: readonly string[] };
  /** `lead.seniority` and `lead.function`, from the title: the first label one of whose RE2 patterns is found wins. */
  readonly seniority: readonly TitleLabel[];
  readonly functions: readonly TitleLabel[];
  /** `lead.committee_role`: the first role one of whose rules holds. */
  readonly committeeRoles: readonly CommitteeRole[];
  /** `industry_group` of leads and accounts, from the industry as written: the first label that fits. */
  readonly industries: readonly TitleLabel[];
  /** `company_size` of leads and accounts; from the largest. */
  readonly companySizes: readonly CompanySize[];
  /** `country_code`: how people write each country, the packaged names included. */
  readonly countries: readonly Country[];
  /** `region` of leads and accounts: region -> codes of countries, in no other region. */
  readonly regions: readonly { readonly region: string; readonly countries: readonly string[]; readonly at: Place }[];
  /** Which vendor is believed; absent: the CRM alone. */
  readonly enrichment?: Enrichment;
  /** Named lists for `in_list`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** rubrics/shared/identity.yaml: which records are one person. */
export interface Identity {
  /** Beside the CRM's own ids and merges, which always join; the strongest first. */
  readonly matchKeys: readonly MatchKey[];
  readonly neverMatch: {
    readonly emailKinds: readonly string[];
    /** Without case. */
    readonly addresses: readonly string[];
    /** Of any other key than the address; without case and outer blanks. */
    readonly values: readonly string[];
  };
  /** A person above this is cut: the weakest keys no longer join its records. */
  readonly largestPerson: KeyLimit;
  /** Acts that carry nothing but an identity of more people than this are nobody's. */
  readonly sharedBy: Readonly<Record<'email' | 'user_id' | 'anonymous_id', number>>;
  readonly survivorship: { readonly usual: Survivor; readonly columns: ReadonlyMap<string, Survivor> };
}

export interface MatchKey {
  /** `attribute`: an external id, a STRING attribute of leads and contacts. */
  readonly kind: 'email' | 'user_id' | 'anonymous_id' | 'attribute';
  /** `email`, `user_id`, `anonymous_id` or the attribute's name. */
  readonly name: string;
  /** Columns that must be equal, too, without case and outer blanks. */
  readonly same: readonly string[];
  readonly atMost: KeyLimit;
  /** Absent for a key that nobody wrote. */
  readonly at?: Place;
}

export interface KeyLimit {
  readonly records?: number;
  /** Different addresses on the records. */
  readonly emails?: number;
  /** Different registrable domains of business addresses on the records. */
  readonly companies?: number;
}

/** Whose value of a column a person has; ties go to the newest record. */
export type Survivor =
  | { readonly kind: 'newest' | 'oldest' | 'most_complete' }
  | { readonly kind: 'sources'; readonly sources: readonly string[]; readonly at?: Place };

export interface Enrichment {
  /** Every field that vendors can tell, in the order of the canonical input. */
  readonly fields: readonly {
    readonly field: EnrichableField;
    /** The first whose value counts is taken; `crm` is among them. */
    readonly vendors: readonly string[];
    /** A value that was fetched so many days ago, or more, counts no more. The CRM's own has no age. */
    readonly maxAgeDays?: number;
    /** Only what somebody has confirmed counts; the CRM's own does in any case. */
    readonly needsConfirmation: boolean;
    readonly at: Place;
  }[];
  readonly at: Place;
}

export interface TitleLabel {
  readonly label: string;
  readonly patterns: readonly string[];
  readonly at: Place;
}

/** Everything that is given must fit; of each, one is enough. */
export interface CommitteeRole {
  readonly role: string;
  readonly rules: readonly {
    /** RE2 patterns. */
    readonly title?: readonly string[];
    readonly seniority?: readonly string[];
    readonly functions?: readonly string[];
    readonly at: Place;
  }[];
  readonly at: Place;
}

export interface CompanySize {
  readonly size: string;
  /** Employees. */
  readonly from: number;
  /** RE2 patterns, for a size written without a number. */
  readonly written: readonly string[];
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
  /** Facts of an account without a person; absent: what people do. */
  readonly of?: 'account';
  /** Signals of which an event of this one is a further act. */
  readonly also?: readonly string[];
  readonly at: Place;
}

/** All given parts must fit. Text is compared without case and outer blanks; `path` is a glob (`*` one part, `**` any). */
export interface SignalPattern {
  readonly source?: string;
  readonly event?: readonly string[];
  readonly channel?: readonly string[];
  readonly path?: readonly string[];
  readonly form?: readonly string[];
  readonly campaign?: readonly string[];
  readonly campaignType?: readonly string[];
  readonly campaignStatus?: readonly string[];
  /** Of account signals alone. */
  readonly topic?: readonly string[];
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
  /** Not empty: the columns that are read, whatever the raw table has; they are read through `base_<source>__<table>`. */
  readonly expected?: readonly ExpectedColumn[];
  /** A model of the project, written by hand, that stands in for a raw table. */
  readonly model?: string;
  /** Expected, and not among the raw tables as pulled. */
  readonly isAbsent?: true;
  readonly at: Place;
}

/** A column that a mapping reads and that a raw table may lack. */
export interface ExpectedColumn {
  readonly name: string;
  /** GoogleSQL's name of the type it is read as. */
  readonly type: string;
  /** Of a TIMESTAMP that is a number in the raw table: what it counts since 1970. */
  readonly unit?: EpochUnit;
  /** The raw column's own name and type; absent where the raw table lacks it. */
  readonly raw?: { readonly name: string; readonly type: string };
  readonly at: Place;
}

export type EpochUnit = 'seconds' | 'milliseconds' | 'microseconds';

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

// ---- rubrics --------------------------------------------------------------------------------------------------

export interface Range {
  readonly low?: Decimal;
  readonly high?: Decimal;
}

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

/** What the CRM gets; the sync reads it. */
export interface CrmSection {
  readonly fields: readonly { readonly field: string; readonly from: string; readonly at: Place }[];
  readonly writeWhen: readonly (
    | { readonly kind: 'changed'; readonly column: string }
    | { readonly kind: 'by'; readonly column: string; readonly by: Decimal }
  )[];
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
