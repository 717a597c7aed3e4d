/** Opens the file that a sync remembers in. */
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { setup } from '../../engine/duckdb/dialect.js';
import { detailOf, messageOf } from '../../engine/duckdb/failure.js';
import { identifier, literal } from '../../engine/duckdb/name.js';
import '../../engine/duckdb/whole-texts.js';
import { ProblemError } from '../../problem.js';
import { schema } from './schema.js';
import { tableStatements } from './tables.js';

export interface OpenStore {
  readonly instance: DuckDBInstance;
  /** For what is written. */
  readonly writer: DuckDBConnection;
  /** For reading what was committed, while the writer has a transaction open. */
  readonly reader: DuckDBConnection;
  readonly file: string;
}

/** Of DuckDB: what a plan over many records may take before it spills to disk. */
export const usualMemoryLimit = '1GB';

/** POSIX locks do not keep a process from opening a file twice, which would corrupt it; so open files are noted here. */
const openFiles = new Set<string>();

/** DuckDB's own checkpoints, in the middle of a commit, are for what comes at once: otherwise `lighten` makes them, at a better moment. */
const checkpointAt = '32MB';

/** So many bytes of the log are worth a checkpoint: what none has written yet is in memory. */
const worthCheckpoint = 2_000_000;

/** A checkpoint rewrites a block of rows that is not full, column by column: of the usual 122,880 rows that takes six times the memory. */
export const rowsOfBlock = 20_480;

/** Every thread has blocks of its own in memory, and what a store writes is small; only a plan reads so much that more of them pay. */
export const oneThread = 'SET threads = 1';

/** No sync can have this name: it has a hyphen. */
const attached = 'leadscore-sync';

/** `:memory:` or a file, made with its folder when it is missing. Throws `sync/locked`, `sync/cannot-open`. */
export async function openStoreFile(path: string, memoryLimit = usualMemoryLimit): Promise<OpenStore> {
  const isFile = path !== ':memory:';
  if (isFile) mkdirSync(dirname(resolve(path)), { recursive: true });
  const file = isFile ? canonical(path) : path;
  if (openFiles.has(file)) throw locked(file, 'this very process');
  try {
    // How many rows a block has can be said of an attached file only. Blocks of older files stay as they are, and others are added.
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      memory_limit: memoryLimit,
      ...(isFile && { temp_directory: `${file}.tmp` }),
    });
    const writer = await instance.connect();
    const reader = await instance.connect();
    if (isFile) {
      await writer.run(`ATTACH ${literal(file)} AS ${identifier(attached)} (ROW_GROUP_SIZE ${rowsOfBlock})`);
      openFiles.add(file);
      for (const connection of [writer, reader]) await connection.run(`USE ${identifier(attached)}`);
    }
    await writer.run(oneThread);
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

/**
 * DuckDB keeps every page that it has read or written until its limit is reached, and its allocator what was freed: both go when the
 * limit is lowered for a moment. Nothing else may run meanwhile, or it could meet that limit.
 */
export async function letPagesGo({ writer }: OpenStore, memoryLimit = usualMemoryLimit): Promise<void> {
  // Refused where more than that is in use: then the rest of it stays.
  await writer.run(`SET memory_limit = '24MB'`).catch(() => undefined);
  await writer.run(`SET memory_limit = ${literal(memoryLimit)}`);
}

/**
 * Besides, rows that no checkpoint has written go to disk; the pages before, so that a checkpoint finds their room. It takes some tenths of a
 * second. No transaction may be open on either connection.
 */
export async function lighten(open: OpenStore, memoryLimit = usualMemoryLimit): Promise<void> {
  await letPagesGo(open, memoryLimit);
  if (bytesOfLog(open) < worthCheckpoint) return;
  await open.writer.run('CHECKPOINT');
  await letPagesGo(open, memoryLimit);
}

function bytesOfLog({ file }: OpenStore): number {
  return statSync(`${file}.wal`, { throwIfNoEntry: false })?.size ?? 0;
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
