import type { Limits } from '../destination.js';
import type { Clock } from './clock.js';

/** Calls that may follow at once after a pause that was longer than their distance. */
const mostCatchingUp = 2;

/** Spreads calls evenly over time, holds them back while the CRM asks for it, and when its window is nearly used up. */
export class Pace {
  readonly #clock: Clock;
  readonly #distance: number;
  /** Calls of ours that may be on their way when an answer tells what is left. */
  readonly #underWay: number;
  #next = 0;
  #heldUntil = 0;

  constructor(clock: Clock, callsPerSecond: number | undefined, underWay: number) {
    this.#clock = clock;
    this.#distance = callsPerSecond === undefined ? 0 : 1000 / callsPerSecond;
    this.#underWay = underWay;
  }

  /** Waits until the next call may go. */
  async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      this.#next = Math.max(this.#next, now - mostCatchingUp * this.#distance);
      const at = Math.max(this.#next, this.#heldUntil);
      if (at <= now || signal.aborted) {
        this.#next += this.#distance;
        return;
      }
      if (this.#heldUntil <= now) {
        // Taken before the wait, so that calls that wait together go one after the other.
        this.#next += this.#distance;
        await this.#clock.sleep(at - now, signal);
        if (this.#heldUntil <= this.#clock.now()) return;
      } else {
        await this.#clock.sleep(at - now, signal);
      }
    }
  }

  /** No call before so many milliseconds have passed. */
  hold(milliseconds: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + milliseconds);
  }

  saw({ leftInWindow, window }: Limits): void {
    if (leftInWindow !== undefined && window !== undefined && leftInWindow < this.#underWay) this.hold(window);
  }
}
