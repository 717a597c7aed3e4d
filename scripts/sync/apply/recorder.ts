import type { LogEntry, WrittenBatch } from '../store/store.js';
import type { ApplyRequest } from './request.js';
import type { Stop } from './stop.js';
import { tooManyRejects } from './stop-reasons.js';
import type { Tally } from './tally.js';

/** Writes outcomes to the log; they are durable when it returns. Stops the run when the CRM rejects too many. */
export class Recorder {
  readonly #request: ApplyRequest;
  readonly #tally: Tally;
  readonly #stop: Stop;
  readonly #rows: number;
  readonly #calls: () => number;

  /** `rows`: how many are waiting. */
  constructor(
    request: ApplyRequest,
    { tally, stop, rows, calls }: { tally: Tally; stop: Stop; rows: number; calls: () => number },
  ) {
    this.#request = request;
    this.#tally = tally;
    this.#stop = stop;
    this.#rows = rows;
    this.#calls = calls;
  }

  async record(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { store, runId } = this.#request;
    await store.log(runId, entries);
    for (const { outcome } of entries) this.#tally[outcome] += 1;
    this.#checkRejects();
    this.#tell();
  }

  /** Of a batch of which every row was written, in one entry. */
  async recordWritten(batch: WrittenBatch): Promise<void> {
    const { store, runId } = this.#request;
    await store.logWritten(runId, batch);
    this.#tally.ok += batch.records;
    this.#tell();
  }

  #tell(): void {
    const { onProgress } = this.#request;
    const { ok, rejected, deferred, skipped } = this.#tally;
    onProgress?.({ rows: this.#rows, ok, rejected, deferred, skipped, calls: this.#calls() });
  }

  #checkRejects(): void {
    const { breakers, isForced = false } = this.#request.settings;
    const { rejected, judged } = this.#tally;
    if (isForced || judged < breakers.fewestRows) return;
    if (rejected >= judged * breakers.maxRejectShare)
      this.#stop.ask(tooManyRejects(rejected, judged, breakers.maxRejectShare));
  }
}
