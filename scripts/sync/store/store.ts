/**
 * What a sync remembers: runs, plans, what was about to be sent, what became of it, and what the CRM acknowledged last.
 * Everything that a method writes is durable when it returns. One process at a time has it open.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../../engine/duckdb/name.js';
import { Turns } from '../../engine/duckdb/turns.js';
import type { Row } from '../../engine/engine.js';
import type { ObjectName, PlannedRow } from '../rows.js';
import { collectGarbage } from '../heap.js';
import { attach, type AttachedFile } from './attach.js';
import { foldPart, whatToFold } from './fold.js';
import { Journal } from './journal.js';
import type { BatchIntent, LogEntry, OpenBatch, WrittenBatch } from './log-entry.js';
import { closeStoreFile, letPagesGo, lighten, oneThread, openStoreFile, table, type OpenStore } from './open.js';
import { lastLogId } from './outcomes.js';
import { planPage, typesOf, type TypesByObject } from './plan-page.js';
import type { NewRun, RunChange, RunRecord } from './run-record.js';
import { rowsOf, sessionOn, type Parameter, type StoreSession } from './session.js';
import { insertRun, readRuns, updateRun } from './run-rows.js';
import { countTotals, type Totals } from './totals.js';

export type { NewRun, RunChange, RunRecord } from './run-record.js';
export type { BatchIntent, LogEntry, LoggedError, OpenBatch, WrittenBatch } from './log-entry.js';
export type { StoreSession } from './session.js';
export type { Totals } from './totals.js';
export { table as storeTable } from './open.js';

export interface StoreOptions {
  /** Who holds the lease: host and process, say. */
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly memoryLimit?: string;
}

/** Outcomes after which what was read and written meanwhile is let go. */
const outcomesPerSpell = 20_000;

export class SyncStore {
  readonly #open: OpenStore;
  readonly #memoryLimit: string | undefined;
  readonly #turns = new Turns();
  readonly #journal: Journal;
  readonly #types = new Map<string, TypesByObject>();
  #outcomesOfSpell = 0;
  readonly fencingToken: number;

  private constructor(
    open: OpenStore,
    journal: (store: SyncStore) => Journal,
    fencingToken: number,
    memoryLimit: string | undefined,
  ) {
    this.#open = open;
    this.#memoryLimit = memoryLimit;
    this.fencingToken = fencingToken;
    this.#journal = journal(this);
  }

