/** Models on disk: what `build` writes, and what `build --check` finds different. The only file of the generator that touches a disk. */
import fs from 'node:fs';
import path from 'node:path';
import { generatedHeader } from './header.js';
import { type Model, renderModel } from './sqlx.js';

export interface Drift {
  readonly path: string;
  /** missing: not on disk; changed: other text on disk; orphaned: generated once, and no longer asked for. */
  readonly kind: 'missing' | 'changed' | 'orphaned';
}

function sqlxFiles(directory: string): readonly string[] {
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(directory, entry.name);
    return entry.isDirectory() ? sqlxFiles(full) : entry.name.endsWith('.sqlx') ? [full] : [];
  });
}

/** Generated files below definitions/, as project-relative paths; hand-written ones and definitions/custom/ are never looked at. */
function generatedFiles(projectDirectory: string): readonly string[] {
  return sqlxFiles(path.join(projectDirectory, 'definitions'))
    .map((file) => path.relative(projectDirectory, file).split(path.sep).join('/'))
    .filter((file) => !file.startsWith('definitions/custom/'))
    .filter((file) => fs.readFileSync(path.join(projectDirectory, file), 'utf8').startsWith(generatedHeader));
}

/** How the files on disk differ from what the models say, by path. */
export function findDrift(projectDirectory: string, models: readonly Model[]): readonly Drift[] {
  const wanted = new Map(models.map((model) => [model.path, renderModel(model)]));
  const drift: Drift[] = [];
  for (const [file, text] of wanted) {
    const full = path.join(projectDirectory, file);
    if (!fs.existsSync(full)) drift.push({ path: file, kind: 'missing' });
    else if (fs.readFileSync(full, 'utf8') !== text) drift.push({ path: file, kind: 'changed' });
  }
  for (const file of generatedFiles(projectDirectory)) {
    if (!wanted.has(file)) drift.push({ path: file, kind: 'orphaned' });
  }
  return drift.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes what differs and removes what is no longer asked for; returns what it did. */
export function writeModels(projectDirectory: string, models: readonly Model[]): readonly Drift[] {
  const drift = findDrift(projectDirectory, models);
  const wanted = new Map(models.map((model) => [model.path, model]));
  for (const one of drift) {
    const full = path.join(projectDirectory, one.path);
    const model = wanted.get(one.path);
    if (model === undefined) {
      fs.rmSync(full);
      continue;
    }
    fs.mkdirSync(path.dirname(full), { recursive: true });
    // Written beside and renamed: an interrupted build leaves no half file.
    fs.writeFileSync(`${full}.new`, renderModel(model));
    fs.renameSync(`${full}.new`, full);
  }
  return drift;
}
