import { createHash } from 'node:crypto';
import { ProblemError, type Problem } from '../../../problem.js';
import type { RawTable, Source } from '../../../rubric/model.js';
import type { Target } from '../../engine.js';
import { badValueMarker } from './strict-cast.js';
import type { DuckDbEngine } from '../duckdb-engine.js';
import { detailOf, messageOf } from '../failure.js';
import { parseType } from '../googlesql-type.js';
import { identifier, literal, relationName } from '../name.js';
import { kindOf } from '../relation-kind.js';
import type { Session } from '../session.js';
import type { RawColumn, RawPath } from './raw-file.js';
import { openFiles, type ReadGroup } from './read-plan.js';
import { overrideProblems, selectFiles, type FileScope, type RawFiles } from './select-files.js';
import { sniffFiles } from './sniff.js';

export interface LoadOptions {
  readonly projectDirectory: string;
  readonly overrides?: FileScope['overrides'];
  /** Called before a table is read; not for one that is unchanged. */
  readonly onLoading?: (table: LoadingTable) => void;
}

export interface LoadingTable {
  readonly source: string;
  readonly table: string;
  /** As the user knows them. */
  readonly files: readonly string[];
  /** Of all files together. */
  readonly bytes: number;
}

export interface LoadedTable {
  readonly source: string;
  readonly table: string;
  readonly target: Target;
  /** `in-warehouse`: it has no files. `unchanged`: the files are those of the last load. */
  readonly state: 'loaded' | 'unchanged' | 'in-warehouse';
  readonly files: readonly string[];
  readonly rows?: number;
  /** Columns of the files that the lock does not name; they were not loaded. */
  readonly unlocked: readonly string[];
}

/** Changed whenever the same files would be loaded differently. */
const loaderVersion = 2;

/**
 * Loads the raw files of all sources into `"<database>"."<dataset>"."<table>"`, with the types of the lock (or, without
 * one, sniffed). A table whose files and types are those of its last load is left alone. A table with a problem stays
 * as it was; the others are loaded, and then all problems are thrown together.
 */
