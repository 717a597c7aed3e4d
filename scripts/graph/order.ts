import type { TargetKey } from './graph.js';

/** What ordering needs to know of an action. */
interface Ordered {
  readonly key: TargetKey;
  readonly dependsOn: readonly TargetKey[];
}

/**
 * The actions so that each stands behind everything it reads, by level and then by full name: the same graph always
 * gives the same order. What lies on a cycle (which compiling reports) stands at the end, by name.
 */
export function inDependencyOrder<T extends Ordered>(actions: readonly T[]): T[] {
  return levels(actions).flat();
}

/** Level 0 reads nothing of the graph, level n reads at most level n - 1. */
export function levels<T extends Ordered>(actions: readonly T[]): T[][] {
  const inGraph = new Set(actions.map((action) => action.key));
  const done = new Set<TargetKey>();
  const result: T[][] = [];
  let waiting = [...actions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  while (waiting.length > 0) {
    const ready = waiting.filter((action) => action.dependsOn.every((key) => done.has(key) || !inGraph.has(key)));
    if (ready.length === 0) return [...result, waiting];
    for (const action of ready) done.add(action.key);
    result.push(ready);
    waiting = waiting.filter((action) => !done.has(action.key));
  }
  return result;
}

/** One closed walk a, b, ..., a for each set of actions that read each other. */
export function cycles<T extends Ordered>(actions: readonly T[]): T[][] {
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const settled = new Set<TargetKey>();
  const found: T[][] = [];
  const visit = (action: T, path: readonly T[]): void => {
    const start = path.indexOf(action);
    if (start >= 0) {
      found.push([...path.slice(start), action]);
      return;
    }
    if (settled.has(action.key)) return;
    for (const key of action.dependsOn) {
      const next = byKey.get(key);
      if (next !== undefined) visit(next, [...path, action]);
    }
    settled.add(action.key);
  };
  for (const action of [...actions].sort((a, b) => (a.key < b.key ? -1 : 1))) visit(action, []);
  return found;
}
