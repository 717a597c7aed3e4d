/**
 * The memory of a sync in BigQuery, whose journal is the sync's own file: opened under a lease, made to agree, and kept up
 * while a run goes on. Whoever has it open may write; nobody else does.
 */
import type { BigQueryEngine } from '../../engine/bigquery/bigquery-engine.js';
import type { SyncStore } from '../store/store.js';
import { bringActions, putActions } from './actions.js';
import { beginRun, endRun, flushLog } from './flush.js';
import { type Lease, releaseLease, renewLease, takeLease } from './lease.js';
import { noteToken, ownFile } from './own-file.js';
import type { Place } from './place.js';
import { bringState, yieldRuns } from './refresh.js';
import { type Settled, settleOthers } from './settle.js';
import { lockTable, memoryTables, memoryTarget, newTable } from './tables.js';
import { openUploads } from './uploads.js';

export interface MemoryOptions {
  readonly engine: BigQueryEngine;
  /** The project that has the warehouse. */
  readonly database: string;
  readonly syncId: string;
  /** Of one load job at most; 100,000 unless given. */
  readonly rowsPerLoad?: number;
  readonly store: SyncStore;
  /** Host and process, for people. */
  readonly owner: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** What was found when it was opened, and a person should know. */
export interface Found {
  /** Runs of other machines that were ended here. */
  readonly settled: readonly Settled[];
  /** Runs of this file that another machine has ended. */
  readonly ended: readonly string[];
  /** Plans of this file that were made by what was known before another machine was at work. */
  readonly thrownAway: readonly string[];
}

export class BigQueryMemory {
  readonly place: Place;
  readonly found: Found;
  readonly #lease: Lease;
  readonly #store: SyncStore;
  /** One piece of work after the other: two loads of one log would be one load twice. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(place: Place, lease: Lease, store: SyncStore, found: Found) {
    this.place = place;
    this.found = found;
    this.#lease = lease;
    this.#store = store;
  }

  /** Throws `sync/locked`, `sync/other-warehouse`, and whatever BigQuery refuses. */
  static async open({ store, owner, now, newId, ...place }: MemoryOptions): Promise<BigQueryMemory> {
    const { storeId, token } = await ownFile(store, place.database, newId);
    await makeTables(place);
    const lease = await takeLease(place, { storeId, owner });
    try {
      const isAlone = token === lease.token - 1;
      const yielded = isAlone ? { ended: [], thrownAway: [] } : await yieldRuns(place, store, now());
      const settled = await settleOthers(place, lease, now());
      const memory = new BigQueryMemory(place, lease, store, { ...yielded, settled });
      await memory.catchUp();
      if (!isAlone) {
        await bringState(place, store);
        await bringActions(place, store, now());
      }
      await noteToken(store, lease.token);
      return memory;
    } catch (error) {
      await releaseLease(place, lease).catch(() => undefined);
      throw error;
    }
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** Whatever the file has and BigQuery has not. */
  async catchUp(): Promise<void> {
    for (const { runId, isBegun } of await openUploads(this.#store)) if (isBegun) await this.end(runId);
  }

  /** Before anything of the plan is sent. */
  async begin(runId: string): Promise<void> {
    await this.#next(() => beginRun(this.place, this.#lease, this.#store, runId));
  }

  /** A sign of life. Throws `sync/lease-lost`. */
  async renew(): Promise<void> {
    await this.#next(() => renewLease(this.place, this.#lease));
  }

  /** The log of a run so far. */
  async flush(runId: string): Promise<void> {
    await this.#next(() => flushLog(this.place, this.#store, runId));
  }

  /** Once it has stopped, for good or for now. */
  async end(runId: string): Promise<void> {
    await this.#next(() => endRun(this.place, this.#lease, this.#store, runId));
  }

  /** What became of actions; before they are sent, that they are about to be. */
  async putActions(now: Date, isAboutToSend: boolean): Promise<void> {
    await this.#next(() => putActions(this.place, this.#lease, this.#store, { now, isAboutToSend }));
  }

  /** Lets others in. What could not be brought stays in the file, and the next one who opens it brings it. */
  async close(): Promise<void> {
    await this.#turn.catch(() => undefined);
    await releaseLease(this.place, this.#lease).catch(() => undefined);
    await this.place.engine.close();
  }

  async #next(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work, work);
    this.#turn = done;
    await done;
  }
}

async function makeTables({ engine, database }: Pick<Place, 'engine' | 'database'>): Promise<void> {
  if ((await engine.relation(memoryTarget(database, lockTable.name))) !== undefined) return;
  for (const table of memoryTables) await engine.makeTable(memoryTarget(database, table.name), newTable(table));
}
