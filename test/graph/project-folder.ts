import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.js';

export const settings = `defaultProject: shop
defaultDataset: scoring
defaultAssertionDataset: scoring_assertions
vars:
  as_of: ""
`;

/** A Dataform project on disk, from path to text; workflow_settings.yaml is there unless given. Gone after the test. */
export function projectFolder(files: Readonly<Record<string, string>>): string {
  const directory = temporaryFolder('graph');
  for (const [path, text] of Object.entries({ 'workflow_settings.yaml': settings, ...files })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}
