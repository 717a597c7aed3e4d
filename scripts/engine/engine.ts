/**
 * What the runner needs from a warehouse. SQL in this interface is GoogleSQL, always; an engine that speaks another
 * dialect translates inside. Every write is atomic: after an error or an interrupt the target is as it was before.
 */

/** A relation's full name, as Dataform resolves it. */
export interface Target {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** GoogleSQL's type name; arrays and structs as `ARRAY<...>` and `STRUCT<...>`. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Relation {
  readonly kind: 'table' | 'view';
  readonly columns: readonly Column[];
}

/**
 * A cell as JavaScript sees it. INT64: number (bigint beyond 2^53). NUMERIC: decimal text without trailing zeros
 * ('1.5', '-0.25', '3'). TIMESTAMP: ISO 8601 in UTC, ending in Z, fraction only where there is one, microseconds.
 * DATE: 'YYYY-MM-DD'. BYTES: base64.
 */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [field: string]: Value };
export type Row = { readonly [column: string]: Value };

/** Where SQL came from, so that an error can name the user's file: line 1 of the SQL is `line` of `file`. */
export interface SqlOrigin {
  readonly file: string;
  readonly line: number;
}

export interface Written {
  /** Rows in the table after a replace; rows inserted or updated by an insert or merge; absent for a view. */
  readonly rows?: number;
}

/** How rows reach an existing incremental table. */
export type IncrementalWrite = {
  readonly columns: readonly string[];
  /** A table, in the target's database, that holds exactly these rows afterwards; whoever asks for it drops it. */
  readonly keptIn?: Target;
} & ({ readonly kind: 'insert' } | { readonly kind: 'merge'; readonly uniqueKey: readonly string[] });

/** What becomes of one table in `replaceRows`: first rows go, then rows come. */
export interface Replacement {
  readonly target: Target;
  /** The table's columns that rows are put into. */
  readonly columns: readonly string[];
  /** Whose value in this column is a row of the query, which gives that one column, goes; absent: none does. */
  readonly without?: { readonly column: string; readonly sql: string };
  /** The rows that come. */
  readonly sql: string;
}

export interface TableOptions {
  readonly partitionBy?: string;
  readonly clusterBy?: readonly string[];
  readonly description?: string;
  /** Columns of which nearly every row has a value of its own. */
  readonly identifiers?: readonly string[];
}

export interface Engine {
  readonly name: 'duckdb' | 'bigquery';
  createSchema(database: string, schema: string): Promise<void>;
  /** What stands under that name now; undefined when nothing does. */
  relation(target: Target): Promise<Relation | undefined>;
  /** Column names and types of a query, without running it. */
  describe(sql: string, origin?: SqlOrigin): Promise<readonly Column[]>;
  query(sql: string, origin?: SqlOrigin): Promise<Row[]>;
  /** The rows of a query in parts, one at a time, so that memory does not grow with them. In no order but that of ORDER BY. */
  readParts(sql: string, take: (rows: readonly Row[]) => Promise<void>, origin?: SqlOrigin): Promise<void>;
  /** Replaces the table (or the view of that name) by the rows of the query. */
  writeTable(target: Target, sql: string, origin?: SqlOrigin, options?: TableOptions): Promise<Written>;
  /** Replaces the view (or the table of that name). */
  writeView(target: Target, sql: string, origin?: SqlOrigin): Promise<Written>;
  /** Adds the query's rows to an existing table, in the table's own columns. */
  writeIncrement(target: Target, write: IncrementalWrite, sql: string, origin?: SqlOrigin): Promise<Written>;
  /** Deletes the rows whose values in these columns are a row of the query, which gives the columns under their names. */
  removeRows(target: Target, columns: readonly string[], sql: string): Promise<Written>;
  /** All of them, or none: in one transaction, in this order. No query may read a table that an earlier one has changed. */
  replaceRows(replacements: readonly Replacement[]): Promise<void>;
  /** Makes NULL of the column's values that are a row of the query, which gives that one column. */
  clearCells(target: Target, column: string, sql: string): Promise<Written>;
  /** Appends rows to a table that the runner itself owns (run log); creates it on first use. */
  append(target: Target, columns: readonly Column[], rows: readonly Row[]): Promise<void>;
  /** Drops whatever stands under that name; nothing happens when nothing does. */
  drop(target: Target): Promise<void>;
  /** Drops the schema and whatever is in it; nothing happens when there is none. */
  dropSchema(database: string, schema: string): Promise<void>;
  /** Stops what is running; the pending promise rejects with `EngineInterrupted`. */
  interrupt(): void;
  close(): Promise<void>;
}

export class EngineInterrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'EngineInterrupted';
  }
}
