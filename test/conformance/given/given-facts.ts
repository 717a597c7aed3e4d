import type { Engine, Value } from '../../../scripts/engine/engine.js';
import type { EntityName } from '../../../scripts/generate/canonical.js';
import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import type { Project as Rubrics } from '../../../scripts/rubric/model.js';
import { giveFacts, openDuckDb } from '../leadscore.js';

/** Rows of the canonical inputs; whatever a row leaves out is NULL. */
export type Facts = ReadonlyMap<EntityName, readonly Readonly<Record<string, Value>>[]>;

/** The graph whose staging models are raw tables instead: facts are given in the canonical shape. */
export function withoutStaging(graph: CompiledGraph): CompiledGraph {
  const isStaging = (name: string): boolean => name.startsWith('stg_');
  const staging = graph.actions.filter(({ target }) => isStaging(target.name));
  const gone = new Set(staging.map(({ key }) => key));
  return {
    ...graph,
    declarations: staging.map(({ key, target, fileName }) => ({ key, target, fileName })),
    actions: graph.actions.filter(
      (action) =>
        !gone.has(action.key) &&
        !(action.kind === 'assertion' && action.parent !== undefined && gone.has(action.parent)),
    ),
  };
}

/** Fills the staging tables of a database file that does not exist yet. */
export function givenFacts(rubrics: Rubrics, facts: Facts): (file: string, graph: CompiledGraph) => Promise<void> {
  return async (file, graph) => {
    const { defaultDatabase: database, defaultSchema: schema } = graph;
    const engine: Engine = await openDuckDb({ path: file, database });
    try {
      await engine.createSchema(database, schema);
      const none = await giveFacts(engine, graph, rubrics, facts);
      if (none.length > 0) throw new Error(`no source has ${none.join(', ')}`);
    } finally {
      await engine.close();
    }
  };
}
