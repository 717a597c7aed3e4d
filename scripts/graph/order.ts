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
  const readers = new Map<TargetKey, T[]>();
  const missing = new Map<T, number>();
  for (const action of actions) {
    const reads = new Set(action.dependsOn.filter((key) => inGraph.has(key)));
    missing.set(action, reads.size);
    for (const key of reads) readers.set(key, [...(readers.get(key) ?? []), action]);
  }
  const result: T[][] = [];
  let level = actions.filter((action) => missing.get(action) === 0);
  while (level.length > 0) {
    result.push(level.sort(byKey));
    const next: T[] = [];
    for (const reader of level.flatMap((action) => readers.get(action.key) ?? [])) {
      const left = (missing.get(reader) ?? 0) - 1;
      missing.set(reader, left);
      if (left === 0) next.push(reader);
    }
    level = next;
  }
  const onCycles = actions.filter((action) => (missing.get(action) ?? 0) > 0);
  return onCycles.length === 0 ? result : [...result, onCycles.sort(byKey)];
}

function byKey(a: Ordered, b: Ordered): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** One closed walk a, b, ..., a for each set of actions that read each other. */
export function cycles<T extends Ordered>(actions: readonly T[]): T[][] {
  const actionOf = new Map(actions.map((action) => [action.key, action]));
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
      const next = actionOf.get(key);
      if (next !== undefined) visit(next, [...path, action]);
    }
    settled.add(action.key);
  };
  for (const action of [...actions].sort(byKey)) visit(action, []);
  return found;
}
