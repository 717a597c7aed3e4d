/** When, while a run goes on, its log goes to BigQuery and its lease is renewed. */

/** Milliseconds. */
export const flushEvery = 30_000;
const flushEveryLater = 300_000;
/** So many flushes come quickly: a table takes 1,500 load jobs a day, of all runs together. */
const quickFlushes = 20;
const renewEvery = 300_000;

export interface Upkeep {
  renew(): Promise<void>;
  flush(): Promise<void>;
}

/** Told the time every few seconds. What fails is tried again at its next time, but for a lease that is lost: that is thrown. */
export class KeepUp {
  readonly #work: Upkeep;
  readonly #isLost: (error: unknown) => boolean;
  #flushed: number;
  #renewed: number;
  #flushes = 0;
  #isBusy = false;

  constructor(work: Upkeep, now: number, isLost: (error: unknown) => boolean) {
    this.#work = work;
    this.#isLost = isLost;
    this.#flushed = now;
    this.#renewed = now;
  }

  async tick(now: number): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      if (now - this.#renewed >= renewEvery) {
        await this.#work.renew();
        this.#renewed = now;
      }
      if (now - this.#flushed >= (this.#flushes < quickFlushes ? flushEvery : flushEveryLater)) {
        this.#flushed = now;
        await this.#work.flush();
        this.#flushes += 1;
      }
    } catch (error) {
      if (this.#isLost(error)) throw error;
    } finally {
      this.#isBusy = false;
    }
  }
}
