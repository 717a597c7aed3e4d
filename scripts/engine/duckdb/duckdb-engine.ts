import { ProblemError } from '../../problem.js';
import {
  EngineInterrupted,
  type Column,
  type Engine,
  type IncrementalWrite,
  type Relation,
  type Replacement,
  type Row,
  type SqlOrigin,
  type TableOptions,
  type Target,
  type Written,
} from '../engine.js';
import type { Copies } from '../googlesql/rare-copies.js';
import { appendStatements, rowsParameter } from './append.js';
import { createTable } from './create-table.js';
import { isConflict, sqlFailure } from './failure.js';
import { checkIncrement, mergeRows } from './merge.js';
import { identifier, literal, relationName } from './name.js';
import type { ConnectionPool } from './pool.js';
import { RelationKinds } from './relation-kind.js';
import { columnsOf, normalised, rowReader, rowsOf, toColumn, type QueryColumn } from './rows.js';
import type { Session } from './session.js';
import type { Translate } from './translate.js';
import { Turns } from './turns.js';
import { writeWithoutCopies } from './written-copies.js';

/** Two writes that collide in the catalogue are run again; a third collision in a row is a real problem. */
const mostAttempts = 3;

/** The embedded warehouse. Made by `openDuckDb`. */
export class DuckDbEngine implements Engine {
  readonly name = 'duckdb';
  /** The default project. */
  readonly database: string;
  readonly #pool: ConnectionPool;
  readonly #translate: Translate;
  readonly #release: () => void;
  readonly #turns = new Turns();
  readonly #kinds = new RelationKinds();
  #interruptions = 0;
  #isClosed = false;

  constructor(pool: ConnectionPool, translate: Translate, database: string, release: () => void) {
    this.#pool = pool;
    this.#translate = translate;
    this.database = database;
    this.#release = release;
  }

