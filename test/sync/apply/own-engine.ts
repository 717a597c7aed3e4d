/** An engine with a store, a clock and a CRM of its own for each test of a file. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import type { ApplyRequest } from '../../../scripts/sync/apply/request.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import type { Refusal } from '../../../scripts/sync/destination.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from './fake-clock.js';
import { FakeCrm } from './fake-crm.js';
import { emptied } from './planned.js';

/** Clock and CRM are new in each test, the store is emptied. */
export class OwnEngine {
  clock = new FakeClock();
  crm = new FakeCrm();
  #store: SyncStore | undefined;

  constructor() {
    beforeAll(async () => {
      this.#store = await SyncStore.open(':memory:', { owner: 'test', now: () => this.clock.now() });
    });
    afterAll(async () => this.store.close());
    beforeEach(async () => {
      this.clock = new FakeClock();
      this.crm = new FakeCrm();
      await emptied(this.store);
    });
  }

  get store(): SyncStore {
    if (this.#store === undefined) throw new Error('the store is open only while tests run');
    return this.#store;
  }

  /** Carries out the plan run1. */
  apply(more: Partial<ApplyRequest> = {}): Promise<RunSummary> {
    return applyPlan({
      store: this.store,
      destination: this.crm,
      runId: 'run1',
      settings: { budget: 0.2, breakers: usualBreakers },
      clock: this.clock,
      random: () => 0.5,
      signal: new AbortController().signal,
      ...more,
    });
  }
}

export const refusal = (code: string, message = `${code} it says`, more: Partial<Refusal> = {}): Refusal => ({
  code,
  message,
  ...more,
});

/** What the log has of so many leads that were written at once. */
export const ok = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `lead/L${index + from} | ok | try 1`);

export const counts = ({ planned, ok: written, rejected, deferred, skipped, waiting }: RunSummary) => ({
  planned,
  ok: written,
  rejected,
  deferred,
  skipped,
  waiting,
});
