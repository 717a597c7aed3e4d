import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, 'workflow_settings.yaml'))) {
    return folder;
  }
  const above = path.dirname(folder);
  if (above === folder)
    throw new Error('This file lies in no project: no package.json beside a workflow_settings.yaml.');
  return findRoot(above);
}

/** The checkout. Searched upwards, because this file also runs compiled, some folders deeper. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));
