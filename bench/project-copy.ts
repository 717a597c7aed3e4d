import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** This file runs as bench/dist/bench/project-copy.js. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const parts = ['rubrics', 'definitions', 'includes', 'workflow_settings.yaml'];

/** Removes the folder after the work, whatever comes of it, and when the process ends before. */
async function removedAfter<T>(directory: string, work: (directory: string) => Promise<T>): Promise<T> {
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', remove);
  try {
    return await work(directory);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

function copyParts(directory: string): void {
  for (const part of parts) cpSync(path.join(root, part), path.join(directory, part), { recursive: true });
}

/** A copy of the root project in a folder of its own. */
export async function withProjectCopy<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const parent = path.join(root, '.leadscore');
  mkdirSync(parent, { recursive: true });
  return removedAfter(mkdtempSync(path.join(parent, 'bench-')), async (directory) => {
    copyParts(directory);
    return work(directory);
  });
}

/**
 * As `withProjectCopy`, outside the project and fit for the official CLI: it wants `@dataform/core` inside the project
 * itself, not behind a link and not in a folder above.
 */
export async function withOfficialCopy<T>(work: (directory: string) => Promise<T>): Promise<T> {
  return removedAfter(mkdtempSync(path.join(tmpdir(), 'leadscore-bench-')), async (directory) => {
    copyParts(directory);
    const core = 'node_modules/@dataform/core';
    cpSync(path.join(root, core), path.join(directory, core), { recursive: true });
    writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    return work(directory);
  });
}
