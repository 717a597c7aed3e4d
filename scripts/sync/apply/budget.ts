import type { Limits } from '../destination.js';
import type { DayOfCalls, Quota } from './summary.js';

/**
 * Our share of the calls that the CRM still allows today. What others use while we send becomes less for us as well: of what would
 * be left without us we take no more than the share.
 */
export class CallBudget {
  /** Of what was left when the CRM first told us. */
  readonly share: number;
  #before: DayOfCalls | undefined;
  #after: DayOfCalls | undefined;
  #spent = 0;
  /** Calls that would be left today if we had made none, by the answer that left the fewest. */
  #free = Number.POSITIVE_INFINITY;

  constructor(share: number) {
    this.share = share;
  }

  saw({ usedToday, allowedToday }: Limits): void {
    if (usedToday === undefined || allowedToday === undefined) return;
    this.#after = { used: usedToday, allowed: allowedToday };
    const left = allowedToday - usedToday;
    this.#free = Math.min(this.#free, this.#before === undefined ? left : left + this.#spent);
    this.#before ??= this.#after;
  }

  spend(calls: number): void {
    this.#spent += calls;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Calls that we may spend in this run; infinite where the CRM has no limit or does not tell. */
  get ours(): number {
    return Math.floor(this.#free * this.share);
  }

  allows(calls: number): boolean {
    return this.#spent + calls <= this.ours;
  }

  get quota(): Quota {
    return {
      ...(this.#before !== undefined && { before: this.#before }),
      ...(this.#after !== undefined && { after: this.#after }),
    };
  }
}
