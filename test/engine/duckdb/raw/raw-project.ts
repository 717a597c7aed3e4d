import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDbEngine } from '../../../../scripts/engine/duckdb/duckdb-engine.js';
import { loadRawTables, type LoadedTable } from '../../../../scripts/engine/duckdb/raw/load-raw.js';
import type { Source } from '../../../../scripts/rubric/model.js';

/** A source `crm` with one raw table `lead`, whose lock is `columns`, read from `files`. */
export function crm(files: readonly string[], columns: Readonly<Record<string, string>> = {}): Source {
  const at = { file: 'rubrics/sources/crm.yaml', line: 4, column: 5 };
  return {
    name: 'crm',
    description: 'Test',
    dataset: 'raw_crm',
    tables: [{ name: 'lead', files, columns: Object.entries(columns).map(([name, type]) => ({ name, type })), at }],
    entities: [],
    at,
  };
}

/** Writes the files below the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

export async function load(
  engine: DuckDbEngine,
  folder: string,
  source: Source,
  overrides: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<readonly LoadedTable[]> {
  return loadRawTables(engine, [source], { projectDirectory: folder, overrides });
}

export const lead = '`p`.`raw_crm`.`lead`';