export async function loadRawTables(
  engine: DuckDbEngine,
  sources: readonly Source[],
  options: LoadOptions,
): Promise<readonly LoadedTable[]> {
  const scope: FileScope = {
    engine,
    projectDirectory: options.projectDirectory,
    overrides: options.overrides ?? new Map<string, readonly string[]>(),
  };
  const problems: Problem[] = [...overrideProblems(sources, scope.overrides)];
  const loaded: LoadedTable[] = [];
  if (problems.length > 0) throw new ProblemError(problems);
  await engine.createSchema(engine.database, loadsSchema);
  for (const source of sources) {
    for (const table of source.tables.filter(({ model, isAbsent }) => model === undefined && isAbsent !== true)) {
      try {
        loaded.push(await loadTable(scope, source, table, options.onLoading));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(...error.problems);
      }
    }
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return loaded;
}

async function loadTable(
  scope: FileScope,
  source: Source,
  table: RawTable,
  onLoading: LoadOptions['onLoading'],
): Promise<LoadedTable> {
  const { engine } = scope;
  const target = { database: source.database ?? engine.database, schema: source.dataset, name: table.name };
  const raw = await selectFiles(scope, source, table);
  const about = { source: source.name, table: table.name, target };
  if (raw === undefined) return { ...about, state: 'in-warehouse', files: [], unlocked: [] };
  if ('problems' in raw) throw new ProblemError(raw.problems);
  const files = raw.files.map(({ shown }) => shown);
  const fingerprint = fingerprintOf(raw, table);
  const last = await engine.native((session) => lastLoad(session, engine.database, target, fingerprint));
  if (last !== undefined) return { ...about, state: 'unchanged', files, ...last };
  const bytes = raw.files.reduce((sum, { size }) => sum + size, 0);
  onLoading?.({ source: source.name, table: table.name, files, bytes });
  const wanted =
    table.columns.length > 0
      ? table.columns.map(({ name, type }) => ({ name, type: lockType(type, table) }))
      : await engine.native((session) => sniffFiles(session, raw));
  await engine.createSchema(target.database, target.schema);
  return engine.write(relationName(target), async (session) => {
    const { groups, sql } = await plan(session, raw, wanted, shardColumn(table));
    if ((await kindOf(session, target)) === 'view') await session.run(`DROP VIEW ${relationName(target)}`);
    const rows = await session
      .count(`CREATE OR REPLACE TABLE ${relationName(target)} AS\n${sql}`)
      .catch(async (error: unknown) => {
        throw (await diagnosis(groups, wanted, raw, error)) ?? error;
      });
    const unlocked = unlockedColumns(groups, wanted);
    await noteLoad(session, engine.database, target, { fingerprint, rows, unlocked });
    return { ...about, state: 'loaded', files, rows, unlocked };
  });
}

function lockType(type: string, table: RawTable): RawColumn['type'] {
  try {
    return parseType(type);
  } catch (error) {
    throw new ProblemError({
      code: 'raw/unknown-type',
      severity: 'error',
      place: table.at,
      what: `The lock of raw table ${table.name} names a type that is none: ${messageOf(error)}.`,
      todo: 'Run `leadscore sources pull`, or mend the lock file.',
    });
  }
}

async function plan(
  session: Session,
  raw: RawFiles,
  wanted: readonly RawColumn[],
  further: readonly string[],
): Promise<{ readonly groups: readonly ReadGroup[]; readonly sql: string }> {
  const { groups, problems: opening } = await openFiles(session, raw, wanted);
  const problems = [...opening];
  const selects = groups.map((group) =>
    group.select(wanted, further, (file, problem) =>
      problems.push({ ...problem, severity: 'error', place: { file: file.shown, line: 1, column: 1 } }),
    ),
  );
  if (problems.length > 0) throw new ProblemError(problems);
  return { groups, sql: selects.join('\nUNION ALL\n') };
}

/**
 * BigQuery's pseudo-column of a table in shards: what the `*` of its name stands for, read off the file's name. NULL where
 * that is called otherwise.
 */
function shardColumn({ name, shards }: RawTable): readonly string[] {
  if (shards === undefined) return [];
  const stem = name.replace(/\*$/, '').replaceAll('-', '\\-');
  const pattern = `(?:^|[/\\\\])${stem}((?:intraday_)?[0-9]{8})\\.[A-Za-z]+$`;
  return [`nullif(regexp_extract(filename, ${literal(pattern)}, 1), '') AS "_TABLE_SUFFIX"`];
}

/** What the slow pass finds; DuckDB's own words where it finds nothing. Undefined: the files are not to blame. */
async function diagnosis(
  groups: readonly ReadGroup[],
  wanted: readonly RawColumn[],
  raw: RawFiles,
  error: unknown,
): Promise<ProblemError | undefined> {
  const message = messageOf(error);
  if (!/^(Invalid Input|Conversion|Out of Range|Invalid|Parser) Error/i.test(message)) return undefined;
  const problems: Problem[] = [];
  for (const group of groups) problems.push(...(await group.diagnose(wanted)));
  if (problems.length > 0) return new ProblemError(problems);
  const [first] = raw.files;
  const file = raw.files.find(({ path }) => message.includes(path)) ?? first;
  const line = Number(/(?:on Line|in line):? (\d+)/i.exec(message)?.[1] ?? 1);
  return new ProblemError({
    code: 'raw/unreadable',
    severity: 'error',
    ...(file === undefined ? {} : { place: { file: file.shown, line, column: 1 } }),
    what: message.includes(badValueMarker)
      ? "A text in the file is not of its column's type in the source's lock file."
      : `The file cannot be read: ${detailOf(message.split(/\n\s*(?:Possible fixes|Possible Solution|Try setting|file =)/)[0] ?? message)}`,
    todo: 'Export it again, or declare the column STRING in the lock file and convert it in the mapping.',
  });
}

function unlockedColumns(groups: readonly ReadGroup[], wanted: readonly RawColumn[]): readonly string[] {
  const known = new Set(wanted.map(({ name }) => name.trim().toLowerCase()));
  const names = groups.flatMap(({ columns }) => columns);
  return [...new Set(names)].filter((name) => !known.has(name.toLowerCase()));
}

const loadsSchema = 'leadscore_raw';

interface Load {
  readonly fingerprint: string;
  readonly rows: number;
  readonly unlocked: readonly string[];
}

function loadsTable(database: string): string {
  return `${identifier(database)}.${identifier(loadsSchema)}."loads"`;
}

async function lastLoad(
  session: Session,
  database: string,
  target: Target,
  fingerprint: string,
): Promise<Pick<Load, 'rows' | 'unlocked'> | undefined> {
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${loadsTable(database)} (table_name VARCHAR, fingerprint VARCHAR, row_count BIGINT, unlocked VARCHAR[])`,
  );
  if ((await kindOf(session, target)) !== 'table') return undefined;
  const result = await session.run(
    `SELECT row_count, to_json(unlocked) FROM ${loadsTable(database)} WHERE table_name = $1 AND fingerprint = $2`,
    [relationName(target), fingerprint],
  );
  const [row] = await result.getRows();
  if (row === undefined) return undefined;
  const unlocked: unknown = JSON.parse(String(row[1]));
  return { rows: Number(row[0]), unlocked: Array.isArray(unlocked) ? unlocked.map(String) : [] };
}

async function noteLoad(session: Session, database: string, target: Target, load: Load): Promise<void> {
  const table = loadsTable(database);
  await session.run(`DELETE FROM ${table} WHERE table_name = $1`, [relationName(target)]);
  await session.run(`INSERT INTO ${table} SELECT $1, $2, CAST($3 AS BIGINT), from_json($4, '["VARCHAR"]')`, [
    relationName(target),
    load.fingerprint,
    String(load.rows),
    JSON.stringify(load.unlocked),
  ]);
}

function fingerprintOf(raw: RawFiles, table: RawTable): string {
  const files = raw.files.map(({ path, size, changedAt }: RawPath) => [path, size, changedAt]);
  const columns = table.columns.map(({ name, type }) => [name, type]);
  return createHash('sha256')
    .update(JSON.stringify([loaderVersion, files, columns, table.shards ?? null]))
    .digest('hex');
}
