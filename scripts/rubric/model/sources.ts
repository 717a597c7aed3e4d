/** Where raw tables are and what their columns mean. */
import type { EntityName, ScalarType } from '../../generate/canonical.js';
import type { Place } from '../../problem.js';

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
  /** Its name ends in `*`, and each shard holds the events of one day: `events_20260131`. */
  readonly shards?: 'day';
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
  /** Rows may change or go after they came, so that each run reads all of them. Always so for campaign responses. */
  readonly mayChange: boolean;
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
