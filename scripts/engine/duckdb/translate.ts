import type { Copies } from '../googlesql/rare-copies.js';
import type { SqlOrigin } from '../engine.js';

/** GoogleSQL to DuckDB's dialect. `leaveCopies`: copies of rows may be left in, for whoever calls takes them out; it is told how. */
export type Translate = (
  sql: string,
  origin?: SqlOrigin,
  options?: { readonly leaveCopies?: (copies: Copies) => void },
) => string;
