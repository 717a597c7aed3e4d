import { ProblemError } from '../../problem.js';
import type { Column, IncrementalWrite, SqlOrigin, Target } from '../engine.js';
import { identifier, relationName } from './name.js';
import { toColumn, type QueryColumn } from './rows.js';
import type { Session } from './session.js';

/** GoogleSQL's implicit coercions: type of the query's column -> types of the table's column it may go into. */
const coercions: Readonly<Record<string, readonly string[]>> = {
  INT64: ['NUMERIC', 'FLOAT64'],
  NUMERIC: ['FLOAT64'],
};

/** Throws, all at once, for columns that the write names and that the query lacks or has in a type that does not fit. */
export function checkIncrement(
  write: IncrementalWrite,
  target: readonly Column[],
  query: readonly QueryColumn[],
  origin?: SqlOrigin,
): void {
  const place = origin === undefined ? {} : { place: { file: origin.file, line: origin.line, column: 1 } };
  const problems = write.columns.flatMap((name) => {
    const stored = target.find((column) => column.name === name);
    const found = query.find((column) => column.name === name);
    if (stored === undefined || found === undefined) {
      const side = stored === undefined ? 'table' : 'query';
      return [
        {
          code: 'engine/column-missing',
          severity: 'error' as const,
          ...place,
          what: `The ${side} of this incremental model has no column "${name}".`,
          todo: 'Add the column to the query, or rebuild the table with --full-refresh.',
        },
      ];
    }
    const type = toColumn(found).type;
    if (type === stored.type || coercions[type]?.includes(stored.type) === true) return [];
    return [
      {
        code: 'engine/type-mismatch',
        severity: 'error' as const,
        ...place,
        what: `Column "${name}" is ${type} in the query and ${stored.type} in the table.`,
        todo: `Cast it (a NULL too: CAST(NULL AS ${stored.type})), or rebuild the table with --full-refresh.`,
      },
    ];
  });
  if (problems.length > 0) throw new ProblemError(problems);
}

/**
 * Merges the rows of `staged` into the target by its unique key, updating every column on a match. A NULL key never
 * matches, so such rows are added. Returns the rows inserted and updated. Throws `engine/merge-duplicate` where one
 * row of the target is matched by two of the staged rows, exactly when BigQuery does.
 */
export async function mergeRows(
  session: Session,
  target: Target,
  write: Extract<IncrementalWrite, { kind: 'merge' }>,
  staged: string,
  origin?: SqlOrigin,
): Promise<number> {
  const keys = write.uniqueKey.map(identifier);
  const table = relationName(target);
  const on = keys.map((key) => `T.${key} = S.${key}`).join(' AND ');
  const doubled = await session.count(
    `SELECT COUNT(*) FROM (SELECT ${keys.join(', ')} FROM ${staged} GROUP BY ALL HAVING COUNT(*) > 1) AS S
     WHERE EXISTS (SELECT 1 FROM ${table} AS T WHERE ${on})`,
  );
  if (doubled > 0) {
    throw new ProblemError({
      code: 'engine/merge-duplicate',
      severity: 'error',
      ...(origin === undefined ? {} : { place: { file: origin.file, line: origin.line, column: 1 } }),
      what: `The query returns several rows for ${doubled} ${doubled === 1 ? 'row' : 'rows'} of ${target.schema}.${target.name}, by its unique key (${write.uniqueKey.join(', ')}).`,
      why: 'UPDATE/MERGE must match at most one source row for each target row.',
      todo: 'Let the query keep one row per key, for example by QUALIFY ROW_NUMBER() OVER (PARTITION BY ...) = 1.',
    });
  }
  const columns = write.columns.map(identifier);
  return session.count(
    `MERGE INTO ${table} AS T USING ${staged} AS S ON ${on}
     WHEN MATCHED THEN UPDATE SET ${columns.map((column) => `${column} = S.${column}`).join(', ')}
     WHEN NOT MATCHED THEN INSERT (${columns.join(', ')}) VALUES (${columns.map((column) => `S.${column}`).join(', ')})`,
  );
}
