import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoDefaults, generateDemo } from '../scripts/demo/generate-demo.js';
import { runChild } from './child.js';
import { root } from './project-copy.js';
import type { RawLoad } from './raw-tables-once.js';

/** Loaded raw tables, in a DuckDB file that nothing else is in. */
export interface RawTables extends RawLoad {
  readonly file: string;
}

const script = path.join(import.meta.dirname, 'raw-tables-once.js');
/** Written last: where it is missing, what stands beside it was never finished. */
const notes = 'raw.json';

/**
 * The raw tables of a demo of that size, for `directory`, a copy of the project: those in `folder` where they were kept there before, else
 * invented and loaded now.
 */
export async function rawTables(
  { directory, folder, events, leads, memoryLimit }: RawTablesOptions,
  say: (line: string) => void,
): Promise<RawTables> {
  const size = { events, leads };
  return keptIn(folder, `${digestOf(root)} ${JSON.stringify(size)}`, async (file) => {
    say(`${events} events: inventing ${leads} leads`);
    const demo = path.join(directory, demoDefaults.directory);
    await generateDemo({ ...demoDefaults, ...size, directory: demo });
    const { output } = await runChild(script, [directory, file, memoryLimit], { echo: true });
    rmSync(demo, { recursive: true });
    return JSON.parse(output) as RawLoad;
  });
}

export interface RawTablesOptions {
  readonly directory: string;
  readonly folder: string;
  readonly events: number;
  readonly leads: number;
  /** DuckDB's, such as '8GB'. */
  readonly memoryLimit: string;
}

/** What `make` wrote into the file that it was given and said of it, once for the same `madeFrom`; what was made from anything else is replaced. */
export async function keptIn(
  folder: string,
  madeFrom: string,
  make: (file: string) => Promise<RawLoad>,
): Promise<RawTables> {
  const file = path.join(folder, 'raw.duckdb');
  const noted = path.join(folder, notes);
  if (existsSync(noted)) {
    const kept = JSON.parse(readFileSync(noted, 'utf8')) as RawLoad & { readonly madeFrom: string };
    if (kept.madeFrom === madeFrom) return { file, rawRows: kept.rawRows, load: kept.load };
  }
  for (const stale of [noted, file, `${file}.wal`]) rmSync(stale, { force: true });
  mkdirSync(folder, { recursive: true });
  const made = await make(file);
  writeFileSync(noted, `${JSON.stringify({ madeFrom, ...made }, undefined, 2)}\n`);
  return { file, ...made };
}

/** SHA-256 of the code and the locks that decide what the raw tables of a demo are; how columns are mapped does not. */
export function digestOf(project: string): string {
  const hash = createHash('sha256');
  const decides = { 'scripts/demo': '', 'scripts/engine/duckdb/raw': '', 'rubrics/sources': '.lock.yaml' };
  for (const [folder, ending] of Object.entries(decides)) {
    for (const name of readdirSync(path.join(project, folder)).toSorted()) {
      if (!name.endsWith(ending)) continue;
      hash.update(`${folder}/${name}\n`).update(readFileSync(path.join(project, folder, name)));
    }
  }
  return hash.digest('hex');
}
