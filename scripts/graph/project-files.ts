import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const READ_BY_DATAFORM = ['definitions', 'includes'];

/** Every file under definitions/ and includes/, relative to the project, with `/`, sorted; dot files are left out as the official host does. */
export function listProjectFiles(projectDir: string): string[] {
  return READ_BY_DATAFORM.flatMap((folder) => listFolder(projectDir, folder)).sort();
}

function listFolder(projectDir: string, folder: string): string[] {
  return entriesOf(join(projectDir, folder)).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFolder(projectDir, path) : [path];
  });
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
