import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import { demoDefaults, generateDemo, loadRawTables, openDuckDb, readProject, root } from './leadscore.js';

/** Loads a project's raw files as `leadscore run` does, the files being looked for from another directory. */
async function load(project: string, files: string, database: string, graph: CompiledGraph): Promise<void> {
  const engine = await openDuckDb({ path: database, database: graph.defaultDatabase });
  try {
    await loadRawTables(engine, (await readProject(project)).project.sources, {
      projectDirectory: files,
    });
  } finally {
    await engine.close();
  }
}

/** The raw files where the project itself looks for them. */
export function ownRawFiles(project: string): (database: string, graph: CompiledGraph) => Promise<void> {
  return (database, graph) => load(project, project, database, graph);
}

/** A small invented company: as many leads and events as the judge can bear. */
export async function demoRawFiles(database: string, graph: CompiledGraph): Promise<void> {
  const files = mkdtempSync(path.join(tmpdir(), 'leadscore-demo-'));
  try {
    await generateDemo({ directory: path.join(files, demoDefaults.directory), leads: 400, events: 3500 });
    await load(root, files, database, graph);
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}
