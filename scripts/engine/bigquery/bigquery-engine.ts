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
import { createForAppend, insertRows, rowsParameter, rowsPerAppend } from './append-rows.js';
import {
  googleClient,
  type BigQueryClient,
  type NewTable,
  type QueryJob,
  type QueryJobOptions,
  type TableMetadata,
  type TableSchema,
} from './client.js';
import { bigQueryFailure, isAlreadyThere, isNotFound, type SentSql } from './failure.js';
import { schemaColumns } from './field-type.js';
import { type Load, loadOnce } from './load-once.js';
import { identifier, relationName } from './name.js';
import {
  clearance,
  createTable,
  createView,
  increment,
  keepIncrement,
  removal,
  replacementScript,
  type Statement,
} from './statements.js';
import { toRow } from './value.js';

export interface BigQueryOptions {
  /** The project that pays for the jobs. */
  readonly projectId: string;
  /** Where datasets are made and jobs run; BigQuery finds it out from the tables unless given. */
  readonly location?: string;
  /** A query that would read more fails before it runs. */
  readonly maximumBytesBilled?: bigint;
  /** Put on every job, beside `tool: leadscore`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
  /** Waits before a load is tried again. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/**
 * BigQuery behind the same interface as the embedded warehouse. Written against the client's types and the
 * documentation, tested against a recording stand-in; no real server has been tried yet.
 *
 * Each write is one job, and so atomic, with one exception that BigQuery forces: to turn a view into a table (or
 * back) the old one is dropped first, after a dry run of the new query has succeeded. An increment that is kept is written
 * by a job before; when the second one fails, it stands there, and the table is as it was.
 */
export class BigQueryEngine implements Engine {
  readonly name = 'bigquery';
  readonly #options: BigQueryOptions;
  readonly #running = new Set<QueryJob>();
  #client: Promise<BigQueryClient> | undefined;
  #interruptions = 0;

  constructor(options: BigQueryOptions) {
    this.#options = options;
  }

  async createSchema(database: string, schema: string): Promise<void> {
    const sql = `CREATE SCHEMA IF NOT EXISTS ${identifier(database)}.${identifier(schema)}`;
    await this.#begin().run({ sql, linesBefore: 1 });
  }

