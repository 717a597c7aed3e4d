/** Why a run stops before its plan is carried out. */
export interface StopReason {
  /** `running`: it is left as a crash would leave it, to be gone on with. */
  readonly status: 'paused_quota' | 'aborted' | 'failed' | 'running';
  /** Stable: auth, config, quota, budget, retry-after, rejects, unreachable, interrupted, totals. */
  readonly code: string;
  /** What happened, and what to do. */
  readonly why: string;
}

/** Asked once, seen by all: nothing new is sent from then on, what is under way ends. */
export class Stop {
  readonly #controller = new AbortController();
  #reason: StopReason | undefined;

  /** The first reason stands. */
  ask(reason: StopReason): void {
    this.#reason ??= reason;
    this.#controller.abort();
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  get isAsked(): boolean {
    return this.#controller.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }
}

/** Thrown where something cannot be had because the run stops; `applyPlan` is the one that catches it. */
export class Stopped extends Error {
  constructor() {
    super('the run stops');
    this.name = 'Stopped';
  }
}
