/** Generated files on disk: what `build` writes, and what `build --check` finds different. The only file of the generator that touches a disk. */
import fs from 'node:fs';
import path from 'node:path';
import { generatedHeader } from './header.js';
import { type Model, renderModel } from './sqlx.js';

export interface Drift {
  readonly path: string;
  /** missing: not on disk; changed: other text on disk; orphaned: generated once, and no longer asked for. */
  readonly kind: 'missing' | 'changed' | 'orphaned';
}

/** What is generated beside the models. */
export interface OtherFiles {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Folders of generated files, known by how they begin: what nobody asks for any more is removed from there. */
  readonly folders: readonly { readonly path: string; readonly begin: string }[];
}

const noOthers: OtherFiles = { files: [], folders: [] };

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

function generatedBeside(projectDirectory: string, { folders }: OtherFiles): readonly string[] {
  return folders.flatMap(({ path: folder, begin }) => {
    const full = path.join(projectDirectory, folder);
    if (!fs.existsSync(full)) return [];
    return fs
      .readdirSync(full, { withFileTypes: true })
      .filter((entry) => entry.isFile() && fs.readFileSync(path.join(full, entry.name), 'utf8').startsWith(begin))
      .map((entry) => `${folder}/${entry.name}`);
  });
}

function textsOf(models: readonly Model[], others: OtherFiles): ReadonlyMap<string, string> {
  return new Map([
    ...models.map((model) => [model.path, renderModel(model)] as const),
    ...others.files.map((file) => [file.path, file.text] as const),
  ]);
}

/** How the files on disk differ from what the models and the other files say, by path. */
export function findDrift(
  projectDirectory: string,
  models: readonly Model[],
  others: OtherFiles = noOthers,
): readonly Drift[] {
  const wanted = textsOf(models, others);
  const drift: Drift[] = [];
  for (const [file, text] of wanted) {
    const full = path.join(projectDirectory, file);
    if (!fs.existsSync(full)) drift.push({ path: file, kind: 'missing' });
    else if (fs.readFileSync(full, 'utf8') !== text) drift.push({ path: file, kind: 'changed' });
  }
  for (const file of [...generatedFiles(projectDirectory), ...generatedBeside(projectDirectory, others)]) {
    if (!wanted.has(file)) drift.push({ path: file, kind: 'orphaned' });
  }
  return drift.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes what differs and removes what is no longer asked for; returns what it did. */
export function writeModels(
  projectDirectory: string,
  models: readonly Model[],
  others: OtherFiles = noOthers,
): readonly Drift[] {
  const drift = findDrift(projectDirectory, models, others);
  const wanted = textsOf(models, others);
  for (const one of drift) {
    const full = path.join(projectDirectory, one.path);
    const text = wanted.get(one.path);
    if (text === undefined) {
      fs.rmSync(full);
      continue;
    }
    fs.mkdirSync(path.dirname(full), { recursive: true });
    // Written beside and renamed: an interrupted build leaves no half file.
    fs.writeFileSync(`${full}.new`, text);
    fs.renameSync(`${full}.new`, full);
  }
  return drift;
}
