/**
 * Group commits: what is written while a commit is under way goes into the next one, together. A commit costs a flush to disk
 * whatever it holds, so that many batches share one; each caller waits until its own rows are durable.
 */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { BatchIntent, LogEntry, WrittenBatch } from './log-entry.js';
import { schema } from './schema.js';

/** What is written together, each with its run. */
interface Written {
  readonly intents?: readonly { readonly runId: string; readonly intent: BatchIntent }[];
  readonly entries?: readonly { readonly runId: string; readonly entry: LogEntry }[];
  readonly batches?: readonly { readonly runId: string; readonly batch: WrittenBatch }[];
}

interface Waiting extends Written {
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export class Journal {
  readonly #connection: DuckDBConnection;
  readonly #exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #isWriting = false;
  #lastLogId: bigint;
  #commits = 0;

  constructor(
    connection: DuckDBConnection,
    lastLogId: bigint,
    now: () => number,
    exclusive: <T>(work: () => Promise<T>) => Promise<T>,
  ) {
    this.#connection = connection;
    this.#lastLogId = lastLogId;
    this.#now = now;
    this.#exclusive = exclusive;
  }

  get commits(): number {
    return this.#commits;
  }

  async intend(runId: string, intents: readonly BatchIntent[]): Promise<void> {
    if (intents.length > 0) await this.#write({ intents: intents.map((intent) => ({ runId, intent })) });
  }

  async log(runId: string, entries: readonly LogEntry[]): Promise<void> {
    if (entries.length > 0) await this.#write({ entries: entries.map((entry) => ({ runId, entry })) });
  }

  async logWritten(runId: string, batch: WrittenBatch): Promise<void> {
    await this.#write({ batches: [{ runId, batch }] });
  }

  async #write(what: Written): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ ...what, done, failed });
      if (!this.#isWriting) {
        this.#isWriting = true;
        // What else is ready in this turn of the loop comes along.
        setImmediate(() => void this.#writeAll());
      }
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#exclusive(() => this.#commit(group));
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    this.#isWriting = false;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    await this.#connection.run('BEGIN TRANSACTION');
    try {
      await this.#append(
        'sync_batch',
        group.flatMap(({ intents = [] }) => intents),
        appendIntent,
        this.#moment(),
      );
      let logId = this.#lastLogId;
      await this.#append(
        'sync_log',
        group.flatMap(({ entries = [] }) => entries),
        (appender, row, moment) => {
          logId += 1n;
          appendEntry(appender, logId, row, moment);
        },
        this.#moment(),
      );
      await this.#append(
        'sync_written',
        group.flatMap(({ batches = [] }) => batches),
        (appender, row, moment) => {
          appendWritten(appender, logId + 1n, row, moment);
          // One for each seq between its ends, or rows of other objects would have to be counted.
          logId += BigInt(row.batch.seqHigh - row.batch.seqLow + 1);
        },
        this.#moment(),
      );
      await this.#connection.run('COMMIT');
      this.#lastLogId = logId;
      this.#commits += 1;
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #append<Row>(
    table: string,
    rows: readonly Row[],
    append: (appender: DuckDBAppender, row: Row, moment: DuckDBTimestampValue) => void,
    moment: DuckDBTimestampValue,
  ): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.#connection.createAppender(table, schema);
    try {
      for (const row of rows) {
        append(appender, row, moment);
        appender.endRow();
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }

  #moment(): DuckDBTimestampValue {
    return new DuckDBTimestampValue(BigInt(this.#now()) * 1000n);
  }
}

function appendIntent(
  appender: DuckDBAppender,
  { runId, intent }: { readonly runId: string; readonly intent: BatchIntent },
  moment: DuckDBTimestampValue,
): void {
  appender.appendVarchar(runId);
  appender.appendVarchar(intent.batchId);
  appender.appendVarchar(intent.object);
  appender.appendBigInt(BigInt(intent.seqLow));
  appender.appendBigInt(BigInt(intent.seqHigh));
  appender.appendBigInt(BigInt(intent.records));
  appender.appendVarchar(intent.route);
  appender.appendNull();
  appender.appendTimestamp(moment);
}

function appendEntry(
  appender: DuckDBAppender,
  logId: bigint,
  { runId, entry }: { readonly runId: string; readonly entry: LogEntry },
  moment: DuckDBTimestampValue,
): void {
  const text = (value: string | undefined) =>
    value === undefined ? appender.appendNull() : appender.appendVarchar(value);
  appender.appendBigInt(logId);
  appender.appendVarchar(runId);
  appender.appendVarchar(entry.batchId);
  appender.appendBigInt(BigInt(entry.seq));
  appender.appendVarchar(entry.rowKey);
  appender.appendVarchar(entry.fingerprint);
  appender.appendVarchar(entry.outcome);
  appender.appendBoolean(entry.mayBeWritten);
  text(entry.error?.class);
  text(entry.error?.code);
  text(entry.error?.message);
  text(entry.error?.fields?.join(','));
  appender.appendInteger(entry.attempt);
  if (entry.error?.httpStatus === undefined) appender.appendNull();
  else appender.appendInteger(entry.error.httpStatus);
  appender.appendTimestamp(moment);
}

function appendWritten(
  appender: DuckDBAppender,
  firstLogId: bigint,
  { runId, batch }: { readonly runId: string; readonly batch: WrittenBatch },
  moment: DuckDBTimestampValue,
): void {
  appender.appendBigInt(firstLogId);
  appender.appendVarchar(runId);
  appender.appendVarchar(batch.batchId);
  appender.appendVarchar(batch.object);
  appender.appendBigInt(BigInt(batch.seqLow));
  appender.appendBigInt(BigInt(batch.seqHigh));
  appender.appendInteger(batch.attempt);
  appender.appendTimestamp(moment);
}
