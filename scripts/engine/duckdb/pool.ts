import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EngineInterrupted } from '../engine.js';
import { Session } from './session.js';

/**
 * A few connections, all made at the start: once the configuration is locked, a new one could not be set up any more.
 * Each statement occupies one of Node's four worker threads while it runs; three leave one for files.
 */
const connectionCount = 3;

interface Waiting {
  readonly start: (connection: DuckDBConnection) => void;
  readonly refuse: (reason: Error) => void;
}

export class ConnectionPool {
  readonly #idle: DuckDBConnection[];
  readonly #all: readonly DuckDBConnection[];
  readonly #busy = new Set<Session>();
  #waiting: Waiting[] = [];

  private constructor(connections: readonly DuckDBConnection[]) {
    this.#all = connections;
    this.#idle = [...connections];
  }

  /** `setup` runs on every connection. */
  static async open(instance: DuckDBInstance, setup: readonly string[]): Promise<ConnectionPool> {
    const connections: DuckDBConnection[] = [];
    for (let index = 0; index < connectionCount; index += 1) {
      const connection = await instance.connect();
      connections.push(connection);
      for (const statement of setup) await connection.run(statement);
    }
    return new ConnectionPool(connections);
  }

  /** Gives the work a connection of its own, waiting for a free one if need be. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.#wait());
    const session = new Session(connection);
    this.#busy.add(session);
    try {
      return await work(session);
    } finally {
      await session.end();
      this.#busy.delete(session);
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(connection);
      else next.start(connection);
    }
  }

  interrupt(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of waiting) refuse(new EngineInterrupted());
    for (const session of this.#busy) session.interrupt();
  }

  /** Stops what runs, waits for it to end, and closes the connections. */
  async close(): Promise<void> {
    this.interrupt();
    while (this.#idle.length < this.#all.length) await this.#wait().then((connection) => this.#idle.push(connection));
    for (const connection of this.#all) connection.closeSync();
  }

  #wait(): Promise<DuckDBConnection> {
    return new Promise((start, refuse) => this.#waiting.push({ start, refuse }));
  }
}