  /** `:memory:` or a file, made when it is missing. Takes the lease. Throws `sync/locked`, `sync/cannot-open`. */
  static async open(path: string, options: StoreOptions): Promise<SyncStore> {
    const open = await openStoreFile(path, options.memoryLimit);
    try {
      const { writer } = open;
      await writer.run(
        `INSERT INTO ${table('sync_lock')}
        SELECT $1, COALESCE(MAX(fencing_token), 0) + 1, make_timestamp(CAST($2 AS BIGINT) * 1000) FROM ${table('sync_lock')}`,
        [options.owner, options.now()],
      );
      const known = await writer.run(
        `SELECT
          (SELECT MAX(fencing_token) FROM ${table('sync_lock')}),
          COALESCE(GREATEST((SELECT MAX(log_id) FROM ${table('sync_log')}), (SELECT MAX(${lastLogId}) FROM ${table('sync_written')})), 0)`,
      );
      const [token = 0, logId = 0] = (await known.getRows())[0] ?? [];
      const journal = (store: SyncStore) =>
        new Journal(writer, BigInt(Number(logId)), options.now, (work) => store.#alone(work));
      return new SyncStore(open, journal, Number(token), options.memoryLimit);
    } catch (error) {
      closeStoreFile(open);
      throw error;
    }
  }

  get file(): string {
    return this.#open.file;
  }

  /** Commits of intents and outcomes since it was opened. */
  get commits(): number {
    return this.#journal.commits;
  }

  /**
   * Runs the work in one transaction; when it throws, nothing of it remains. With a warehouse, that file is attached,
   * read-only unless asked otherwise (DuckDB then lets the work write to that file or to the store, not to both), as database `as` (the name that three-part names in translated SQL have), and let go at the end. USE stands on
   * the store itself: name its tables by `storeTable(...)`, with the catalogue from `catalogue()` where both are in one query.
   * Throws what `attach` throws.
   */
  async transaction<T>(work: (session: StoreSession) => Promise<T>, warehouse?: AttachedFile): Promise<T> {
    return this.#alone(async () => {
      const { writer } = this.#open;
      if (warehouse !== undefined) await attach(writer, warehouse);
      try {
        if (warehouse !== undefined) await writer.run('RESET threads');
        const result = await inTransaction(writer, () => work(sessionOn(writer, () => this.#letPagesGo())));
        await this.#lighten();
        return result;
      } finally {
        if (warehouse !== undefined) {
          await writer.run(oneThread);
          await writer.run(`DETACH ${identifier(warehouse.as)}`);
        }
      }
    });
  }

  /** Rows of a query of what was committed. */
  async rows(sql: string, values?: readonly Parameter[]): Promise<Row[]> {
    return this.#turns.take('reader', () => rowsOf(this.#open.reader, sql, values));
  }

  /** Writes the run of a plan, inside the planner's transaction, once sync_plan and sync_skipped have its rows. */
  async addRun(session: StoreSession, run: NewRun): Promise<void> {
    await insertRun(session, run);
  }

  async run(runId: string): Promise<RunRecord | undefined> {
    return (await this.#read((reader) => readRuns(reader, 1, runId)))[0];
  }

  /** Newest first. */
  async runs(limit: number): Promise<RunRecord[]> {
    return this.#read((reader) => readRuns(reader, limit));
  }

  async changeRun(runId: string, change: RunChange): Promise<void> {
    await this.#alone((writer) => updateRun(writer, runId, change));
  }

  /** Rows of the plan in (after, upTo], by seq, that have no outcome yet; `isWhole` gives the others, too. */
  async planPage(
    runId: string,
    range: { readonly after: number; readonly upTo: number; readonly object?: ObjectName; readonly isWhole?: boolean },
  ): Promise<PlannedRow[]> {
    const types = await this.#typesOf(runId);
    return this.#read((reader) => planPage(reader, runId, types, range));
  }

  /** The highest seq of the plan; 0 for an empty one. */
  async lastSeq(runId: string): Promise<number> {
    const rows = await this.rows(`SELECT COALESCE(MAX(seq), 0) AS last FROM ${table('sync_plan')} WHERE run_id = $1`, [
      runId,
    ]);
    return Number(rows[0]?.last ?? 0);
  }

  /** The highest seq of the plan that has an outcome; 0 where none has. */
  async lastSeqWithOutcome(runId: string): Promise<number> {
    const [row] = await this.rows(
      `SELECT GREATEST(
        COALESCE((SELECT MAX(seq) FROM ${table('sync_log')} WHERE run_id = $1), 0),
        COALESCE((SELECT MAX(seq_high) FROM ${table('sync_written')} WHERE run_id = $1), 0)
      ) AS last`,
      [runId],
    );
    return Number(row?.last);
  }

  /** Before anything of them is sent. */
  async intend(runId: string, batches: readonly BatchIntent[]): Promise<void> {
    await this.#journal.intend(runId, batches);
  }

  /** What became of rows. */
  async log(runId: string, entries: readonly LogEntry[]): Promise<void> {
    await this.#journal.log(runId, entries);
    await this.#afterOutcomes(entries.length);
  }

  /** The same of a batch of which every row was written. Its rows must be all of its object between its seqs, and none may have an outcome. */
  async logWritten(runId: string, batch: WrittenBatch): Promise<void> {
    await this.#journal.logWritten(runId, batch);
    await this.#afterOutcomes(batch.records);
  }

  async #afterOutcomes(outcomes: number): Promise<void> {
    this.#outcomesOfSpell += outcomes;
    if (this.#outcomesOfSpell < outcomesPerSpell) return;
    this.#outcomesOfSpell = 0;
    await this.#alone(() => this.#freeEverything());
  }

  /** Before any data goes to the job. */
  async setRemoteJob(runId: string, batchId: string, jobId: string): Promise<void> {
    await this.#alone(async (writer) => {
      await writer.run(`UPDATE ${table('sync_batch')} SET remote_job_id = $3 WHERE run_id = $1 AND batch_id = $2`, [
        runId,
        batchId,
        jobId,
      ]);
    });
  }

  /** Batches that have rows without an outcome: sent when the process ended, or just about to be. */
  async openBatches(runId: string): Promise<OpenBatch[]> {
    const rows = await this.rows(
      `WITH logged AS (
        SELECT batch_id, COUNT(DISTINCT seq) AS logged FROM ${table('sync_log')} WHERE run_id = $1 GROUP BY batch_id
      )

      SELECT b.batch_id, b.object, b.seq_low, b.seq_high, b.records, b.route, b.remote_job_id
      FROM ${table('sync_batch')} AS b
      LEFT JOIN logged USING (batch_id)
      WHERE b.run_id = $1 AND b.records > COALESCE(logged.logged, 0)
        AND b.batch_id NOT IN (SELECT batch_id FROM ${table('sync_written')} WHERE run_id = $1)
      ORDER BY b.seq_low, b.batch_id`,
      [runId],
    );
    return rows.map((row) => ({
      batchId: String(row.batch_id),
      object: String(row.object) as ObjectName,
      seqLow: Number(row.seq_low),
      seqHigh: Number(row.seq_high),
      records: Number(row.records),
      route: String(row.route),
      ...(row.remote_job_id === null || row.remote_job_id === undefined
        ? {}
        : { remoteJobId: String(row.remote_job_id) }),
    }));
  }

  /** The log of a run into sync_state; may be called again at any time. `atOnce`: rows of the plan that are in memory together. */
  async fold(runId: string, atOnce?: number): Promise<void> {
    await this.#alone(async (writer) => {
      // What sending has left goes first, and then what each part has.
      await this.#freeEverything();
      let rest = await whatToFold(writer, runId);
      while (rest !== undefined) {
        const fold = rest;
        rest = await inTransaction(writer, () => foldPart(writer, runId, fold, atOnce));
        rest ??= await whatToFold(writer, runId);
        await this.#freeEverything();
      }
    });
  }

  /** Throws where they do not add up to what was planned. */
  async totals(runId: string): Promise<Totals> {
    return this.#read((reader) => countTotals(reader, runId));
  }

  async close(): Promise<void> {
    await this.#alone(() => Promise.resolve());
    closeStoreFile(this.#open);
  }

  async #typesOf(runId: string): Promise<TypesByObject> {
    const known = this.#types.get(runId) ?? typesOf((await this.run(runId))?.mapping ?? []);
    this.#types.set(runId, known);
    return known;
  }

  async #read<T>(work: (reader: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#turns.take('reader', () => work(this.#open.reader));
  }

  /** While nothing is read. */
  async #letPagesGo(): Promise<void> {
    await this.#read(() => letPagesGo(this.#open, this.#memoryLimit));
  }

  /** While nothing is written. */
  async #lighten(): Promise<void> {
    await this.#read(() => lighten(this.#open, this.#memoryLimit));
  }

  /** While nothing is written. Garbage first: DuckDB keeps a result as long as JavaScript does. */
  async #freeEverything(): Promise<void> {
    collectGarbage();
    await this.#lighten();
  }

  /** One writer at a time: a connection has one transaction. */
  async #alone<T>(work: (writer: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#turns.take('writer', () => work(this.#open.writer));
  }
}

async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
