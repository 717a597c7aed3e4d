/** `leadscore state import`: a backup back into a warehouse. */
import fs from 'node:fs';
import path from 'node:path';
import type { Engine, Target } from '../engine/engine.js';
import { type CompiledGraph, targetKey } from '../graph/graph.js';
import { type Problem, ProblemError } from '../problem.js';
import { distrust } from '../run/held-assertions.js';
import { type BackupTable, type Manifest, manifestFile, parseManifest } from './manifest.js';
import { readRows, sha256 } from './rows-file.js';
import { type StateTable, stateTables } from './tables.js';

export interface ImportOptions {
  /** Tables of the warehouse that have rows already are replaced. */
  readonly replace: boolean;
  /** Tables of the backup that are not wanted, by name. */
  readonly leaveOut: readonly string[];
}

export interface Imported {
  readonly exportedAt: string;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** State tables of the project that the backup does not have: they stay as they are. */
  readonly missing: readonly string[];
}

interface Pair {
  readonly backup: BackupTable;
  readonly table: StateTable;
}

/**
 * Everything is looked at before anything is written, and every table stands complete beside its old one before the
 * first is replaced. Throws all problems found: `state/not-a-backup`, `state/damaged`, `state/unknown-table`, `state/not-empty`.
 */
export async function importState(
  graph: CompiledGraph,
  engine: Engine,
  folder: string,
  options: ImportOptions,
): Promise<Imported> {
  const manifest = readManifest(folder);
  const known = stateTables(graph);
  const wanted = manifest.tables.filter(({ name }) => !options.leaveOut.includes(name));
  const pairs = wanted.flatMap((backup): Pair[] => {
    const table = known.find(({ name }) => name === backup.name);
    return table === undefined ? [] : [{ backup, table }];
  });
  const problems = [
    ...notLeftOut(manifest, options.leaveOut),
    ...wanted.filter(({ name }) => known.every((table) => table.name !== name)).map(unknownTable),
    ...(await damaged(folder, wanted)),
    ...(options.replace ? [] : await notEmpty(engine, pairs)),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
  for (const schema of new Set(pairs.map(({ table }) => table.target.schema)))
    await engine.createSchema(graph.defaultDatabase, schema);
  try {
    for (const pair of pairs) await fill(engine, folder, pair);
    await distrust(
      graph,
      engine,
      pairs.map(({ table }) => targetKey(table.target)),
    );
    for (const { backup, table } of pairs) await replace(engine, backup, table);
  } finally {
    for (const { table } of pairs) await engine.drop(beside(table.target)).catch(() => undefined);
  }
  return {
    exportedAt: manifest.exported_at,
    tables: pairs.map(({ backup: { name, rows } }) => ({ name, rows })),
    missing: known.map(({ name }) => name).filter((name) => wanted.every((backup) => backup.name !== name)),
  };
}

function readManifest(folder: string): Manifest {
  const file = path.join(folder, manifestFile);
  if (!fs.existsSync(file)) {
    throw new ProblemError({
      code: 'state/not-a-backup',
      severity: 'error',
      what: `There is no ${manifestFile} in ${folder}.`,
      todo: 'Name a folder that `leadscore state export` has written.',
    });
  }
  return parseManifest(fs.readFileSync(file, 'utf8'), file);
}

export function rowsText(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}

/** Where a table is put together. */
function beside(target: Target): Target {
  return { ...target, name: `leadscore_import_${target.name}` };
}

async function fill(engine: Engine, folder: string, { backup, table }: Pair): Promise<void> {
  const target = beside(table.target);
  await engine.drop(target);
  await engine.append(target, backup.columns, []);
  await readRows(path.join(folder, backup.file), (rows) => engine.append(target, backup.columns, rows));
}

async function replace(engine: Engine, backup: BackupTable, { target, options }: StateTable): Promise<void> {
  const { database, schema, name } = beside(target);
  const columns = backup.columns.map((column) => `\`${column.name}\``).join(', ');
  await engine.writeTable(target, `SELECT ${columns} FROM \`${database}.${schema}.${name}\``, undefined, options);
}

function notLeftOut(manifest: Manifest, leaveOut: readonly string[]): readonly Problem[] {
  const names = manifest.tables.map(({ name }) => name);
  return leaveOut
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: 'state/unknown-table',
      severity: 'error',
      what: `The backup has no table ${name} that could be left out.`,
      todo: `It has ${names.join(', ')}.`,
    }));
}

function unknownTable({ name, rows }: BackupTable): Problem {
  return {
    code: 'state/unknown-table',
    severity: 'error',
    what: `The backup's table ${name} (${rowsText(rows)}) is no state of this project.`,
    why: 'The rubric it belongs to may have been renamed or removed since.',
    todo: `Bring the rubric back, or leave the table out with --leave-out ${name}.`,
  };
}

async function damaged(folder: string, tables: readonly BackupTable[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { file, sha256: expected } of tables) {
    const full = path.join(folder, file);
    if (!fs.existsSync(full) || (await sha256(full)) !== expected) {
      problems.push({
        code: 'state/damaged',
        severity: 'error',
        what: fs.existsSync(full)
          ? `The file ${file} of the backup is not as it was written.`
          : `The file ${file} of the backup is missing.`,
        why: 'Its checksum stands in the list of tables. Nothing was imported.',
        todo: 'Take another copy of the backup.',
      });
    }
  }
  return problems;
}

async function notEmpty(engine: Engine, pairs: readonly Pair[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { table } of pairs) {
    const { database, schema, name } = table.target;
    if ((await engine.relation(table.target)) === undefined) continue;
    const [row] = await engine.query(`SELECT COUNT(*) AS row_count FROM \`${database}.${schema}.${name}\``);
    if (row === undefined || row.row_count === 0) continue;
    problems.push({
      code: 'state/not-empty',
      severity: 'error',
      what: `The warehouse's table ${table.name} has ${rowsText(Number(row.row_count))} already.`,
      why: 'They would be lost.',
      todo: 'Export them first if they matter, then give --replace.',
    });
  }
  return problems;
}
