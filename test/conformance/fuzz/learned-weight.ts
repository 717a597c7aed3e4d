import type { Entry } from '../../../scripts/engine/googlesql/entry.js';
import type { Weight } from './generate.js';

/**
 * An expression that has no answer (a text that is no number, a sum beyond INT64) hides everything inside it and costs
 * a search for the guilty one. So entries that are often in such expressions are drawn less often, but never less than
 * one time in twenty.
 */
export class LearnedWeight {
  readonly #drawn = new Map<string, number>();
  readonly #failed = new Map<string, number>();

  readonly weight: Weight = (entry) => {
    const failed = this.#failed.get(entry.name) ?? 0;
    const share = failed / ((this.#drawn.get(entry.name) ?? 0) + 4);
    return Math.max(0.05, (1 - share) ** 4);
  };

  /** @param failed whether the expression that holds these entries had no answer in some row */
  note(entries: readonly Entry[], failed: boolean): void {
    for (const { name } of new Set(entries)) {
      this.#drawn.set(name, (this.#drawn.get(name) ?? 0) + 1);
      if (failed) this.#failed.set(name, (this.#failed.get(name) ?? 0) + 1);
    }
  }
}
