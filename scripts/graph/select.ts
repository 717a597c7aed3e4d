import { type Problem, ProblemError } from '../problem.js';
import type { Action, CompiledGraph, TargetKey } from './graph.js';
import { suggestion } from './suggestion.js';

interface Selector {
  readonly written: string;
  readonly name: string;
  readonly isTag: boolean;
  readonly withAncestors: boolean;
  readonly withDescendants: boolean;
}

/**
 * The actions that `--select` names, in dependency order, each with the assertions of its own config.
 * `model` is it alone, `+model` also all that it reads, `model+` also all that read it, `tag:x` all with that tag; a
 * name may be `dataset.model`. Every selector may hold several, with commas; none at all selects everything.
 * Throws `ProblemError` with a problem per name that nothing has.
 */
export function selectActions(graph: CompiledGraph, selectors: readonly string[]): readonly Action[] {
  const parsed = selectors.flatMap((selector) => selector.split(',')).map((part) => part.trim());
  const wanted = parsed.filter((part) => part !== '').map(parseSelector);
  if (wanted.length === 0) return graph.actions;

  const problems: Problem[] = [];
  const chosen = new Set<TargetKey>();
  const readers = readersOf(graph.actions);
  const reads = new Map(graph.actions.map((action) => [action.key, action.dependsOn]));
  for (const selector of wanted) {
    const found = matching(graph, selector);
    if (found.length === 0) problems.push(nothingFound(graph, selector));
    const keys = found.map((action) => action.key);
    for (const key of keys) chosen.add(key);
    if (selector.withAncestors) for (const key of reachable(keys, reads)) chosen.add(key);
    if (selector.withDescendants) for (const key of reachable(keys, readers)) chosen.add(key);
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return graph.actions.filter(
    (action) =>
      chosen.has(action.key) ||
      (action.kind === 'assertion' && action.parent !== undefined && chosen.has(action.parent)),
  );
}

function parseSelector(written: string): Selector {
  const withAncestors = written.startsWith('+');
  const withDescendants = written.length > 1 && written.endsWith('+');
  const middle = written.slice(withAncestors ? 1 : 0, withDescendants ? -1 : undefined);
  const isTag = middle.startsWith('tag:');
  return { written, name: isTag ? middle.slice('tag:'.length) : middle, isTag, withAncestors, withDescendants };
}

function matching(graph: CompiledGraph, { name, isTag }: Selector): Action[] {
  if (isTag) return graph.actions.filter((action) => action.tags.includes(name));
  return graph.actions.filter(
    ({ key, target }) => target.name === name || `${target.schema}.${target.name}` === name || key === name,
  );
}

function nothingFound(graph: CompiledGraph, { name, isTag }: Selector): Problem {
  const base = { code: 'graph/unknown-selection', severity: 'error' } as const;
  if (isTag) {
    const tags = new Set(graph.actions.flatMap((action) => action.tags));
    return {
      ...base,
      what: `No model has the tag "${name}".`,
      todo: suggestion(
        name,
        tags,
        tags.size === 0 ? 'No model of this project has a tag.' : `Tags: ${[...tags].sort().join(', ')}.`,
      ),
    };
  }
  const source = graph.declarations.find(({ target }) => target.name === name);
  if (source !== undefined) {
    const readers = graph.actions.filter((action) => action.dependsOn.includes(source.key));
    return {
      ...base,
      what: `"${name}" is a source, which is read and never built.`,
      todo: `Select what reads it: ${readers.map((action) => action.target.name).join(', ') || 'nothing does'}.`,
    };
  }
  const models = graph.actions.filter((action) => action.kind !== 'assertion').map((action) => action.target.name);
  return {
    ...base,
    what: `No model is called "${name}".`,
    todo: suggestion(name, models, 'Use the name of a model, or tag:<tag>.'),
  };
}

function readersOf(actions: readonly Action[]): Map<TargetKey, TargetKey[]> {
  const readers = new Map<TargetKey, TargetKey[]>();
  for (const action of actions)
    for (const key of action.dependsOn) readers.set(key, [...(readers.get(key) ?? []), action.key]);
  return readers;
}

/** Everything that can be reached from these, without the starts themselves. */
function reachable(
  starts: readonly TargetKey[],
  edges: ReadonlyMap<TargetKey, readonly TargetKey[]>,
): ReadonlySet<TargetKey> {
  const seen = new Set<TargetKey>();
  const waiting = starts.flatMap((key) => edges.get(key) ?? []);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    waiting.push(...(edges.get(key) ?? []));
  }
  return seen;
}