  async createSchema(database: string, schema: string): Promise<void> {
    await this.#write(`${database}.${schema}`, async (session) => {
      await session.run(`CREATE SCHEMA IF NOT EXISTS ${identifier(database)}.${identifier(schema)}`);
    });
  }

  async relation(target: Target): Promise<Relation | undefined> {
    return this.#read(async (session) => {
      const kind = await this.#kinds.of(session, target);
      if (kind === undefined) return undefined;
      try {
        const columns = await session.prepare(`SELECT * FROM ${relationName(target)}`, (query) => columnsOf(query));
        return { kind, columns: columns.map(toColumn) };
      } catch (error) {
        // A view whose table is gone stands there all the same, and can be replaced.
        if (kind === 'view' && !(error instanceof EngineInterrupted)) return { kind, columns: [] };
        throw error;
      }
    });
  }

  async describe(sql: string, origin?: SqlOrigin): Promise<readonly Column[]> {
    const translated = this.#translate(sql, origin);
    return this.#read(async (session) => {
      const columns = await session.prepare(translated, (query) => columnsOf(query, origin));
      return columns.map(toColumn);
    }, origin);
  }

  async query(sql: string, origin?: SqlOrigin): Promise<Row[]> {
    const translated = this.#translate(sql, origin);
    return this.#read(
      async (session) =>
        rowsOf(
          await session.runPrepared(translated, (query) => {
            columnsOf(query, origin);
          }),
        ),
      origin,
    );
  }

  async readParts(sql: string, take: (rows: readonly Row[]) => Promise<void>, origin?: SqlOrigin): Promise<void> {
    const translated = this.#translate(sql, origin);
    await this.#read(async (session) => {
      await session.prepare(translated, (query) => columnsOf(query, origin));
      const result = await session.stream(translated);
      const read = rowReader(result);
      const parts = result.yieldRows();
      for (;;) {
        const { value, done } = await session.fetch(() => parts.next());
        if (done === true) return;
        if (value.length > 0) await take(value.map(read));
      }
    }, origin);
  }

  async writeTable(target: Target, sql: string, origin?: SqlOrigin, options?: TableOptions): Promise<Written> {
    const left: Copies[] = [];
    const translated = this.#translate(sql, origin, { leaveCopies: (copies) => left.push(copies) });
    const create = async (session: Session, table: Target): Promise<number> => {
      const query = await normalisedQuery(session, translated, true, origin);
      if ((await this.#kinds.of(session, table)) === 'view') await session.run(`DROP VIEW ${relationName(table)}`);
      const rows = await createTable(session, table, query, options?.identifiers ?? []);
      if (options?.description !== undefined) {
        await session.run(`COMMENT ON TABLE ${relationName(table)} IS ${literal(options.description)}`);
      }
      return rows;
    };
    const [copies] = left;
    if (copies !== undefined) return this.#writeWithoutCopies(target, create, copies, origin);
    return this.#become(target, 'table', async (session) => ({ rows: await create(session, target) }), origin);
  }

  async #writeWithoutCopies(
    target: Target,
    create: (session: Session, table: Target) => Promise<number>,
    copies: Copies,
    origin?: SqlOrigin,
  ): Promise<Written> {
    const interruptions = this.#interruptions;
    return this.#turns.take(`${relationName(target)} without copies`, () =>
      writeWithoutCopies(target, copies, {
        kinds: this.#kinds,
        create,
        write: async (thing, work) => {
          // One that came between two transactions found nothing to stop.
          if (interruptions !== this.#interruptions) throw new EngineInterrupted();
          return this.#write(relationName(thing), work, origin);
        },
        drop: (table) => this.drop(table),
      }),
    );
  }

  async writeView(target: Target, sql: string, origin?: SqlOrigin): Promise<Written> {
    const translated = this.#translate(sql, origin);
    return this.#become(
      target,
      'view',
      async (session) => {
        const query = await normalisedQuery(session, translated, false, origin);
        if ((await this.#kinds.of(session, target)) === 'table')
          await session.run(`DROP TABLE ${relationName(target)}`);
        await session.run(`CREATE OR REPLACE VIEW ${relationName(target)} AS ${query.sql}`);
        return {};
      },
      origin,
    );
  }

  async writeIncrement(target: Target, write: IncrementalWrite, sql: string, origin?: SqlOrigin): Promise<Written> {
    const translated = this.#translate(sql, origin);
    const work = async (session: Session): Promise<Written> => {
      const stored = await session.prepare(`SELECT * FROM ${relationName(target)}`, (table) => columnsOf(table));
      const query = await normalisedQuery(session, translated, true, origin);
      checkIncrement(write, stored.map(toColumn), query.columns, origin);
      const columns = write.columns.map(identifier).join(', ');
      const increment = `SELECT ${columns} FROM (${query.sql}\n) AS "increment"`;
      const insert = (rows: string) => session.count(`INSERT INTO ${relationName(target)} (${columns}) ${rows}`);
      if (write.kind === 'insert' && write.keptIn === undefined) return { rows: await insert(increment) };
      // Evaluated once, so that the query may read the table it is merged into.
      const staged = write.keptIn === undefined ? 'temp.main.leadscore_increment' : relationName(write.keptIn);
      const kind = write.keptIn === undefined ? 'TEMP TABLE' : 'TABLE';
      await session.run(`CREATE OR REPLACE ${kind} ${staged} AS ${increment}`);
      const rows =
        write.kind === 'insert'
          ? await insert(`SELECT ${columns} FROM ${staged}`)
          : await mergeRows(session, target, write, staged, origin);
      if (write.keptIn === undefined) await session.run(`DROP TABLE ${staged}`);
      return { rows };
    };
    const written = () => this.#write(relationName(target), work, origin);
    return write.keptIn === undefined ? written() : this.#kinds.changing(write.keptIn, 'table', written);
  }

  async removeRows(target: Target, columns: readonly string[], sql: string): Promise<Written> {
    const list = columns.map(identifier).join(', ');
    return this.#change(
      target,
      sql,
      (query) => `DELETE FROM ${relationName(target)} WHERE (${list}) IN (${query})`,
      list,
    );
  }

  async replaceRows(replacements: readonly Replacement[]): Promise<void> {
    const translated = replacements.map((each) => ({
      ...each,
      sql: this.#translate(each.sql),
      gone: each.without === undefined ? undefined : this.#translate(each.without.sql),
    }));
    await this.#write('rows of several tables', async (session) => {
      for (const { target, columns, without, gone, sql } of translated) {
        const name = relationName(target);
        if (without !== undefined && gone !== undefined) {
          const column = identifier(without.column);
          const query = await normalisedQuery(session, gone, false);
          await session.run(
            `DELETE FROM ${name} WHERE ${column} IN (SELECT ${column} FROM (${query.sql}\n) AS "those")`,
          );
        }
        const stored = await session.prepare(`SELECT * FROM ${name}`, (table) => columnsOf(table));
        const query = await normalisedQuery(session, sql, true);
        checkIncrement({ kind: 'insert', columns }, stored.map(toColumn), query.columns);
        const list = columns.map(identifier).join(', ');
        await session.run(`INSERT INTO ${name} (${list}) SELECT ${list} FROM (${query.sql}\n) AS "those"`);
      }
    });
  }

  async clearCells(target: Target, column: string, sql: string): Promise<Written> {
    const name = identifier(column);
    return this.#change(
      target,
      sql,
      (query) => `UPDATE ${relationName(target)} SET ${name} = NULL WHERE ${name} IN (${query})`,
      name,
    );
  }

  async #change(target: Target, sql: string, statement: (query: string) => string, list: string): Promise<Written> {
    const translated = this.#translate(sql);
    return this.#write(relationName(target), async (session) => {
      const query = await normalisedQuery(session, translated, false);
      return { rows: await session.count(statement(`SELECT ${list} FROM (${query.sql}\n) AS "those"`)) };
    });
  }

  async append(target: Target, columns: readonly Column[], rows: readonly Row[]): Promise<void> {
    const { create, insert } = appendStatements(target, columns);
    await this.#become(target, 'table', async (session) => {
      await session.run(create);
      if (rows.length > 0) await session.run(insert, [rowsParameter(rows)]);
    });
  }

  async drop(target: Target): Promise<void> {
    await this.#become(target, undefined, async (session) => {
      const kind = await this.#kinds.of(session, target);
      if (kind !== undefined) await session.run(`DROP ${kind} ${relationName(target)}`);
    });
  }

  async dropSchema(database: string, schema: string): Promise<void> {
    await this.#pastKinds(() =>
      this.#write(`${database}.${schema}`, async (session) => {
        await session.run(`DROP SCHEMA IF EXISTS ${identifier(database)}.${identifier(schema)} CASCADE`);
      }),
    );
  }

  /** After this no query can read or write a file, or change a setting, until the database is opened anew. Cannot be undone. */
  async sealExternalAccess(): Promise<void> {
    await this.#read(async (session) => {
      await session.run('SET GLOBAL enable_external_access = false');
      await session.run('SET GLOBAL lock_configuration = true');
    });
  }

  /** Work in DuckDB's own SQL on one connection, outside a transaction; for what stands beside the models (raw files). */
  async native<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#pastKinds(() => this.#pool.use(work));
  }

  /** One transaction on a connection of its own, one at a time per thing written; run again when it collides with another one in the catalogue. */
  async write<T>(thing: string, work: (session: Session) => Promise<T>, origin?: SqlOrigin): Promise<T> {
    return this.#pastKinds(() => this.#write(thing, work, origin));
  }

  /** Work that may change what stands under any name. */
  async #pastKinds<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.#kinds.forgetAll();
    }
  }

  async #become<T>(
    target: Target,
    kind: Relation['kind'] | undefined,
    work: (session: Session) => Promise<T>,
    origin?: SqlOrigin,
  ): Promise<T> {
    return this.#kinds.changing(target, kind, () => this.#write(relationName(target), work, origin));
  }

  async #write<T>(thing: string, work: (session: Session) => Promise<T>, origin?: SqlOrigin): Promise<T> {
    const attempts = async (session: Session): Promise<T> => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await session.transaction(() => work(session));
        } catch (error) {
          if (attempt === mostAttempts || !isConflict(error)) throw error;
        }
      }
    };
    const interruptions = this.#interruptions;
    return this.#turns.take(thing, () => {
      if (interruptions !== this.#interruptions) throw new EngineInterrupted();
      return this.#read(attempts, origin);
    });
  }

  interrupt(): void {
    this.#interruptions += 1;
    this.#pool.interrupt();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#pool.close();
    this.#release();
  }

  async #read<T>(work: (session: Session) => Promise<T>, origin?: SqlOrigin): Promise<T> {
    if (this.#isClosed) {
      throw new ProblemError({ code: 'engine/closed', severity: 'error', what: 'The database has been closed.' });
    }
    try {
      return await this.#pool.use(work);
    } catch (error) {
      throw error instanceof EngineInterrupted ? error : sqlFailure(error, origin);
    }
  }
}

async function normalisedQuery(
  session: Session,
  translated: string,
  isStored: boolean,
  origin?: SqlOrigin,
): Promise<{ sql: string; columns: readonly QueryColumn[] }> {
  const columns = await session.prepare(translated, (query) => columnsOf(query, origin));
  return { sql: normalised(translated, columns, isStored), columns };
}
