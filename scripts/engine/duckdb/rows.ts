import type { DuckDBMaterializedResult, DuckDBPreparedStatement, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { ProblemError } from '../../problem.js';
import type { Column, Row, SqlOrigin } from '../engine.js';
import { googleType } from './column-type.js';
import { duckType, printType, type GoogleType } from './googlesql-type.js';
import { identifier } from './name.js';
import { toValue } from './value.js';

/** A column of a query as DuckDB has it and as GoogleSQL would. */
export interface QueryColumn {
  readonly name: string;
  readonly stored: string;
  readonly type: GoogleType;
}

/** The columns of a prepared query. Throws `engine/duplicate-column` where GoogleSQL would refuse the result as a table. */
export function columnsOf(statement: DuckDBPreparedStatement, origin?: SqlOrigin): readonly QueryColumn[] {
  const seen = new Set<string>();
  return Array.from({ length: statement.columnCount }, (_, index) => {
    const name = statement.columnName(index);
    if (seen.has(name.toLowerCase())) {
      throw new ProblemError({
        code: 'engine/duplicate-column',
        severity: 'error',
        ...(origin === undefined ? {} : { place: { file: origin.file, line: origin.line, column: 1 } }),
        what: `The query has two columns named "${name}".`,
        todo: 'Give each column a name of its own (AS).',
      });
    }
    seen.add(name.toLowerCase());
    const stored = statement.columnType(index);
    const type = googleType(stored);
    return { name, stored: stored.alias === 'JSON' ? 'JSON' : stored.toString(), type };
  });
}

export function toColumn(column: QueryColumn): Column {
  return { name: column.name, type: printType(column.type) };
}

/** The query with every column in the one DuckDB type that stands for its GoogleSQL type; a stored NULL array is an empty one, as in BigQuery. */
export function normalised(sql: string, columns: readonly QueryColumn[], isStored: boolean): string {
  const list = columns.map((column) => normalisedColumn(column, isStored));
  if (list.every((text, index) => text === identifier(columns[index]?.name ?? ''))) return sql;
  // The line break ends a comment on the query's last line.
  return `SELECT ${list.join(', ')} FROM (${sql}\n) AS "query"`;
}

function normalisedColumn(column: QueryColumn, isStored: boolean): string {
  const name = identifier(column.name);
  const wanted = duckType(column.type);
  const cast = isSameType(column.stored, wanted) ? name : `CAST(${name} AS ${wanted})`;
  if (isStored && column.type.kind === 'array') return `COALESCE(${cast}, CAST([] AS ${wanted})) AS ${name}`;
  return cast === name ? name : `${cast} AS ${name}`;
}

function isSameType(stored: string, wanted: string): boolean {
  return stored.replaceAll('"', '') === wanted.replaceAll('"', '');
}

/** The rows of a result, one object per row, cells as `engine.ts` promises. */
export async function rowsOf(result: DuckDBMaterializedResult): Promise<Row[]> {
  return (await result.getRows()).map(rowReader(result));
}

/** Turns the cells of one row of a result into an object. */
export function rowReader(result: DuckDBResult): (cells: readonly DuckDBValue[]) => Row {
  const names = result.columnNames();
  const isArray = names.map((_, index) => googleType(result.columnType(index)).kind === 'array');
  return (cells) =>
    Object.fromEntries(
      names.map((name, index) => {
        const value = toValue(cells[index] ?? null);
        return [name, value === null && isArray[index] ? [] : value];
      }),
    );
}
