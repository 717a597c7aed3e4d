/** The columns of every table that a project's models make, worked out on empty inputs. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import { projectModels } from '../../scripts/generate/models.js';
import { writeModels } from '../../scripts/generate/write.js';
import { giveFacts, scoringGraph } from '../../scripts/golden/facts.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { runActionColumns, runColumns, runLogTables } from '../../scripts/run/run-log.js';
import type { Project } from '../../scripts/rubric/model.js';
import { lists } from './small-lists.js';
import { temporaryFolder } from '../temporary-folder.js';

export interface ModelColumns {
  readonly table: string;
  readonly columns: readonly string[];
  /** Protected, incremental, made by every run, or nothing but a view of others. */
  readonly kept: 'state' | 'added to' | 'made anew' | 'a view';
}

const keptOf = { table: 'made anew', incremental: 'added to', view: 'a view' } as const;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** By table; the run log among them. Raw tables and views of them hold nothing of their own. */
export async function modelColumns(project: Project): Promise<readonly ModelColumns[]> {
  const directory = temporaryFolder('columns');
  cpSync(join(root, 'includes'), join(directory, 'includes'), { recursive: true });
  writeFileSync(
    join(directory, 'workflow_settings.yaml'),
    'defaultProject: p\ndefaultDataset: d\ndefaultAssertionDataset: a\nvars:\n  as_of: ""\n',
  );
  // Staging is given, whoever has written it.
  const sources = project.sources.map((source) => ({
    ...source,
    entities: source.entities.map((mapping) => ({ ...mapping, isCustom: false })),
  }));
  writeModels(directory, projectModels({ ...project, sources }, lists));
  const graph = compileProject(directory, { vars: { as_of: '2026-06-30T00:00:00Z' } });
  const engine = await openDuckDb({ database: graph.defaultDatabase });
  try {
    await engine.createSchema(graph.defaultDatabase, graph.defaultSchema);
    await giveFacts(engine, graph, project, new Map());
    const found: ModelColumns[] = runLogTables.map((table) => ({
      table,
      columns: (table === 'leadscore_runs' ? runColumns : runActionColumns).map(({ name }) => name),
      kept: 'state',
    }));
    const isProtected = new Set(
      graph.actions.flatMap((action) => (action.kind === 'incremental' && action.isProtected ? [action.key] : [])),
    );
    for (const action of scoringGraph(graph, true, { withHealth: true }).actions) {
      if (action.kind === 'assertion' || action.kind === 'operation') continue;
      await engine.writeTable(action.target, `SELECT * FROM (\n${action.query}\n) AS made LIMIT 0`);
      const columns = (await engine.relation(action.target))?.columns.map(({ name }) => name) ?? [];
      const kept = isProtected.has(action.key) ? 'state' : keptOf[action.kind];
      found.push({ table: action.target.name, columns, kept });
    }
    return found.toSorted((a, b) => (a.table < b.table ? -1 : 1));
  } finally {
    await engine.close();
  }
}
