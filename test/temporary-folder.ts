import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, TestRunner } from 'vitest';

const ofTheFile: string[] = [];

/** For the end of a test file: see `test/every-file.ts`. */
export function removeFoldersOfTheFile(): void {
  for (const folder of ofTheFile.splice(0)) remove(folder);
}

/**
 * A new folder, by its real path, with `name` in its own. Made in a test or a `beforeEach` it is gone after that test,
 * made elsewhere (`beforeAll`, the top of a file) after the file. What works without vitest removes its own.
 */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `leadscore-${name}-`)));
  if (TestRunner.getCurrentTest() === undefined) ofTheFile.push(folder);
  else onTestFinished(() => remove(folder));
  return folder;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
