/** The edge: reads the sync files of a project from the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../problem.js';
import { sortProblems } from '../../rubric/report.js';
import type { SyncConfig } from './config.js';
import { resolveSync, syncFolder } from './resolve.js';

export interface LoadedSyncs {
  /** By id; faulty ones are not among them. */
  readonly syncs: readonly SyncConfig[];
  /** Names of all files that are there, faulty ones too, without their ending. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Every rubrics/sync/*.yaml; none where there is no such folder. Whatever is wrong with them is in `problems`. */
export async function loadSyncs(directory: string, sources: readonly string[]): Promise<LoadedSyncs> {
  const syncs: SyncConfig[] = [];
  const problems: Problem[] = [];
  const names: string[] = [];
  for (const name of await filesIn(join(directory, syncFolder))) {
    const file = `${syncFolder}/${name}`;
    if (name.endsWith('.yml')) {
      problems.push({
        code: 'sync/file-name',
        severity: 'error',
        place: { file, line: 1, column: 1 },
        what: 'Files here end in .yaml; this one would not be read.',
        todo: `Rename it to ${file.replace(/yml$/, 'yaml')}.`,
      });
      continue;
    }
    names.push(name.slice(0, -'.yaml'.length));
    const text = await textOf(join(directory, file));
    if (text === undefined) {
      problems.push({
        code: 'sync/unreadable',
        severity: 'error',
        place: { file, line: 1, column: 1 },
        what: 'The file could not be read as UTF-8 text.',
        todo: 'Check that you may read it, and save it as UTF-8.',
      });
      continue;
    }
    const { config, problems: faults } = resolveSync(file, text, sources);
    problems.push(...faults);
    if (config !== undefined) syncs.push(config);
  }
  return { syncs, names, problems: sortProblems(problems) };
}

/** By name, the texts of those files that can be read at all. */
export async function syncTexts(directory: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of await filesIn(join(directory, syncFolder))) {
    const text = name.endsWith('.yaml') ? await textOf(join(directory, syncFolder, name)) : undefined;
    if (text !== undefined) texts.set(name.slice(0, -'.yaml'.length), text);
  }
  return texts;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.')).sort();
  } catch {
    return [];
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch {
    return undefined;
  }
}
