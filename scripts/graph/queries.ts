import type { Action, CompiledGraph } from './graph.js';
import { type LocatedSql, locatedSql } from './origin.js';

/**
 * Every query that a run or the unit tests could execute, with its place, in the order of the actions. Operations and
 * pre- and post-operations are left out: they may be any statement.
 */
export function queriesOf(graph: CompiledGraph): readonly LocatedSql[] {
  const ofActions = graph.actions.flatMap((action) =>
    [...new Set(ofAction(action))].map((sql) => locatedSql(graph, action, sql)),
  );
  const ofTests = graph.tests.flatMap((test) => [
    { sql: test.testQuery, origin: { file: test.fileName, line: 1 } },
    locatedSql(graph, test, test.expectedQuery),
  ]);
  return [...ofActions, ...ofTests];
}

function ofAction(action: Action): readonly string[] {
  if (action.kind === 'operation') return [];
  return action.kind === 'incremental' ? [action.query, action.incrementalQuery] : [action.query];
}
