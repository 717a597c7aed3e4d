/** Which tables hold what cannot be computed again. */
import type { TableOptions, Target } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { runLogTables } from '../run/run-log.js';

export interface StateTable {
  /** Its name in a backup: that of the table, with its dataset before it where that is not the project's own. */
  readonly name: string;
  readonly target: Target;
  readonly options: TableOptions;
}

/** The protected models and the run log, by name. */
export function stateTables(graph: CompiledGraph): readonly StateTable[] {
  const { defaultDatabase: database, defaultSchema: schema } = graph;
  const models = graph.actions.flatMap((action): StateTable[] => {
    if (action.kind !== 'incremental' || !action.isProtected) return [];
    const { target } = action;
    const options = {
      clusterBy: action.clusterBy,
      ...(action.partitionBy !== undefined && { partitionBy: action.partitionBy }),
      ...(action.description !== undefined && { description: action.description }),
    };
    return [{ name: target.schema === schema ? target.name : `${target.schema}.${target.name}`, target, options }];
  });
  const log = runLogTables.map((name): StateTable => ({ name, target: { database, schema, name }, options: {} }));
  return [...models, ...log].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
