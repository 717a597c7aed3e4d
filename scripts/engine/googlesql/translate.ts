import type { SqlOrigin } from '../engine.js';

/**
 * Translates one GoogleSQL query of the portable subset to DuckDB's dialect.
 * Throws `ProblemError` (`googlesql/not-portable`, `googlesql/syntax`) with `origin`'s file and the exact line.
 */
export function translate(_sql: string, _origin?: SqlOrigin): string {
  throw new Error('not built yet');
}
