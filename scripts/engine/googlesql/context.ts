import type { Printed } from './entry.js';
import type { Scope } from './scope.js';
import type { Source } from './source.js';
import type { Json } from './tree.js';

/** The translation's parts as they know each other. */
export interface Context {
  readonly source: Source;
  expression(node: Json, scope: Scope): Printed;
  /** A whole query, without parentheses. */
  query(node: Json, scope: Scope): string;
}
