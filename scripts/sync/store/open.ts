/** Opens the file that a sync remembers in. */
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { setup } from '../../engine/duckdb/dialect.js';
import { detailOf, messageOf } from '../../engine/duckdb/failure.js';
import { ProblemError } from '../../problem.js';
import { schema, tableStatements } from './tables.js';

export interface OpenStore {
  readonly instance: DuckDBInstance;
  /** For what is written. */
  readonly writer: DuckDBConnection;
  /** For reading what was committed, while the writer has a transaction open. */
  readonly reader: DuckDBConnection;
  readonly file: string;
}

/** POSIX locks do not keep a process from opening a file twice, which would corrupt it; so open files are noted here. */
const openFiles = new Set<string>();

/** A commit of outcomes must not wait for a checkpoint every few seconds; at the end of the process there is one anyway. */
const checkpointAt = '256MB';

/** `:memory:` or a file, made with its folder when it is missing. Throws `sync/locked`, `sync/cannot-open`. */
export async function openStoreFile(path: string, memoryLimit = '1GB'): Promise<OpenStore> {
  const isFile = path !== ':memory:';
  if (isFile) mkdirSync(dirname(resolve(path)), { recursive: true });
  const file = isFile ? canonical(path) : path;
  if (openFiles.has(file)) throw locked(file, 'this very process');
  try {
    const instance = await DuckDBInstance.create(file, {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      memory_limit: memoryLimit,
    });
    if (isFile) openFiles.add(file);
    const writer = await instance.connect();
    const reader = await instance.connect();
    await writer.run(`SET checkpoint_threshold = '${checkpointAt}'`);
    for (const statement of [...setup, ...tableStatements]) await writer.run(statement);
    return { instance, writer, reader, file };
  } catch (error) {
    openFiles.delete(file);
    throw failure(error, file);
  }
}

export function closeStoreFile({ instance, writer, reader, file }: OpenStore): void {
  writer.closeSync();
  reader.closeSync();
  instance.closeSync();
  openFiles.delete(file);
}

/** The name of a table of the store. */
export function table(name: string): string {
  return `${schema}.${name}`;
}

function canonical(path: string): string {
  const full = resolve(path);
  return existsSync(full) ? realpathSync(full) : join(realpathSync(dirname(full)), basename(full));
}

function failure(error: unknown, file: string): Error {
  if (error instanceof ProblemError) return error;
  const message = messageOf(error);
  const holder = /Conflicting lock is held in (.*?)(?:\. See also|$)/.exec(message)?.[1];
  if (holder !== undefined || /Could not set lock/.test(message)) return locked(file, holder);
  return new ProblemError({
    code: 'sync/cannot-open',
    severity: 'error',
    what: `The sync's file "${file}" cannot be opened: ${detailOf(message)}`,
    todo: 'Check that you may write there and that the disk has room.',
  });
}

function locked(file: string, holder?: string): ProblemError {
  return new ProblemError({
    code: 'sync/locked',
    severity: 'error',
    what: `The sync's file "${file}" is in use${holder === undefined ? '' : ` by ${holder}`}.`,
    why: 'Only one process at a time may carry on a sync.',
    todo: 'Wait until it ends, or end it; what it has sent is recorded, and the next `npx leadscore sync apply` goes on from there.',
  });
}
