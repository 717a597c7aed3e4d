import { didYouMean } from '../../problem/closest.js';
import type { Expression } from '../model.js';
import { error, type Report } from '../report.js';
import type { ExpressionText } from '../schema/source.js';
import { parseExpression } from '../sql/parser.js';
import { unknownColumns } from '../sql/columns.js';
import type { Cursor } from '../yaml/cursor.js';

/** The raw table's columns; `undefined` when they are not known, and nothing is said about names. */
export type RawColumns = readonly string[] | undefined;

/** The expression, or `undefined` when it is faulty, which is then reported. */
export function resolveExpression(
  written: ExpressionText,
  cursor: Cursor,
  table: string,
  columns: RawColumns,
  report: Report,
): Expression | undefined {
  const at = cursor.place;
  if (typeof written === 'string') {
    return hasColumn(written, cursor, table, columns, report) ? { kind: 'column', column: written, at } : undefined;
  }
  const { sql, event_param: key, text, value } = written;
  const given = [sql, key, text].filter((each) => each !== undefined).length;
  if (given !== 1 || (value !== undefined && key === undefined)) {
    if (cursor.isWhole) {
      report(
        error('sources/expression', at, 'An expression is exactly one of sql, event_param (with value) and text.', {
          todo: 'Write the name of a raw column, { sql: ... }, { event_param: ..., value: int_value } or { text: ... }.',
        }),
      );
    }
    return undefined;
  }
  if (text !== undefined) return { kind: 'text', text, at };
  if (key !== undefined) {
    if (!hasColumn('event_params', cursor.at('event_param'), table, columns, report)) return undefined;
    return { kind: 'event_param', key, value: value ?? 'string_value', at };
  }
  if (sql === undefined || !isSqlOver(sql, cursor.at('sql'), table, columns, report)) return undefined;
  return { kind: 'sql', sql, at: cursor.at('sql').place };
}

/** One scalar expression over the columns of the table; says what is wrong otherwise. */
export function isSqlOver(sql: string, cursor: Cursor, table: string, columns: RawColumns, report: Report): boolean {
  const parsed = parseExpression(sql);
  if (parsed.kind === 'fault') {
    report(
      error('sources/sql', cursor.place, `The SQL could not be read: ${parsed.reason}.`, {
        todo: 'Write one scalar GoogleSQL expression over the columns of the raw table.',
      }),
    );
    return false;
  }
  if (columns === undefined) return true;
  const [unknown] = unknownColumns(parsed.tree, columns);
  if (unknown === undefined) return true;
  reportColumn(unknown, cursor, table, columns, report);
  return false;
}

function hasColumn(name: string, cursor: Cursor, table: string, columns: RawColumns, report: Report): boolean {
  if (columns === undefined || columns.includes(name)) return true;
  reportColumn(name, cursor, table, columns, report);
  return false;
}

function reportColumn(name: string, cursor: Cursor, table: string, columns: readonly string[], report: Report): void {
  const part = /^[A-Za-z_]\w*\.[\w.]+$/.test(name)
    ? `Read a part of a nested column with { sql: "${name}" }.`
    : undefined;
  report(
    error('sources/unknown-column', cursor.place, `The raw table "${table}" has no column "${name}".`, {
      todo:
        part ??
        didYouMean(name, columns) ??
        'Look at the columns in the lock file; pull it again if the table has changed.',
    }),
  );
}
