import fs from 'node:fs';
import path from 'node:path';

/** Where leadscore's own files are; searched upwards from `folder`, because compiled files lie deeper. */
export function packageFolder(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : packageFolder(path.dirname(folder));
}
