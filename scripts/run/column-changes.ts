import type { Column, SqlOrigin } from '../engine/engine.js';
import type { IncrementalAction } from '../graph/graph.js';
import type { Problem } from '../problem.js';

export interface ColumnChanges {
  /** In the query, not in the table. */
  readonly added: readonly Column[];
  /** In the table, not in the query. */
  readonly removed: readonly Column[];
}

/** Compared without case, as BigQuery's column names are. */
export function columnChanges(table: readonly Column[], query: readonly Column[]): ColumnChanges {
  const without = (columns: readonly Column[], others: readonly Column[]) => {
    const names = new Set(others.map((column) => column.name.toLowerCase()));
    return columns.filter((column) => !names.has(column.name.toLowerCase()));
  };
  return { added: without(query, table), removed: without(table, query) };
}

/** What a model's onSchemaChange makes of the changes. */
export interface ChangePlan {
  /** The existing table is first rewritten to these columns; absent when it stays as it is. */
  readonly rewriteTo?: readonly { readonly column: Column; readonly isNew: boolean }[];
  /** Errors forbid the write. */
  readonly problems: readonly Problem[];
}

/** The official rules, with IGNORE's silence turned into words. */
export function planChanges(
  action: IncrementalAction,
  origin: SqlOrigin,
  table: readonly Column[],
  changes: ColumnChanges,
): ChangePlan {
  const { added, removed } = changes;
  if (added.length === 0 && removed.length === 0) return { problems: [] };
  const say = describer(action, origin);
  const lacking = removed.map((column) => say(column, 'error', 'lacks'));
  switch (action.onSchemaChange) {
    case 'IGNORE':
      return { problems: [...lacking, ...added.map((column) => say(column, 'warning', 'adds'))] };
    case 'FAIL':
      return { problems: [...lacking, ...added.map((column) => say(column, 'error', 'adds'))] };
    case 'EXTEND':
      if (removed.length > 0) return { problems: lacking };
      return { problems: [], rewriteTo: rewritten(table, added) };
    case 'SYNCHRONIZE': {
      const keys = new Set(action.uniqueKey.map((key) => key.toLowerCase()));
      const keyColumns = removed.filter((column) => keys.has(column.name.toLowerCase()));
      if (keyColumns.length > 0) return { problems: keyColumns.map((column) => say(column, 'error', 'lacks')) };
      return {
        problems: [],
        rewriteTo: rewritten(
          table.filter((column) => !removed.includes(column)),
          added,
        ),
      };
    }
  }
}

function rewritten(kept: readonly Column[], added: readonly Column[]) {
  return [...kept.map((column) => ({ column, isNew: false })), ...added.map((column) => ({ column, isNew: true }))];
}

function describer(action: IncrementalAction, origin: SqlOrigin) {
  const place = { file: origin.file, line: origin.line, column: 1 };
  const rebuild = action.isProtected
    ? `${action.target.name} is protected, so a full refresh leaves it: set onSchemaChange: "EXTEND" to add columns, or change the table by hand.`
    : 'Run with --full-refresh to rebuild the table.';
  return (column: Column, severity: Problem['severity'], kind: 'lacks' | 'adds'): Problem => ({
    code: kind === 'lacks' ? 'run/column-lacking' : 'run/column-added',
    severity,
    place,
    what:
      kind === 'lacks'
        ? `The incremental query of ${action.target.name} lacks the column "${column.name}" of its table.`
        : `The incremental query of ${action.target.name} has a column "${column.name}" that its table lacks.`,
    why:
      kind === 'lacks'
        ? 'Rows are added in the columns of the existing table.'
        : severity === 'warning'
          ? 'Rows are added in the columns of the existing table, so this one is left out.'
          : 'Its onSchemaChange is FAIL.',
    todo: rebuild,
  });
}
