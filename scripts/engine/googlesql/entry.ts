/**
 * The closed list's shape. An entry is one way of writing something in GoogleSQL whose meaning both engines share:
 * the judge reads `form` and `signatures` to make cases, the translation reads `print`.
 */

export type GScalar = 'STRING' | 'INT64' | 'NUMERIC' | 'FLOAT64' | 'BOOL' | 'TIMESTAMP' | 'DATE';
export type GType = GScalar | `ARRAY<${GScalar}>`;

export type EntryKind = 'function' | 'operator' | 'cast' | 'aggregate' | 'window' | 'literal';

/** One list of argument types that is in the subset, and the type of the result. Nothing else is promised. */
export interface Signature {
  readonly args: readonly GType[];
  readonly returns: GType;
}

/** One argument as the translation has printed it. */
export interface Printed {
  /** DuckDB SQL, safe to stand anywhere as an operand. */
  readonly sql: string;
  /** DuckDB SQL of the same type, never evaluated: names a type where the text alone must. Short even for long `sql`. */
  readonly witness: string;
  /** GoogleSQL type where the text alone tells it (literals, casts, functions with one result type). */
  readonly type: GType | undefined;
  /** The value of a literal: text unescaped, numbers as written; undefined for anything else. */
  readonly literal: string | undefined;
  /** Where `type` is unknown: it may be a FLOAT64, since a column of that name is made as one in this query. */
  readonly mayBeFloat?: boolean;
  /** The text alone tells that it is not NULL, whatever the row. */
  readonly isNeverNull?: boolean;
  /** Where the text alone tells: it is NULL exactly where one of these holds, DuckDB SQL of a few columns, and raises no error. */
  readonly nullWhere?: readonly string[];
}

export interface Entry {
  /** Unique over the list, as GoogleSQL writes it: `DATE_DIFF(DAY)`, `CAST(STRING AS INT64)`, `+`. */
  readonly name: string;
  readonly kind: EntryKind;
  /** GoogleSQL text with `$1`, `$2`, ... for the arguments: `DATE_DIFF($1, $2, DAY)`. */
  readonly form: string;
  /** The form repeated for more arguments: `$1, $2, ...` of one type (COALESCE, CONCAT, GREATEST, IN). */
  readonly variadic?: true;
  readonly signatures: readonly Signature[];
  /** GoogleSQL literals, by argument number from 1, for arguments that must be literals (patterns, formats, zones). */
  readonly constants?: { readonly [argument: number]: readonly string[] };
  /**
   * Where DuckDB raises an error (never another value) although GoogleSQL has a value: beyond these bounds a
   * difference of that one kind is expected.
   */
  readonly limits?: string;
  /** DuckDB SQL. Throws `Refused` when a literal argument is outside what the entry promises. */
  readonly print: (args: readonly Printed[]) => string;
  /** Of an aggregate or window: what prints its calls, with their clauses, in place of `print`. */
  readonly shape?: { readonly print: (...call: never[]) => string };
}

/** Thrown by an entry's `print`; the translation adds the place. */
export class Refused extends Error {
  constructor(
    readonly what: string,
    readonly todo: string,
    readonly why?: string,
  ) {
    super(what);
    this.name = 'Refused';
  }
}
