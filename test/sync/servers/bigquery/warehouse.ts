import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { setup, translate } from '../../../../scripts/engine/duckdb/dialect.js';
import { messageOf } from '../../../../scripts/engine/duckdb/failure.js';
import { duckType, parseType } from '../../../../scripts/engine/duckdb/googlesql-type.js';
import { identifier, literal } from '../../../../scripts/engine/duckdb/name.js';
import { columnsOf, normalised, rowsOf } from '../../../../scripts/engine/duckdb/rows.js';
import type { Column, Row } from '../../../../scripts/engine/engine.js';
import type { NewTable } from '../../../../scripts/engine/bigquery/client.js';
import { ProblemError } from '../../../../scripts/problem.js';
import { ApiError } from './error.js';
import { type Change, readChange } from './changes.js';
import { readMerge, type ReadMerge } from './merge.js';

export interface Result {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly affected?: number;
  readonly kind: 'SELECT' | 'MERGE' | 'CREATE_SCHEMA' | 'CHANGE';
}

export interface TableName {
  readonly dataset: string;
  readonly table: string;
}

/** What stands in for BigQuery's storage and its SQL: DuckDB, through the project's own translation of GoogleSQL. */
export class Warehouse {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly #project: string;
  readonly #tables = new Map<string, NewTable>();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, project: string) {
    this.#instance = instance;
    this.connection = connection;
    this.#project = project;
  }

  static async open(project: string): Promise<Warehouse> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await connection.run("SET GLOBAL default_null_order = 'nulls_first_on_asc_last_on_desc'");
    await connection.run(`ATTACH ':memory:' AS ${identifier(project)}`);
    for (const statement of setup) await connection.run(statement);
    return new Warehouse(instance, connection, project);
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }

  name({ dataset, table }: TableName): string {
    return `${identifier(this.#project)}.${identifier(dataset)}.${identifier(table)}`;
  }

  async columns({ dataset, table }: TableName): Promise<readonly Column[] | undefined> {
    const found = await this.connection.run(
      `SELECT 1 FROM duckdb_columns() WHERE database_name = ${literal(this.#project)} AND schema_name = ${literal(dataset)} AND table_name = ${literal(table)}`,
    );
    if ((await found.getRows()).length === 0) return undefined;
    const statement = await this.connection.prepare(`SELECT * FROM ${this.name({ dataset, table })}`);
    const columns = columnsOf(statement).map(({ name, type }) => ({ name, type: this.#printed(type) }));
    statement.destroySync();
    return columns;
  }

  async count(name: TableName): Promise<number> {
    const result = await this.connection.run(`SELECT COUNT(*) FROM ${this.name(name)}`);
    return Number((await result.getRows())[0]?.[0] ?? 0);
  }

  made(name: TableName): NewTable | undefined {
    return this.#tables.get(this.name(name));
  }

  async createDataset(dataset: string): Promise<void> {
    await this.connection.run(`CREATE SCHEMA IF NOT EXISTS ${identifier(this.#project)}.${identifier(dataset)}`);
  }

  async create(name: TableName, table: NewTable): Promise<void> {
    if (!(await this.#hasDataset(name.dataset)))
      throw new ApiError(404, 'notFound', `Not found: Dataset ${this.#project}:${name.dataset}`);
    if ((await this.columns(name)) !== undefined)
      throw new ApiError(409, 'duplicate', `Already Exists: Table ${this.#project}:${name.dataset}.${name.table}`);
    const columns = (table.schema.fields ?? []).map(
      (field) =>
        `${identifier(field.name ?? '')} ${duckType(parseType(field.type ?? ''))}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`,
    );
    await this.connection.run(`CREATE TABLE ${this.name(name)} (${columns.join(', ')})`);
    this.#tables.set(this.name(name), table);
  }

  async drop(name: TableName): Promise<void> {
    if ((await this.columns(name)) === undefined)
      throw new ApiError(404, 'notFound', `Not found: Table ${this.#project}:${name.dataset}.${name.table}`);
    await this.connection.run(`DROP TABLE ${this.name(name)}`);
    this.#tables.delete(this.name(name));
  }

  async run(sql: string): Promise<Result> {
    try {
      const schema = /^CREATE SCHEMA IF NOT EXISTS `([^`\\]+)`\.`([^`\\]+)`$/.exec(sql);
      if (schema?.[2] !== undefined) {
        await this.createDataset(schema[2]);
        return { kind: 'CREATE_SCHEMA', columns: [], rows: [] };
      }
      const change = readChange(sql);
      if (change !== undefined) return await this.#change(change);
      const merge = readMerge(sql);
      return merge === undefined ? await this.#query(sql) : await this.#merge(merge);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      const [problem] = error instanceof ProblemError ? error.problems : [];
      const said = problem === undefined ? messageOf(error) : `${problem.what} ${JSON.stringify(problem.place)}`;
      const isMissing = /does not exist/.test(said) && /Table with name|Catalog Error/.test(said);
      throw new ApiError(isMissing ? 404 : 400, isMissing ? 'notFound' : 'invalidQuery', `${said}\n${sql}`);
    }
  }

  async #query(sql: string): Promise<Result> {
    const { text, columns } = await this.#prepared(sql);
    return { kind: 'SELECT', columns, rows: await rowsOf(await this.connection.run(text)) };
  }

  async #change({ into, source, sql }: Change): Promise<Result> {
    if (into.project !== this.#project) throw new ApiError(404, 'notFound', `Not found: Project ${into.project}`);
    const text = source === undefined ? '' : (await this.#prepared(source)).text;
    const { rowsChanged } = await this.connection.run(sql(this.name(into), text));
    return { kind: 'CHANGE', columns: [], rows: [], affected: rowsChanged };
  }

  async #prepared(sql: string): Promise<{ readonly text: string; readonly columns: readonly Column[] }> {
    const translated = translate(sql);
    const statement = await this.connection.prepare(translated);
    const columns = columnsOf(statement);
    statement.destroySync();
    return {
      text: normalised(translated, columns, false),
      columns: columns.map(({ name, type }) => ({ name, type: this.#printed(type) })),
    };
  }

  /** As BigQuery: the types must fit, and no two rows of the source may meet one of the target. */
  async #merge({ into, source, key, update, insert, removes }: ReadMerge): Promise<Result> {
    if (into.project !== this.#project) throw new ApiError(404, 'notFound', `Not found: Project ${into.project}`);
    const target = this.name(into);
    const stands = await this.columns(into);
    if (stands === undefined) throw new ApiError(404, 'notFound', `Not found: Table ${target}`);
    const { text, columns } = await this.#prepared(source);
    for (const name of new Set([...key, ...update, ...insert])) {
      const [from, to] = [columns, stands].map((list) => list.find((column) => column.name === name)?.type);
      if (from === undefined || from !== to)
        throw new ApiError(400, 'invalidQuery', `Column ${name}: ${from ?? 'missing'} does not fit ${to ?? 'missing'}`);
    }
    const on = key.map((name) => `T.${identifier(name)} = S.${identifier(name)}`).join(' AND ');
    await this.connection.run('BEGIN TRANSACTION');
    try {
      await this.connection.run(`CREATE OR REPLACE TEMP TABLE merge_source AS ${text}`);
      const keys = key.map((name) => `T.${identifier(name)}`).join(', ');
      const twice = await this.#number(
        `SELECT COUNT(*) FROM (SELECT ${keys} FROM ${target} AS T INNER JOIN temp.merge_source AS S ON ${on} GROUP BY ${keys} HAVING COUNT(*) > (SELECT COUNT(*) FROM ${target} AS O WHERE ${key.map((name) => `O.${identifier(name)} = T.${identifier(name)}`).join(' AND ')}))`,
      );
      if (twice > 0)
        throw new ApiError(400, 'invalidQuery', 'UPDATE/MERGE must match at most one source row for each target row');
      const matched = await this.#number(
        `SELECT COUNT(*) FROM ${target} AS T WHERE EXISTS (SELECT 1 FROM temp.merge_source AS S WHERE ${on})`,
      );
      const isNew = `NOT EXISTS (SELECT 1 FROM ${target} AS T WHERE ${on})`;
      const added = insert.map((name) => identifier(name)).join(', ');
      const fresh =
        insert.length === 0 ? 0 : await this.#number(`SELECT COUNT(*) FROM temp.merge_source AS S WHERE ${isNew}`);
      if (insert.length > 0)
        await this.connection.run(
          `CREATE OR REPLACE TEMP TABLE merge_new AS SELECT ${added} FROM temp.merge_source AS S WHERE ${isNew}`,
        );
      if (removes) await this.connection.run(`DELETE FROM ${target} AS T USING temp.merge_source AS S WHERE ${on}`);
      if (update.length > 0)
        await this.connection.run(
          `UPDATE ${target} AS T SET ${update.map((name) => `${identifier(name)} = S.${identifier(name)}`).join(', ')} FROM temp.merge_source AS S WHERE ${on}`,
        );
      if (insert.length > 0)
        await this.connection.run(`INSERT INTO ${target} (${added}) SELECT ${added} FROM temp.merge_new`);
      await this.connection.run('COMMIT');
      const changed = removes || update.length > 0 ? matched : 0;
      return { kind: 'MERGE', columns: [], rows: [], affected: changed + fresh };
    } catch (error) {
      await this.connection.run('ROLLBACK');
      throw error;
    }
  }

  async #number(sql: string): Promise<number> {
    return Number((await (await this.connection.run(sql)).getRows())[0]?.[0] ?? 0);
  }

  async #hasDataset(dataset: string): Promise<boolean> {
    return (
      (await this.#number(
        `SELECT COUNT(*) FROM duckdb_schemas() WHERE database_name = ${literal(this.#project)} AND schema_name = ${literal(dataset)}`,
      )) > 0
    );
  }

  #printed(type: Parameters<typeof duckType>[0]): string {
    if (type.kind !== 'scalar') throw new ApiError(400, 'invalid', 'Arrays and structs are not known here');
    return type.name;
  }
}
