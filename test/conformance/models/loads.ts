import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../../../scripts/engine/engine.js';
import type { Action, CompiledGraph } from '../../../scripts/graph/graph.js';
import { withoutStaging } from '../given/given-facts.js';
import { compileProject, openDuckDb, runGraph, setup, translate } from '../leadscore.js';
import type { Project } from '../projects.js';
import { forgetPeople } from './forget-people.js';
import { mostRawRows, rawTables } from './raw-rows.js';

/** A project whose graph DuckDB has run twice or more often, as its users would. */
export interface Loaded {
  readonly graph: CompiledGraph;
  /** The database file, closed. */
  readonly file: string;
  readonly load: number;
}

/** What to do with a project: after each load and after people were forgotten, while the engine is open and when it no longer is. */
export interface Visit {
  readonly afterLoad: (graph: CompiledGraph, engine: Engine, load: number) => Promise<void>;
  /** People were forgotten since the load before: rows of its tables are gone. */
  readonly afterForget: (graph: CompiledGraph, engine: Engine) => Promise<void>;
  readonly whenClosed: (loaded: Loaded, isLast: boolean) => Promise<void>;
  /** For what a reader should know: cuts, actions that failed. */
  readonly note: (line: string) => void;
}

function isIncremental({ kind }: Action): boolean {
  return kind === 'incremental';
}

function compiled(project: Project, moment: string | undefined, directory = project.directory): CompiledGraph {
  const graph = compileProject(directory, {
    vars: { ...project.vars, ...(moment !== undefined && { as_of: moment }) },
  });
  return project.isGiven === true ? withoutStaging(graph) : graph;
}

/**
 * Loads a project's raw rows, runs its graph without a twentieth of them, then with them, as often as it has moments. At
 * the first load it is the project as it formerly was; before each later one its raw rows change and
 * people are forgotten as the project says.
 */
export async function visitLoads(project: Project, visit: Visit): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), 'leadscore-judge-'));
  try {
    const [first, ...later] = project.moments ?? [undefined];
    const graph = compiled(project, first, project.formerly?.directory);
    const graphs = [graph, ...(later.length === 0 ? [first] : later).map((moment) => compiled(project, moment))];
    const file = path.join(directory, 'judge.duckdb');
    await project.loadRaw(file, graph);
    const raw = rawTables(file, graph.defaultDatabase);
    if (project.formerly !== undefined) await raw.change(project.formerly.addRows);
    const targets = graph.declarations.map((each) => each.target);
    for (const line of await raw.cut(targets, project.cutBy, project.mostRows ?? mostRawRows)) visit.note(line);
    if (project.addRareRows !== undefined) await raw.change(project.addRareRows);
    visit.note(`${await raw.keepBack(targets)} raw rows kept back for the second load`);
    for (const [at, each] of graphs.entries()) {
      if (at === 1) await raw.release(targets);
      const changes = project.changes?.get(at + 1);
      if (changes !== undefined) await raw.change(changes);
      const people = project.forgets?.get(at + 1);
      if (people !== undefined) await leaveOut(project, each, file, people, visit);
      if (at > 0) await raw.remember(each.actions.filter(isIncremental).map(({ target }) => target));
      await run(each, file, at + 1, visit);
      await visit.whenClosed({ graph: each, file, load: at + 1 }, at + 1 === graphs.length);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function leaveOut(
  project: Project,
  graph: CompiledGraph,
  file: string,
  people: readonly string[],
  visit: Visit,
): Promise<void> {
  const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, setup, translate });
  try {
    await forgetPeople(project, graph, engine, people);
    visit.note(`${people.length} people forgotten between two loads`);
    await visit.afterForget(graph, engine);
  } finally {
    await engine.close();
  }
}

async function run(graph: CompiledGraph, file: string, load: number, visit: Visit): Promise<void> {
  const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, setup, translate });
  try {
    const { actions } = await runGraph(graph, engine, { clock: () => new Date() });
    for (const { action, status, problems } of actions) {
      if (status === 'succeeded' || status === 'disabled') continue;
      visit.note(
        `load ${load}: ${action.target.name} ${status} on DuckDB. ${problems.map((each) => each.what).join(' ')}`,
      );
    }
    await visit.afterLoad(graph, engine, load);
  } finally {
    await engine.close();
  }
}
