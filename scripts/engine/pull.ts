/** `leadscore sources pull`: the raw schema as it is now, the lock file that holds it, and what has changed since. */
import { Document } from 'yaml';
import { ProblemError, type Problem } from '../problem.js';
import { DuckDbEngine } from './duckdb/duckdb-engine.js';
import { printType } from './duckdb/googlesql-type.js';
import type { RawSource } from './duckdb/raw/raw-source.js';
import { sniffTable } from './duckdb/raw/sniff-table.js';
import type { Column, Engine } from './engine.js';

/** Raw table -> its columns in the order of the file or table. */
export type RawSchema = ReadonlyMap<string, readonly Column[]>;

export interface PullOptions {
  /** The default project, for sources that name none. */
  readonly database: string;
  /** Where the globs of the source begin. */
  readonly projectDirectory: string;
  readonly overrides?: ReadonlyMap<string, readonly string[]>;
  /** Called for each table with expected columns that is not there; it is left out of the schema. */
  readonly onAbsent?: (table: string) => void;
}

/**
 * The schema of every raw table of a source: on DuckDB, of a table with files, sniffed from the whole of them; else
 * that of the table in the warehouse. Throws the problems of all tables together (`raw/missing-table`,
 * `raw/missing-file`, ...).
 */
export async function pullSchema(source: RawSource, engine: Engine, options: PullOptions): Promise<RawSchema> {
  const schema = new Map<string, readonly Column[]>();
  const problems: Problem[] = [];
  for (const table of source.tables.filter(({ model }) => model === undefined)) {
    try {
      const sniffed = engine instanceof DuckDbEngine ? await sniffTable(engine, source, table, options) : undefined;
      schema.set(
        table.name,
        sniffed?.map(({ name, type }) => ({ name, type: printType(type) })) ??
          (await warehouseColumns(source, table, engine, options.database)),
      );
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (isMerelyAbsent(source, table, error.problems, options)) options.onAbsent?.(table.name);
      else problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return schema;
}

/** A connector names more tables than one company has; a file that the user named must be there. */
function isMerelyAbsent(
  source: RawSource,
  table: RawSource['tables'][number],
  problems: readonly Problem[],
  { overrides }: PullOptions,
): boolean {
  const isNamed = overrides?.has(table.name) === true || overrides?.has(`${source.name}.${table.name}`) === true;
  return (
    table.expected !== undefined &&
    !isNamed &&
    problems.every(({ code }) => code === 'raw/missing-file' || code === 'raw/missing-table')
  );
}

async function warehouseColumns(
  source: RawSource,
  table: RawSource['tables'][number],
  engine: Engine,
  database: string,
): Promise<readonly Column[]> {
  const target = { database: source.database ?? database, schema: source.dataset, name: table.name };
  // A wildcard over date shards is no table; its columns are those of a query over it.
  if (target.name.includes('*')) {
    return engine.describe(`SELECT * FROM \`${target.database}.${target.schema}.${target.name}\``, table.at);
  }
  const relation = await engine.relation(target);
  if (relation !== undefined) return relation.columns;
  throw new ProblemError({
    code: 'raw/missing-table',
    severity: 'error',
    place: table.at,
    what: `The warehouse has no table ${target.database}.${target.schema}.${target.name}.`,
    todo: 'Check `dataset:` and the name of the table, or name its `files:`.',
  });
}

/**
 * `now`, with STRING where the lock says so of a column that a text file merely lets read as something else: an id made of
 * digits is no number, and whoever wrote STRING knew.
 */
export function keepTexts(source: RawSource, lock: RawSchema, now: RawSchema): RawSchema {
  const isText = (table: string): boolean => {
    const files = source.tables.find(({ name }) => name === table)?.files ?? [];
    return files.length > 0 && files.every((file) => file.endsWith('.csv'));
  };
  return new Map(
    [...now].map(([table, columns]) => {
      if (!isText(table)) return [table, columns];
      const texts = new Set(lock.get(table)?.flatMap(({ name, type }) => (type === 'STRING' ? [name] : [])));
      return [table, columns.map((column) => (texts.has(column.name) ? { ...column, type: 'STRING' } : column))];
    }),
  );
}

const comment = ` Made by \`leadscore sources pull\`: the raw tables' columns as they were then.
 Types may be edited. The next pull keeps a STRING of a CSV file, and shows any other such line as a change.`;

/** The text of `<source>.lock.yaml`: tables sorted by name, columns in their own order. */
export function lockText(schema: RawSchema): string {
  const tables = [...schema].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const document = new Document({
    tables: Object.fromEntries(
      tables.map(([name, columns]) => [
        name,
        // A Map keeps the order of keys that look like numbers.
        { columns: new Map(columns.map((column) => [column.name, column.type])) },
      ]),
    ),
  });
  document.commentBefore = comment;
  return document.toString({ lineWidth: 0 });
}

export type SchemaChange =
  | { readonly kind: 'table-added' | 'table-vanished'; readonly table: string }
  | {
      readonly kind: 'column-added' | 'column-vanished';
      readonly table: string;
      readonly column: string;
      readonly type: string;
    }
  | {
      readonly kind: 'type-changed';
      readonly table: string;
      readonly column: string;
      readonly type: string;
      readonly typeNow: string;
    };

/** What differs between the lock and now, by name; empty where nothing does. The order of columns is no difference. */
export function compareSchema(lock: RawSchema, now: RawSchema): readonly SchemaChange[] {
  const tables = [...new Set([...lock.keys(), ...now.keys()])].sort();
  return tables.flatMap((table): readonly SchemaChange[] => {
    const before = lock.get(table);
    const after = now.get(table);
    if (before === undefined) return [{ kind: 'table-added', table }];
    if (after === undefined) return [{ kind: 'table-vanished', table }];
    const vanished = before
      .filter(({ name }) => !after.some((column) => column.name === name))
      .map(({ name, type }) => ({ kind: 'column-vanished' as const, table, column: name, type }));
    const others = after.flatMap(({ name, type }): readonly SchemaChange[] => {
      const old = before.find((column) => column.name === name);
      if (old === undefined) return [{ kind: 'column-added', table, column: name, type }];
      return old.type === type ? [] : [{ kind: 'type-changed', table, column: name, type: old.type, typeNow: type }];
    });
    return [...vanished, ...others];
  });
}

/** One line per change, as `sources pull` and `run` print it: `lead.country: STRING -> INT64`. */
export function changeText(change: SchemaChange): string {
  switch (change.kind) {
    case 'table-added':
      return `${change.table}: new table`;
    case 'table-vanished':
      return `${change.table}: table is gone`;
    case 'column-added':
      return `${change.table}.${change.column}: new column, ${change.type}`;
    case 'column-vanished':
      return `${change.table}.${change.column}: column is gone (was ${change.type})`;
    case 'type-changed':
      return `${change.table}.${change.column}: ${change.type} -> ${change.typeNow}`;
  }
}
