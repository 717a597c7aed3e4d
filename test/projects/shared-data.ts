/** The real data beside the checkout. It belongs to others, so it is read where it lies and nothing of it is copied here. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project-root.js';

export const sharedData = path.resolve(projectRoot, '../shared/data');

export function sharedFile(name: string): string {
  return path.join(sharedData, name);
}

/** Whether the data is there. When it is not, a loud line says what is therefore not tested. */
export function hasSharedData(folder: string, whatIsSkipped: string): boolean {
  if (existsSync(sharedFile(folder))) return true;
  console.warn(
    `\n!!! SKIPPED: ${whatIsSkipped}. There is no ../shared/data/${folder} beside this checkout, so this was NOT tested. !!!\n`,
  );
  return false;
}
