/** A project with the ready connectors, each taken in by `sources add` as a user does it, over its fixture's files. */
import { cpSync } from 'node:fs';
import path from 'node:path';
import { connectorNames } from '../../../scripts/commands/connectors.js';
import { addSourceCommand } from '../../../scripts/commands/sources-add.js';
import { copyProject, type Outcome, type ProjectCopy, succeeded } from '../project-copy.js';
import { projectRoot } from '../project-root.js';

const folder = path.join(projectRoot, 'test/projects/connectors');

export const connectors = connectorNames();

export interface ConnectorsProject {
  readonly copy: ProjectCopy;
  /** What `sources add` said, by connector. */
  readonly added: ReadonlyMap<string, Outcome>;
  readonly built: Outcome;
}

/** A project with the named connectors. `raw`: other files than the fixtures', by `source.table`. Not run yet. */
export async function connectorsProject(
  names: readonly string[],
  raw: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<ConnectorsProject> {
  const copy = copyProject('test/projects/connectors');
  const added = new Map<string, Outcome>();
  for (const name of names) {
    if (raw.size === 0) {
      cpSync(path.join(folder, 'fixtures', name, 'exports'), copy.path('exports'), { recursive: true });
    }
    const own = new Map([...raw].filter(([table]) => table.startsWith(`${name}.`)));
    added.set(
      name,
      succeeded(await copy.command((context) => addSourceCommand(context, { name, engine: 'duckdb', raw: own }))),
    );
  }
  return { copy, added, built: succeeded(await copy.build()) };
}
