/** The edge: reads a project's files from the disk and hands them to `project.ts`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedHeader } from '../generate/header.js';
import type { Problem } from '../problem.js';
import { type Loaded, resolveProject } from './project.js';
import { sortProblems } from './report.js';

export interface LoadedFiles extends Loaded {
  /** The text of a file that was read, by its path from the project's root: what a code frame shows. */
  readonly readSource: (file: string) => string | undefined;
}

/** Folder -> the names of the files in it that are read. Schemas for editors stand beside them. */
const folders: Readonly<Record<string, RegExp>> = {
  rubrics: /\.ya?ml$/,
  'rubrics/shared': /\.ya?ml$/,
  'rubrics/sources': /\.ya?ml$/,
  'rubrics/models': /(?<!\.schema)\.json$/,
};

/** Reads and resolves the project in the directory. Whatever is wrong with its files is in `problems`; nothing is thrown. */
export async function loadProject(directory: string): Promise<LoadedFiles> {
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const [folder, wanted] of Object.entries(folders)) {
    for (const name of await namesOf(join(directory, folder), problems, folder)) {
      if (!wanted.test(name) || name.startsWith('.')) continue;
      const file = `${folder}/${name}`;
      try {
        texts.set(file, decoder.decode(await readFile(join(directory, file))));
      } catch (thrown) {
        problems.push(unreadable(file, thrown));
      }
    }
  }
  const customModels = new Set([
    ...(await modelsUnder(join(directory, 'definitions/custom'))),
    ...(await handWrittenUnder(directory, problems)),
  ]);
  const loaded = resolveProject({ directory, texts, customModels });
  const readSource = (file: string) => texts.get(file);
  if (problems.length === 0) return { ...loaded, readSource };
  return { sources: loaded.sources, problems: sortProblems([...loaded.problems, ...problems]), readSource };
}

async function namesOf(path: string, problems: Problem[], folder: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') problems.push(unreadable(folder, thrown));
    return [];
  }
}

async function modelsUnder(path: string): Promise<ReadonlySet<string>> {
  try {
    const names = await readdir(path, { recursive: true });
    return new Set(names.map((name) => name.split(/[/\\]/).at(-1) ?? name).filter((name) => name.endsWith('.sqlx')));
  } catch {
    return new Set();
  }
}

/** A source's staging model may be written by hand where one table is not enough; it lacks the generator's first line. */
async function handWrittenUnder(directory: string, problems: Problem[]): Promise<ReadonlySet<string>> {
  const folder = 'definitions/sources';
  const names = new Set<string>();
  try {
    for (const name of await readdir(join(directory, folder), { recursive: true })) {
      const isStaging = /(?:^|[/\\])stg_[^/\\]*\.sqlx$/.test(name);
      if (isStaging && !(await readFile(join(directory, folder, name), 'utf8')).startsWith(generatedHeader)) {
        names.add(name.split(/[/\\]/).at(-1) ?? name);
      }
    }
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') problems.push(unreadable(folder, thrown));
  }
  return names;
}

function unreadable(file: string, thrown: unknown): Problem {
  const isText = thrown instanceof TypeError;
  return {
    code: isText ? 'rubric/encoding' : 'rubric/unreadable',
    severity: 'error',
    place: { file, line: 1, column: 1 },
    what: isText
      ? 'The file is not UTF-8 text.'
      : `The file could not be read (${codeOf(thrown) ?? 'unknown reason'}).`,
    todo: isText ? 'Save it as UTF-8.' : 'Check that it exists and that you may read it.',
  };
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
