import type { CteChain } from './cte-chain.js';
import type { Printed } from './entry.js';
import type { Copies, LastStep } from './rare-copies.js';
import type { Scope } from './scope.js';
import type { Source } from './source.js';
import type { Json } from './tree.js';

/** The translation's parts as they know each other. */
export interface Context {
  readonly source: Source;
  /** Names, in small letters, of columns that the query makes as FLOAT64; another column may have the same name. */
  readonly floats: Set<string>;
  readonly ctes: CteChain;
  /** The SELECT whose copies somebody else takes out, and who is told how. */
  readonly copiesLeft: (LastStep & { readonly leave: (copies: Copies) => void }) | undefined;
  /** SELECTs whose keys of one row are not asked for, and what they are grouped by. */
  readonly repeated: Map<Json, readonly Json[]>;
  /** Comparisons that are looked at after the joins. */
  readonly late: Set<Json>;
  expression(node: Json, scope: Scope): Printed;
  /** What WHERE, or ON of an inner join, wants of a row. */
  condition(node: Json, scope: Scope): string;
  /** A whole query, without parentheses. */
  query(node: Json, scope: Scope): string;
}
