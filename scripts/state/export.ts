/** `leadscore state export`: what cannot be computed again, as files. */
import fs from 'node:fs';
import path from 'node:path';
import type { Engine } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { type BackupTable, manifestFile, manifestText } from './manifest.js';
import { sha256, writeRows } from './rows-file.js';
import { type StateTable, stateTables } from './tables.js';

export interface Exported {
  readonly tables: readonly BackupTable[];
  /** State tables that no run has made yet. */
  readonly absent: readonly string[];
}

/**
 * Writes every state table into a new folder, which appears only once it is whole. Throws `state/folder-exists`, and
 * `state/not-written` when the disk refuses.
 */
export async function exportState(
  graph: CompiledGraph,
  engine: Engine,
  folder: string,
  exportedAt: Date,
): Promise<Exported> {
  if (fs.existsSync(folder)) throw new ProblemError(exists(folder));
  const partial = `${folder}.partial`;
  try {
    fs.rmSync(partial, { recursive: true, force: true });
    fs.mkdirSync(partial, { recursive: true, mode: 0o700 });
    const tables: BackupTable[] = [];
    const absent: string[] = [];
    for (const table of stateTables(graph)) {
      const written = await exportTable(engine, table, partial, tables.length + 1);
      if (written === undefined) absent.push(table.name);
      else tables.push(written);
    }
    fs.writeFileSync(path.join(partial, manifestFile), manifestText(exportedAt, tables), { mode: 0o600 });
    fs.renameSync(partial, folder);
    return { tables, absent };
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true });
    throw isSystemError(error) ? new ProblemError(notWritten(folder, error)) : error;
  }
}

async function exportTable(
  engine: Engine,
  { name, target }: StateTable,
  folder: string,
  number: number,
): Promise<BackupTable | undefined> {
  const relation = await engine.relation(target);
  if (relation === undefined) return undefined;
  const plain = name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  const file = `${String(number).padStart(2, '0')}_${plain}.ndjson.gz`;
  const columns = relation.columns.map((column) => `\`${column.name}\``).join(', ');
  const rows = await writeRows(path.join(folder, file), (take) =>
    engine.readParts(`SELECT ${columns} FROM \`${target.database}.${target.schema}.${target.name}\``, take),
  );
  return { name, file, columns: [...relation.columns], rows, sha256: await sha256(path.join(folder, file)) };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function exists(folder: string): ConstructorParameters<typeof ProblemError>[0] {
  return {
    code: 'state/folder-exists',
    severity: 'error',
    what: `There is something at ${folder} already.`,
    why: 'A backup never overwrites another one.',
    todo: 'Name a folder that does not exist yet.',
  };
}

function notWritten(folder: string, error: Error): ConstructorParameters<typeof ProblemError>[0] {
  return {
    code: 'state/not-written',
    severity: 'error',
    what: `The backup could not be written to ${folder}.`,
    why: error.message,
    todo: 'Name a folder that you may write to, on a disk with room; nothing was left behind.',
  };
}
