import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Problem } from '../../../problem.js';
import { closest } from '../../../problem/closest.js';
import type { RawTable, Source } from '../../../rubric/model.js';
import type { DuckDbEngine } from '../duckdb-engine.js';
import { literal } from '../name.js';
import type { RawPath } from './raw-file.js';

export type RawFormat = 'csv' | 'json' | 'parquet';

const formats: Readonly<Record<string, RawFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  ndjson: 'json',
  jsonl: 'json',
  json: 'json',
  parquet: 'parquet',
};

export interface RawFiles {
  readonly format: RawFormat;
  readonly files: readonly RawPath[];
}

/** Where globs begin and how files are called in messages. */
export interface FileScope {
  readonly engine: DuckDbEngine;
  readonly projectDirectory: string;
  /** `source.table` or `table` -> globs, relative to the working directory, instead of the source's own. */
  readonly overrides: ReadonlyMap<string, readonly string[]>;
}

/** The overrides that fit no table, or more than one. */
export function overrideProblems(sources: readonly Source[], overrides: FileScope['overrides']): readonly Problem[] {
  const names = sources.flatMap((source) => source.tables.map((table) => `${source.name}.${table.name}`));
  return [...overrides.keys()].flatMap((key): Problem[] => {
    const matches = names.filter((name) => name === key || name.endsWith(`.${key}`));
    if (matches.length === 1) return [];
    if (matches.length > 1) {
      return [
        {
          code: 'raw/ambiguous-table',
          severity: 'error',
          what: `--raw ${key} fits several tables: ${matches.join(', ')}.`,
          todo: 'Write the source before the name.',
        },
      ];
    }
    const nearest = closest(key, names);
    return [
      {
        code: 'raw/unknown-table',
        severity: 'error',
        what: `--raw ${key} fits no raw table of any source.`,
        todo: nearest === undefined ? `Tables are: ${names.join(', ')}.` : `Did you mean ${nearest}?`,
      },
    ];
  });
}

/** The files of a table; undefined where it has none and stands in the warehouse; or why they cannot be read. */
export async function selectFiles(
  scope: FileScope,
  source: Source,
  table: RawTable,
): Promise<RawFiles | undefined | { readonly problems: readonly Problem[] }> {
  const override = scope.overrides.get(`${source.name}.${table.name}`) ?? scope.overrides.get(table.name);
  const globs = override ?? table.files;
  if (globs.length === 0) return undefined;
  const base = override === undefined ? scope.projectDirectory : process.cwd();
  const problems: Problem[] = [];
  const files = new Map<string, RawPath>();
  for (const glob of globs) {
    const found = await matching(scope, resolve(base, glob));
    if (found.length === 0) {
      problems.push({
        code: 'raw/missing-file',
        severity: 'error',
        ...(override === undefined ? { place: table.at } : {}),
        what: `No file matches ${glob} (raw table ${source.name}.${table.name}).`,
        todo:
          override === undefined
            ? 'Put the file there, or name another one by --raw; paths are relative to the project.'
            : 'Check the path given by --raw; it is relative to the working directory.',
      });
    }
    for (const file of found) files.set(file.path, file);
  }
  const found = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const kinds = new Set(found.map((file) => formats[extension(file.path)]));
  const [format] = kinds;
  const unreadable = found.filter((file) => formats[extension(file.path)] === undefined);
  problems.push(
    ...unreadable.map((file): Problem => ({
      code: 'raw/unknown-format',
      severity: 'error',
      place: { file: file.shown, line: 1, column: 1 },
      what: `The file's ending is none that can be read.`,
      todo: `Give it one of .csv, .tsv, .ndjson, .jsonl, .json, .parquet; unpack a compressed file first.`,
    })),
  );
  if (unreadable.length === 0 && kinds.size > 1) {
    problems.push({
      code: 'raw/mixed-formats',
      severity: 'error',
      place: table.at,
      what: `The files of ${source.name}.${table.name} are of several formats: ${[...kinds].join(', ')}.`,
      todo: 'Give each format a table of its own.',
    });
  }
  for (const file of found.filter(({ size }) => size === 0)) {
    problems.push({
      code: 'raw/empty-file',
      severity: 'error',
      place: { file: file.shown, line: 1, column: 1 },
      what: 'The file is empty (0 bytes).',
      why: 'An export that broke off looks just so; a table without rows still has a header or an empty list.',
      todo: 'Export it again, or take it out.',
    });
  }
  if (problems.length > 0 || format === undefined) return { problems };
  return { format, files: found };
}

async function matching(scope: FileScope, pattern: string): Promise<readonly RawPath[]> {
  const literalFile = await rawPath(scope, pattern);
  if (literalFile !== undefined) return [literalFile];
  const result = await scope.engine.native(async (session) =>
    (await session.run(`SELECT file FROM glob(${literal(pattern)})`)).getRows(),
  );
  const files = await Promise.all(result.map(([file]) => rawPath(scope, resolve(String(file)))));
  return files.filter((file) => file !== undefined);
}

async function rawPath(scope: FileScope, path: string): Promise<RawPath | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile()) return undefined;
  const inside = relative(resolve(scope.projectDirectory), path);
  const shown = inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
  return { path, shown, size: info.size, changedAt: info.mtimeMs };
}

function extension(path: string): string {
  return /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}
