import type { Destination } from '../destination.js';

/** Signs in anew once, however many calls met the same expired session. */
export class SignIn {
  readonly #destination: Pick<Destination, 'renew'>;
  #generation = 0;
  #underWay: Promise<void> | undefined;

  constructor(destination: Pick<Destination, 'renew'>) {
    this.#destination = destination;
  }

  /** Which session a call goes out with. */
  get generation(): number {
    return this.#generation;
  }

  /** After a call of that session met a 401. Throws `CallFailed` where the CRM does not let us in. */
  async renew(generation: number): Promise<void> {
    if (generation < this.#generation) return;
    this.#underWay ??= this.#destination
      .renew()
      .then(() => {
        this.#generation += 1;
      })
      .finally(() => {
        this.#underWay = undefined;
      });
    await this.#underWay;
  }
}
