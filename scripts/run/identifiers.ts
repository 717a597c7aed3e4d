import type { Action, CompiledGraph } from '../graph/graph.js';
import { asserted } from './asserted.js';
import { isModelAssertion } from './held-assertions.js';

const IDENTIFIER = /_(?:id|key|hash)$/;

/**
 * Columns that tell a model's rows apart, as far as its text says: the last one of each key that it asserts to be unique, where its name is an
 * identifier's. What stands before it in a key (a stream, a day) is shared by many rows.
 */
export function identifiersOf(graph: CompiledGraph, { key }: Action): readonly string[] {
  return graph.actions
    .filter(isModelAssertion)
    .filter(({ parent }) => parent === key)
    .map(asserted)
    .flatMap((what) => (what.kind === 'unique' ? what.columns.slice(-1) : []))
    .filter((column) => IDENTIFIER.test(column));
}
