import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBResult,
} from '@duckdb/node-api';
import { EngineInterrupted } from '../engine.js';
import { isInterrupt } from './failure.js';

/** One connection while one piece of work has it. After an interrupt every further statement of that work is refused. */
export class Session {
  readonly #connection: DuckDBConnection;
  #isInterrupted = false;
  #isUnoptimised = false;
  #repeat: NodeJS.Timeout | undefined;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async run(sql: string, values?: string[]): Promise<DuckDBMaterializedResult> {
    return this.#guard(() => this.#connection.run(sql, values));
  }

  /** A result whose rows are made as they are fetched. */
  async stream(sql: string): Promise<DuckDBResult> {
    return this.#guard(() => this.#connection.stream(sql));
  }

  /** One step of reading a streamed result. */
  async fetch<T>(step: () => Promise<T>): Promise<T> {
    return this.#guard(step);
  }

  /** The number that a write reports: rows created, inserted or updated. */
  async count(sql: string): Promise<number> {
    const rows = await (await this.run(sql)).getRows();
    return Number(rows[0]?.[0] ?? 0);
  }

  /** A look at a statement that is not run: its columns are known without optimising it, which takes half of the time. */
  async prepare<T>(sql: string, read: (statement: DuckDBPreparedStatement) => T): Promise<T> {
    await this.run('PRAGMA disable_optimizer');
    this.#isUnoptimised = true;
    try {
      const statement = await this.#guard(() => this.#connection.prepare(sql));
      try {
        return read(statement);
      } finally {
        statement.destroySync();
      }
    } finally {
      await this.#optimise();
    }
  }

  /** Runs a statement after a look at it, planned once. */
  async runPrepared(
    sql: string,
    look: (statement: DuckDBPreparedStatement) => void,
  ): Promise<DuckDBMaterializedResult> {
    const statement = await this.#guard(() => this.#connection.prepare(sql));
    try {
      look(statement);
      return await this.#guard(() => statement.run());
    } finally {
      statement.destroySync();
    }
  }

  /** Runs the work in a transaction. When it throws, or is interrupted before the commit, nothing of it remains. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN TRANSACTION');
    try {
      const result = await work();
      this.#check();
      this.#stopRepeating();
      // From here on the work is complete: an interrupt that comes now comes too late.
      await this.#connection.run('COMMIT');
      return result;
    } catch (error) {
      this.#stopRepeating();
      // A failed commit has rolled back already; then there is nothing left to roll back.
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      await this.#optimise();
      throw error;
    }
  }

  interrupt(): void {
    this.#isInterrupted = true;
    this.#connection.interrupt();
    // DuckDB forgets an interrupt that reaches it between "queued" and "started"; so it is repeated until the work ends.
    this.#repeat ??= setInterval(() => this.#connection.interrupt(), 10);
  }

  /** Called by the pool once the work is over. */
  async end(): Promise<void> {
    this.#stopRepeating();
    await this.#optimise();
  }

  /** In a transaction that has failed this fails too, and is done after its end. */
  async #optimise(): Promise<void> {
    if (!this.#isUnoptimised) return;
    await this.#connection.run('PRAGMA enable_optimizer').then(
      () => {
        this.#isUnoptimised = false;
      },
      () => undefined,
    );
  }

  #stopRepeating(): void {
    clearInterval(this.#repeat);
    this.#repeat = undefined;
  }

  #check(): void {
    if (this.#isInterrupted) throw new EngineInterrupted();
  }

  async #guard<T>(statement: () => Promise<T>): Promise<T> {
    this.#check();
    try {
      return await statement();
    } catch (error) {
      if (this.#isInterrupted && isInterrupt(error)) throw new EngineInterrupted();
      throw error;
    }
  }
}
