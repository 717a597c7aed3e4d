import type { LoggedError, LogEntry } from '../store/store.js';
import type { ErrorCount } from './summary.js';

/** A CRM that makes up a code per row must not fill the memory. */
const mostCodes = 200;

/** What has come of the rows since the process began. */
export class Tally {
  readonly #codes = new Map<string, { class: LoggedError['class']; rows: number; example: string }>();
  ok = 0;
  rejected = 0;
  deferred = 0;
  skipped = 0;
  /** Rows that the CRM answered in a way that nobody foresaw: worth an alert. */
  unknown = 0;
  retries = 0;
  bisects = 0;
  readBack = 0;

  add(entries: readonly LogEntry[]): void {
    for (const { outcome, error } of entries) {
      this[outcome] += 1;
      if (error === undefined) continue;
      if (error.class === 'unknown') this.unknown += 1;
      const code = this.#codes.has(error.code) || this.#codes.size < mostCodes ? error.code : 'others';
      const count = this.#codes.get(code) ?? { class: error.class, rows: 0, example: error.message };
      count.rows += 1;
      this.#codes.set(code, count);
    }
  }

  /** Rows that the CRM said yes or no to. */
  get judged(): number {
    return this.ok + this.rejected;
  }

  /** The most frequent first, by code among equals. */
  top(count: number): ErrorCount[] {
    return [...this.#codes]
      .map(([code, each]) => ({ code, ...each }))
      .sort((a, b) => b.rows - a.rows || (a.code < b.code ? -1 : 1))
      .slice(0, count);
  }
}
