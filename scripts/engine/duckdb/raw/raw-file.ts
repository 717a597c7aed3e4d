import type { GoogleType } from '../googlesql-type.js';

/** A file as found: where it is, what the user calls it, and what tells whether it has changed. */
export interface RawPath {
  /** Absolute. */
  readonly path: string;
  /** Relative to the project where it lies inside, for messages and for the fingerprint. */
  readonly shown: string;
  readonly size: number;
  readonly changedAt: number;
}

export interface RawColumn {
  readonly name: string;
  readonly type: GoogleType;
}

/** `'/data/a[1].csv'` as a pattern that matches this one file only: DuckDB takes every path as a glob. */
export function pathPattern(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}
