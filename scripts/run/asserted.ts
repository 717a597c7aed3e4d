import type { AssertionAction } from '../graph/graph.js';

/**
 * What an assertion asks of a model's rows. `query`: one of the user's own, of which only its rows are known.
 * The other two are read off the SQL that `@dataform/core` (pinned) makes of a config's `assertions`.
 */
export type Asserted =
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
  | { readonly kind: 'conditions'; readonly conditions: readonly string[] }
  | { readonly kind: 'query' };

const UNIQUE = /^\s*SELECT\s+\*\s+FROM \(\s*SELECT\s+(.+?),\s+COUNT\(1\) AS index_row_count\s/s;
const CONDITION = /^ {2}(['"])(.*)\1 AS failing_row_condition,$/gm;

export function asserted(action: AssertionAction): Asserted {
  if (action.parent === undefined) return { kind: 'query' };
  const columns = UNIQUE.exec(action.query)?.[1];
  if (columns !== undefined) return { kind: 'unique', columns: columns.split(',').map((column) => column.trim()) };
  const conditions = [...action.query.matchAll(CONDITION)].map(([, , text = '']) => text.replace(/\\(.)/g, '$1'));
  return conditions.length === 0 ? { kind: 'query' } : { kind: 'conditions', conditions };
}

const NOT_NULL = /^(\w+) IS NOT NULL$/;

/** The column that a condition wants filled; undefined for any other condition. */
export function filledColumn(condition: string): string | undefined {
  return NOT_NULL.exec(condition)?.[1];
}

/** An action's name as people know it: Dataform names what a config asserts `<schema>_<model>_assertions_uniqueKey_0`. */
export function shownName(action: { readonly target: { readonly name: string } } | AssertionAction): string {
  if (!('kind' in action) || action.parent === undefined) return action.target.name;
  const model = action.parent.slice(action.parent.lastIndexOf('.') + 1);
  const what = asserted(action);
  switch (what.kind) {
    case 'unique':
      return `${model}: unique ${what.columns.length === 1 ? what.columns.join() : `(${what.columns.join(', ')})`}`;
    case 'conditions':
      return `${model}: ${what.conditions.every((one) => filledColumn(one) !== undefined) ? 'not null' : 'conditions'}`;
    case 'query':
      return action.target.name;
  }
}
