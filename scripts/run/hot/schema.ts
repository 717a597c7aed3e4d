/** Where a hot run keeps what it scores, before it goes into the team's tables. */
import type { CompiledGraph } from '../../graph/graph.js';

/** Ends the name of every such schema; includes/clock.js knows it, too. Names with `leadscore_` are the runner's own. */
const ending = 'leadscore_hot';

/** The schema suffix with which a project is compiled for it: behind the one that it has. */
export function hotSuffix(graph: CompiledGraph): string {
  const own = graph.raw.projectConfig?.schemaSuffix ?? '';
  return own === '' ? ending : `${own}_${ending}`;
}

/** Where the tables of a schema of the graph stand in a hot run. */
export function hotSchema(schema: string): string {
  return `${schema}_${ending}`;
}

/** Every such schema that a hot run of the graph may have left, by database and name. */
export function hotSchemas(graph: CompiledGraph): readonly { readonly database: string; readonly schema: string }[] {
  const found = new Map(
    graph.actions.map(({ target: { database, schema } }) => {
      const hot = hotSchema(schema);
      return [`${database}.${hot}`, { database, schema: hot }] as const;
    }),
  );
  return [...found.values()];
}
