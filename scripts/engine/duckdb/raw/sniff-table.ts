import { ProblemError } from '../../../problem.js';
import type { DuckDbEngine } from '../duckdb-engine.js';
import type { LoadOptions } from './load-raw.js';
import type { RawColumn } from './raw-file.js';
import type { RawSource, RawTable } from './raw-source.js';
import { selectFiles } from './select-files.js';
import { sniffFiles } from './sniff.js';

/**
 * Columns and types of a raw table as its files have them now; undefined where it has no files. Throws the problems
 * of files that are missing or cannot be read.
 */
export async function sniffTable(
  engine: DuckDbEngine,
  source: RawSource,
  table: RawTable,
  options: LoadOptions,
): Promise<readonly RawColumn[] | undefined> {
  const scope = { engine, projectDirectory: options.projectDirectory, overrides: options.overrides ?? new Map() };
  const raw = await selectFiles(scope, source, table);
  if (raw === undefined) return undefined;
  if ('problems' in raw) throw new ProblemError(raw.problems);
  return engine.native((session) => sniffFiles(session, raw));
}
