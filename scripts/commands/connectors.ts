/** Which connectors come with leadscore. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from './package-folder.js';

/** `connectors/<name>/`: the mapping `<name>.yaml`, and beside it the models that a mapping cannot express. */
export const connectorsFolder = path.join(packageFolder(path.dirname(fileURLToPath(import.meta.url))), 'connectors');

/** The connectors that come with leadscore, by name. */
export function connectorNames(): readonly string[] {
  return fs
    .readdirSync(connectorsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
