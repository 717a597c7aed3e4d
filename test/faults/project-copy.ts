import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.js';

export const here = fileURLToPath(new URL('.', import.meta.url));
/** A small project without a fault. */
export const base = join(here, 'project');

/** A copy of a project in a temporary folder of its own. */
export function projectCopy(from = base): string {
  const directory = temporaryFolder('faults');
  cpSync(from, directory, { recursive: true });
  return directory;
}

/** What stands in a case's folder beside the case itself: it goes over the project's files. */
export function putFault(folder: string, directory: string): void {
  for (const name of readdirSync(folder)) {
    if (name === 'case.yaml' || name === 'expected.txt') continue;
    cpSync(join(folder, name), join(directory, name), { recursive: true });
  }
}

/** The raw files, rubrics and own models as they are in the project without a fault. */
export function mend(directory: string): void {
  for (const name of ['data', 'rubrics', 'definitions/custom'])
    rmSync(join(directory, name), { recursive: true, force: true });
  cpSync(base, directory, { recursive: true });
}
