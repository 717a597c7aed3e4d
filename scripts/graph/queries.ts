import type { SqlOrigin } from '../engine/engine.js';
import type { CompiledGraph } from './graph.js';
import { originOf } from './origin.js';

/** Every query a run could execute, with the place it stands at. Operations are left out: they may be any statement. */
export function queriesOf(graph: CompiledGraph): readonly { readonly sql: string; readonly origin: SqlOrigin }[] {
  return graph.actions.flatMap((action) => {
    if (action.kind === 'operation') return [];
    const queries = action.kind === 'incremental' ? [action.query, action.incrementalQuery] : [action.query];
    return queries.map((sql) => ({ sql, origin: originOf(graph, action, sql) }));
  });
}
