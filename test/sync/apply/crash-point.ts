import type { ApplyStore } from '../../../scripts/sync/apply/request.js';
import type { Destination } from '../../../scripts/sync/destination.js';

export class Crash extends Error {}

/** The process ends at the n-th step that leaves a trace, before or after it; nothing leaves one from then on. */
export class CrashPoint {
  #steps = 0;
  #isDead = false;

  constructor(
    readonly at: number,
    readonly when: 'before' | 'after',
  ) {}

  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Crash();
    this.#steps += 1;
    const isHere = this.#steps === this.at;
    if (isHere && this.when === 'before') this.#die();
    const result = await work();
    if (isHere) this.#die();
    if (this.#isDead) throw new Crash();
    return result;
  }

  #die(): never {
    this.#isDead = true;
    throw new Crash();
  }
}

/** The store and the CRM, as a process sees them that ends at that point. */
export function mortal(
  point: CrashPoint,
  store: ApplyStore,
  destination: Destination,
): { readonly store: ApplyStore; readonly destination: Destination } {
  const steps: ApplyStore = {
    run: (runId) => store.run(runId),
    rows: (sql, values) => store.rows(sql, values),
    lastSeq: (runId) => store.lastSeq(runId),
    lastSeqWithOutcome: (runId) => store.lastSeqWithOutcome(runId),
    planPage: (runId, range) => store.planPage(runId, range),
    openBatches: (runId) => store.openBatches(runId),
    totals: (runId) => store.totals(runId),
    changeRun: (runId, change) => point.step(() => store.changeRun(runId, change)),
    intend: (runId, batches) => point.step(() => store.intend(runId, batches)),
    log: (runId, entries) => point.step(() => store.log(runId, entries)),
    logWritten: (runId, batch) => point.step(() => store.logWritten(runId, batch)),
    setRemoteJob: (runId, batchId, jobId) => point.step(() => store.setRemoteJob(runId, batchId, jobId)),
    fold: (runId) => point.step(() => store.fold(runId)),
  };
  const sending = new Proxy(destination, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'send') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return (...call: Parameters<Destination['send']>) => point.step(() => target.send(...call));
    },
  });
  return { store: steps, destination: sending };
}
