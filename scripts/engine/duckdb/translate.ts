import type { SqlOrigin } from '../engine.js';

/** GoogleSQL to DuckDB's dialect. `isTooMuchToHold`: rows may be more than memory has room for. */
export type Translate = (sql: string, origin?: SqlOrigin, options?: { readonly isTooMuchToHold?: boolean }) => string;
