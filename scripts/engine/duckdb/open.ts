import { accessSync, closeSync, constants, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ProblemError, type Problem } from '../../problem.js';
import { setup, translate } from './dialect.js';
import './whole-texts.js';
import { DuckDbEngine } from './duckdb-engine.js';
import { detailOf, messageOf } from './failure.js';
import { identifier, literal } from './name.js';
import { ConnectionPool } from './pool.js';
import type { Translate } from './translate.js';
import { dropUnfinished } from './written-copies.js';

export interface DuckDbOptions {
  /** The database file, made when it is missing; absent: in memory. */
  readonly path?: string;
  /** The default project, under which the file is attached, so that three-part names work as they are. */
  readonly database: string;
  /** Other projects that tables are written to; each has a file of its own beside the first. */
  readonly otherDatabases?: readonly string[];
  /** '4GB', '500MB'; DuckDB's default is 80 % of the machine's memory. */
  readonly memoryLimit?: string;
  /** Where sorts and joins spill; beside the file unless given. */
  readonly tempDirectory?: string;
  readonly maxTempSize?: string;
  readonly threads?: number;
  readonly readOnly?: boolean;
  /** Statements run on every connection; the translation's own unless given. */
  readonly setup?: readonly string[];
  /** GoogleSQL to DuckDB's dialect; the project's translation unless given. */
  readonly translate?: Translate;
}

/** POSIX locks do not keep a process from opening a file twice, which would corrupt it; so open files are noted here. */
const openFiles = new Set<string>();

/** Session settings that bring DuckDB close to GoogleSQL. Global, because the configuration is locked later. */
const settings = [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET GLOBAL default_null_order = 'nulls_first_on_asc_last_on_desc'",
  'SET GLOBAL ieee_floating_point_ops = false',
  // Rows come in the order of ORDER BY or in none, as in BigQuery; big writes then need far less memory.
  'SET GLOBAL preserve_insertion_order = false',
];

/** Opens (or makes) a database. Throws `engine/locked`, `engine/not-a-database`, `engine/cannot-open`. */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDbEngine> {
  const file = options.path === undefined ? undefined : canonicalPath(options.path);
  if (file !== undefined && openFiles.has(file)) throw lockedProblem(file, 'this very process');
  if (file !== undefined) openFiles.add(file);
  try {
    const instance = await DuckDBInstance.create(':memory:', configuration(options, file));
    try {
      const pool = await openPool(instance, options, file);
      return new DuckDbEngine(pool, options.translate ?? translate, options.database, () => {
        instance.closeSync();
        if (file !== undefined) openFiles.delete(file);
      });
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  } catch (error) {
    if (file !== undefined) openFiles.delete(file);
    throw error;
  }
}

async function openPool(
  instance: DuckDBInstance,
  options: DuckDbOptions,
  file: string | undefined,
): Promise<ConnectionPool> {
  const connection = await instance.connect();
  const databases = [options.database, ...(options.otherDatabases ?? [])];
  try {
    for (const database of databases) {
      const path = file === undefined ? ':memory:' : database === options.database ? file : `${file}.${database}`;
      if (file !== undefined && isOtherFile(path)) throw notADatabase(path);
      try {
        await connection.run(`ATTACH ${literal(path)} AS ${identifier(database)}${mode(options, file, path)}`);
      } catch (error) {
        throw file === undefined ? error : openFailure(error, path);
      }
    }
    if (options.readOnly !== true) await dropUnfinished(connection, databases);
    for (const setting of settings) await connection.run(setting);
  } finally {
    connection.closeSync();
  }
  return ConnectionPool.open(instance, [`USE ${identifier(options.database)}`, ...(options.setup ?? setup)]);
}

/**
 * How new files are written. DuckDB's own default can be read by releases of 2023, too, and takes a sixth longer to write; a file
 * that is there keeps the version it has.
 */
const storageVersion = 'v1.4.0';

function mode(options: DuckDbOptions, file: string | undefined, path: string): string {
  if (file === undefined) return '';
  if (options.readOnly === true) return ' (READ_ONLY)';
  return existsSync(path) ? '' : ` (STORAGE_VERSION ${literal(storageVersion)})`;
}

function configuration(options: DuckDbOptions, file: string | undefined): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    temp_directory:
      options.tempDirectory ?? (file === undefined ? join(tmpdir(), `leadscore-${process.pid}`) : `${file}.tmp`),
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
    ...(options.maxTempSize === undefined ? {} : { max_temp_directory_size: options.maxTempSize }),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  };
}

function canonicalPath(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  const folder = dirname(full);
  return existsSync(folder) ? join(realpathSync(folder), basename(full)) : full;
}

/** What it means that DuckDB would not attach the file: it is in use, none of DuckDB's, or not to be opened. */
export function openFailure(error: unknown, file: string): ProblemError {
  if (isOtherFile(file)) return notADatabase(file);
  const message = messageOf(error);
  const holder = /Conflicting lock is held in (.*?)(?:\. See also|$)/.exec(message)?.[1];
  if (holder !== undefined || /Could not set lock/.test(message)) return lockedProblem(file, holder);
  if (/not a valid DuckDB database file|Cannot open database.*version/i.test(message)) return notADatabase(file);
  return failed({
    code: 'engine/cannot-open',
    what: `The database file "${file}" cannot be opened: ${detailOf(message)}`,
    todo: 'Check that its folder exists and that you may write there.',
  });
}

function notADatabase(file: string): ProblemError {
  return failed({
    code: 'engine/not-a-database',
    what: `"${file}" is not a database file that this version can read.`,
    todo: 'Give another path, or move the file away to start with an empty database.',
  });
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** DuckDB attaches a CSV file, too: as a database in memory, so that whatever is written to it is gone at the end. */
function isOtherFile(path: string): boolean {
  // What is no file, or may not be read, DuckDB itself refuses.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true || !isReadable(path)) return false;
  const mark = Buffer.alloc(12);
  const file = openSync(path, 'r');
  try {
    const bytes = readSync(file, mark, 0, mark.length, 0);
    return bytes > 0 && mark.toString('latin1', 8) !== 'DUCK';
  } finally {
    closeSync(file);
  }
}

function lockedProblem(file: string, holder?: string): ProblemError {
  return failed({
    code: 'engine/locked',
    what: `The database file "${file}" is in use${holder === undefined ? '' : ` by ${holder}`}.`,
    why: 'Only one process at a time can have a database file open.',
    todo: 'Wait until it ends, or end it, or give another file with --database.',
  });
}

function failed(problem: Omit<Problem, 'severity'>): ProblemError {
  return new ProblemError({ severity: 'error', ...problem });
}
