import type { Action, CompiledGraph, TargetKey } from '../graph/graph.js';
import type { Problem } from '../problem.js';
import { someOf } from './report.js';

/** The model that holds the moment of scoring; everything that depends on `as_of` reads it, or reads what does. */
const CLOCK = 'int_as_of';

/**
 * A warning (`run/stale-clock`) where a moment is asked for, and the selection reads tables that were made for the moment
 * of an earlier run and are not made anew: what it scores is then that moment, not the one asked for.
 */
export function staleClockWarning(graph: CompiledGraph, selected: readonly Action[], asOf: string): readonly Problem[] {
  const isSelected = new Set(selected.map((action) => action.key));
  const isClocked = clockedTables(graph);
  const read = new Set(selected.filter((action) => action.kind !== 'assertion').flatMap((action) => action.dependsOn));
  const stale = graph.actions.filter(({ key }) => read.has(key) && isClocked.has(key) && !isSelected.has(key));
  if (stale.length === 0) return [];
  const names = stale.map((action) => action.target.name);
  return [
    {
      code: 'run/stale-clock',
      severity: 'warning',
      what: `The selection reads ${someOf(names, 'and')}, which ${names.length === 1 ? 'stays' : 'stay'} as of an earlier run.`,
      why: `--as-of ${asOf} reaches only the models that are selected.`,
      todo: `Select +<model> to make what it reads, too, or ${CLOCK}+ for everything that depends on the moment.`,
    },
  ];
}

/** The clock and all that depends on it, in one pass, since actions stand in the order of their dependencies. */
function clockedTables(graph: CompiledGraph): ReadonlySet<TargetKey> {
  const found = new Set<TargetKey>();
  for (const action of graph.actions) {
    if (action.target.name === CLOCK || action.dependsOn.some((key) => found.has(key))) found.add(action.key);
  }
  return found;
}