  async relation(target: Target): Promise<Relation | undefined> {
    try {
      const client = await this.#connect();
      const table = await client.tableMetadata(target.database, target.schema, target.name);
      const kind = table.type === 'VIEW' || table.type === 'MATERIALIZED_VIEW' ? 'view' : 'table';
      return { kind, columns: schemaColumns(table.schema) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw bigQueryFailure(error, { linesBefore: 0 });
    }
  }

  async describe(sql: string, origin?: SqlOrigin): Promise<readonly Column[]> {
    const sent = { linesBefore: 0, ...(origin === undefined ? {} : { origin }) };
    const job = await this.#start({ query: sql, dryRun: true }, sent);
    return schemaColumns(job.metadata.statistics?.query?.schema);
  }

  async query(sql: string, origin?: SqlOrigin): Promise<Row[]> {
    const { rows } = await this.#begin(origin).run({ sql, linesBefore: 0 });
    return rows;
  }

  async readParts(sql: string, take: (rows: readonly Row[]) => Promise<void>, origin?: SqlOrigin): Promise<void> {
    await this.#begin(origin).run({ sql, linesBefore: 0 }, undefined, take);
  }

  async drop(target: Target): Promise<void> {
    const relation = await this.relation(target);
    if (relation === undefined) return;
    await this.#begin().run({ sql: `DROP ${relation.kind.toUpperCase()} ${relationName(target)}`, linesBefore: 1 });
  }

  async dropSchema(database: string, schema: string): Promise<void> {
    const sql = `DROP SCHEMA IF EXISTS ${identifier(database)}.${identifier(schema)} CASCADE`;
    await this.#begin().run({ sql, linesBefore: 1 });
  }

  async writeTable(target: Target, sql: string, origin?: SqlOrigin, options?: TableOptions): Promise<Written> {
    const work = this.#begin(origin);
    await this.#dropOpposite(work, target, 'view', sql);
    await work.run(createTable(target, sql, options));
    const { numRows } = await this.#metadata(target);
    return numRows === undefined ? {} : { rows: Number(numRows) };
  }

  async writeView(target: Target, sql: string, origin?: SqlOrigin): Promise<Written> {
    const work = this.#begin(origin);
    await this.#dropOpposite(work, target, 'table', sql);
    await work.run(createView(target, sql));
    return {};
  }

  async writeIncrement(target: Target, write: IncrementalWrite, sql: string, origin?: SqlOrigin): Promise<Written> {
    const work = this.#begin(origin);
    const { keptIn, columns } = write;
    if (keptIn !== undefined) await work.run(keepIncrement(keptIn, columns, sql));
    const from = keptIn === undefined ? sql : `SELECT * FROM ${relationName(keptIn)}`;
    const { affected } = await work.run(increment(target, write, from));
    return affected === undefined ? {} : { rows: affected };
  }

  async removeRows(target: Target, columns: readonly string[], sql: string): Promise<Written> {
    const { affected } = await this.#begin().run(removal(target, columns, sql));
    return affected === undefined ? {} : { rows: affected };
  }

  async replaceRows(replacements: readonly Replacement[]): Promise<void> {
    if (replacements.length > 0) await this.#begin().run(replacementScript(replacements));
  }

  async clearCells(target: Target, column: string, sql: string): Promise<Written> {
    const { affected } = await this.#begin().run(clearance(target, column, sql));
    return affected === undefined ? {} : { rows: affected };
  }

  async append(target: Target, columns: readonly Column[], rows: readonly Row[]): Promise<void> {
    const work = this.#begin();
    await work.run({ sql: createForAppend(target, columns), linesBefore: 1 });
    for (let from = 0; from < rows.length; from += rowsPerAppend) {
      const some = rowsParameter(columns, rows.slice(from, from + rowsPerAppend));
      await work.run({ sql: insertRows(target, columns), linesBefore: 3 }, { rows: some });
    }
  }

  /** One statement whose parameters are texts: its rows, and how many it changed where it changes any. */
  async execute(sql: string, params: Record<string, string>): Promise<JobResult> {
    return this.#begin().run({ sql, linesBefore: 0 }, params);
  }

  /** Makes a table, its dataset as well, unless it stands there: then it stays as it is. */
  async makeTable(target: Target, table: NewTable): Promise<void> {
    const make = async (): Promise<void> => {
      await (await this.#connect()).createTable(target.database, target.schema, target.name, table);
    };
    try {
      await make().catch(async (error: unknown) => {
        if (!isNotFound(error)) throw error;
        await this.createSchema(target.database, target.schema);
        await make();
      });
    } catch (error) {
      if (!isAlreadyThere(error)) throw bigQueryFailure(error, { linesBefore: 0 });
    }
  }

  /** Drops a table; nothing happens where there is none. */
  async dropTable(target: Target): Promise<void> {
    try {
      await (await this.#connect()).deleteTable(target.database, target.schema, target.name);
    } catch (error) {
      if (!isNotFound(error)) throw bigQueryFailure(error, { linesBefore: 0 });
    }
  }

  /** A load job, as `loadOnce` says. It goes on after an interrupt: what it brings is already known here. */
  async load(load: Load): Promise<void> {
    const { location, labels, sleep = sleepFor } = this.#options;
    await loadOnce(await this.#connect(), load, {
      labels: { tool: 'leadscore', ...labels },
      sleep,
      ...(location !== undefined && { location }),
    });
  }

  interrupt(): void {
    this.#interruptions += 1;
    // A job that cannot be cancelled any more ends by itself; whoever waits for it learns how.
    for (const job of this.#running) void job.cancel().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.interrupt();
    await Promise.resolve();
  }

  /** Work of one or more jobs, none of which starts any more once the engine has been interrupted. */
  #begin(origin?: SqlOrigin): Work {
    const before = this.#interruptions;
    return {
      origin,
      run: async (statement, params, take) => {
        if (before !== this.#interruptions) throw new EngineInterrupted();
        return this.#run(statement, before, origin, params, take);
      },
    };
  }

  async #dropOpposite(work: Work, target: Target, kind: Relation['kind'], sql: string): Promise<void> {
    const relation = await this.relation(target);
    if (relation?.kind !== kind) return;
    await this.describe(sql, work.origin);
    await work.run({ sql: `DROP ${kind.toUpperCase()} ${relationName(target)}`, linesBefore: 1 });
  }

  async #metadata(target: Target): Promise<TableMetadata> {
    try {
      return await (await this.#connect()).tableMetadata(target.database, target.schema, target.name);
    } catch (error) {
      throw bigQueryFailure(error, { linesBefore: 0 });
    }
  }

  async #connect(): Promise<BigQueryClient> {
    this.#client ??=
      this.#options.client === undefined
        ? googleClient(this.#options.projectId)
        : Promise.resolve(this.#options.client);
    return this.#client;
  }

  async #start(job: Pick<QueryJobOptions, 'query' | 'dryRun' | 'params'>, sent: SentSql): Promise<QueryJob> {
    const { location, maximumBytesBilled, labels } = this.#options;
    try {
      const client = await this.#connect();
      const [started] = await client.createQueryJob({
        ...job,
        useLegacySql: false,
        labels: { tool: 'leadscore', ...labels },
        ...(location === undefined ? {} : { location }),
        ...(maximumBytesBilled === undefined ? {} : { maximumBytesBilled: String(maximumBytesBilled) }),
      });
      return started;
    } catch (error) {
      throw bigQueryFailure(error, sent);
    }
  }

  async #run(
    statement: Statement,
    before: number,
    origin: SqlOrigin | undefined,
    params: Record<string, string> | undefined,
    take: TakeRows | undefined,
  ): Promise<JobResult> {
    const sent = { linesBefore: statement.linesBefore, ...(origin === undefined ? {} : { origin }) };
    const job = await this.#start({ query: statement.sql, ...(params === undefined ? {} : { params }) }, sent);
    this.#running.add(job);
    try {
      // The interrupt came while the job was being made.
      if (before !== this.#interruptions) await job.cancel();
      const rows: Row[] = [];
      await eachPage(job, take ?? ((page) => Promise.resolve(void rows.push(...page))));
      const [metadata] = await job.getMetadata();
      const affected = metadata.statistics?.query?.numDmlAffectedRows;
      return affected === undefined ? { rows } : { rows, affected: Number(affected) };
    } catch (error) {
      // A cancelled job fails with the reason "stopped"; anything else that fails after an interrupt is no news either.
      throw before === this.#interruptions ? bigQueryFailure(error, sent) : new EngineInterrupted();
    } finally {
      this.#running.delete(job);
    }
  }
}

export interface JobResult {
  readonly rows: Row[];
  /** Rows inserted and updated, of a statement that changes rows. */
  readonly affected?: number;
}

interface Work {
  readonly origin: SqlOrigin | undefined;
  /** The rows are in the result, or are given to `take` page by page. */
  readonly run: (statement: Statement, params?: Record<string, string>, take?: TakeRows) => Promise<JobResult>;
}

const sleepFor = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

type TakeRows = (rows: readonly Row[]) => Promise<void>;

/** A page without rows may come before the job is complete. */
async function eachPage(job: QueryJob, take: TakeRows): Promise<void> {
  let next: object | null | undefined = { autoPaginate: false, wrapIntegers: true };
  while (next !== null && next !== undefined) {
    const [page, following, response] = await job.getQueryResults(next);
    const schema = schemaOf(response);
    if (page.length > 0) await take(page.map((row) => toRow(row, schema)));
    next = following;
  }
}

function schemaOf(response: unknown): TableSchema {
  const schema =
    typeof response === 'object' && response !== null && 'schema' in response ? response.schema : undefined;
  // The API's own answer; its shape is `TableSchema`.
  return typeof schema === 'object' && schema !== null ? (schema as TableSchema) : {};
}
