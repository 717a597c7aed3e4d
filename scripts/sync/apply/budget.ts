import type { Limits } from '../destination.js';
import type { DayOfCalls, Quota } from './summary.js';

/** Our share of the calls that the CRM still allowed today when it first told us. */
export class CallBudget {
  /** Of what was left when the CRM first told us. */
  readonly share: number;
  #before: DayOfCalls | undefined;
  #after: DayOfCalls | undefined;
  #spent = 0;

  constructor(share: number) {
    this.share = share;
  }

  saw({ usedToday, allowedToday }: Limits): void {
    if (usedToday === undefined || allowedToday === undefined) return;
    this.#after = { used: usedToday, allowed: allowedToday };
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
    if (this.#before === undefined) return Number.POSITIVE_INFINITY;
    return Math.floor((this.#before.allowed - this.#before.used) * this.share);
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
