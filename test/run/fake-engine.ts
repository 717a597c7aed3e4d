import {
  type Column,
  type Engine,
  EngineInterrupted,
  type IncrementalWrite,
  type Relation,
  type Replacement,
  type Row,
  type Target,
  type Written,
} from '../../scripts/engine/engine.js';
import { ProblemError } from '../../scripts/problem.js';

export interface FakeWarehouse {
  /** What stands already, by table name. */
  readonly relations?: Readonly<Record<string, Relation>>;
  /** Columns of a described query that contains the key. */
  readonly describes?: Readonly<Record<string, readonly Column[]>>;
  /** Rows of a query that contains the key; the first that fits. */
  readonly queries?: Readonly<Record<string, readonly Row[]>>;
  /** Writing these tables fails with this text. */
  readonly failing?: Readonly<Record<string, string>>;
  /** Writing these tables waits until `release` or `interrupt`. */
  readonly held?: readonly string[];
}

/** An engine that notes every call as one line of text and answers from tables. */
export class FakeEngine implements Engine {
  readonly name = 'duckdb';
  readonly calls: string[] = [];
  readonly appended: Record<string, readonly Row[]> = {};
  /** Resolves when a held write has begun. */
  readonly holding: Promise<void>;
  #began: () => void = () => undefined;
  #held: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  inFlight = 0;
  mostInFlight = 0;

  constructor(private readonly warehouse: FakeWarehouse = {}) {
    this.holding = new Promise((resolve) => {
      this.#began = resolve;
    });
  }

  createSchema(database: string, schema: string): Promise<void> {
    this.calls.push(`schema ${database}.${schema}`);
    return Promise.resolve();
  }

  relation(target: Target): Promise<Relation | undefined> {
    return Promise.resolve(this.warehouse.relations?.[target.name]);
  }

  describe(sql: string): Promise<readonly Column[]> {
    return Promise.resolve(answer(this.warehouse.describes, sql) ?? []);
  }

  query(sql: string): Promise<Row[]> {
    this.calls.push(`query ${oneLine(sql)}`);
    return Promise.resolve([...(answer(this.warehouse.queries, sql) ?? [])]);
  }

  async readParts(sql: string, take: (rows: readonly Row[]) => Promise<void>): Promise<void> {
    await take(await this.query(sql));
  }

  drop(target: Target): Promise<void> {
    this.calls.push(`drop ${target.schema}.${target.name}`);
    return Promise.resolve();
  }

  writeTable(target: Target, sql: string): Promise<Written> {
    return this.#write('table', target, sql, { rows: 1 });
  }

  writeView(target: Target, sql: string): Promise<Written> {
    return this.#write('view', target, sql, {});
  }

  writeIncrement(target: Target, write: IncrementalWrite, sql: string): Promise<Written> {
    const key = write.kind === 'merge' ? ` on ${write.uniqueKey.join('+')}` : '';
    return this.#write(`${write.kind} (${write.columns.join(', ')})${key}`, target, sql, { rows: 2 });
  }

  removeRows(target: Target, columns: readonly string[], sql: string): Promise<Written> {
    return this.#write(`remove by ${columns.join('+')}`, target, sql, { rows: 1 });
  }

  async replaceRows(replacements: readonly Replacement[]): Promise<void> {
    for (const { target, sql } of replacements) await this.#write('replace rows', target, sql, {});
  }

  dropSchema(database: string, schema: string): Promise<void> {
    this.calls.push(`drop schema ${database}.${schema}`);
    return Promise.resolve();
  }

  clearCells(target: Target, column: string, sql: string): Promise<Written> {
    return this.#write(`clear ${column}`, target, sql, { rows: 1 });
  }

  append(target: Target, _columns: readonly Column[], rows: readonly Row[]): Promise<void> {
    this.appended[target.name] = rows;
    return Promise.resolve();
  }

  interrupt(): void {
    this.calls.push('interrupt');
    for (const held of this.#held.splice(0)) held.reject(new EngineInterrupted());
  }

  release(): void {
    for (const held of this.#held.splice(0)) held.resolve();
  }

  close(): Promise<void> {
    this.calls.push('close');
    return Promise.resolve();
  }

  async #write(kind: string, target: Target, sql: string, written: Written): Promise<Written> {
    this.calls.push(`${kind} ${target.schema}.${target.name}: ${oneLine(sql)}`);
    this.mostInFlight = Math.max(this.mostInFlight, (this.inFlight += 1));
    try {
      if (this.warehouse.held?.includes(target.name) === true)
        await new Promise<void>((resolve, reject) => {
          this.#held.push({ resolve, reject });
          this.#began();
        });
      await Promise.resolve();
      const failure = this.warehouse.failing?.[target.name];
      if (failure !== undefined)
        throw new ProblemError({ code: 'engine/sql-failed', severity: 'error', what: failure });
      return written;
    } finally {
      this.inFlight -= 1;
    }
  }
}

function answer<T>(table: Readonly<Record<string, T>> | undefined, sql: string): T | undefined {
  return Object.entries(table ?? {}).find(([part]) => sql.includes(part))?.[1];
}

function oneLine(sql: string): string {
  return sql.trim().replace(/\s+/g, ' ');
}
