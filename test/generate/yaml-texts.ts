import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The YAML files below the folder, and the artefacts of models in `models/`, by their path from it, with `/`. */
export function yamlTexts(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml') || /^models.[^.]+\.json$/.test(name))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]),
  );
}
