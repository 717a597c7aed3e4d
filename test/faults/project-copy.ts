import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const here = fileURLToPath(new URL('.', import.meta.url));
/** A small project without a fault. */
export const base = join(here, 'project');

/** A copy of a project in a folder of its own; the test's end removes it unless it is to be kept. */
export function projectCopy(from = base, isKept = false): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'leadscore-faults-')));
  if (!isKept) onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
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
