/** Counts durations in steps of 2 %, so that memory does not grow with the calls. */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #all = 0;

  add(milliseconds: number): void {
    const step = milliseconds <= 0 ? -1 : Math.max(0, Math.round(Math.log(milliseconds) / logStep));
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
    this.#all += 1;
  }

  /** The duration that a share of all calls kept within, to 2 %; undefined without calls. Milliseconds. */
  quantile(share: number): number | undefined {
    let seen = 0;
    for (const [step, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= share * this.#all) return step < 0 ? 0 : Math.round(Math.exp(step * logStep));
    }
    return undefined;
  }
}

const logStep = Math.log(1.02);
