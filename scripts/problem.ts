/**
 * What went wrong, where, why, and what to do about it. Everything that can fail because of a user's file or data
 * reports problems of this shape; only `render` (below this module) turns them into text.
 */

/** A place in a user's file. Lines and columns count from 1; a length lets the code frame underline a word. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length?: number;
}

export interface Problem {
  /** Stable, kebab-case, prefixed by its part: `rubric/unknown-key`, `raw/ragged-row`, `googlesql/not-portable`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Absent when the problem has no file (a missing environment variable, a full disk). */
  readonly place?: Place;
  /** One sentence: what is wrong. */
  readonly what: string;
  /** One sentence: why that is a problem. Left out when obvious. */
  readonly why?: string;
  /** One sentence: what to do. */
  readonly todo?: string;
}

/** Thrown by code that cannot go on; carries every problem found so far, and is printed without a stack. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map((problem) => `${problem.code}: ${problem.what}`).join('\n'));
    this.name = 'ProblemError';
    this.problems = list;
  }
}
