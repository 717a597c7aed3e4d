import type { Column, Row, Value } from '../../../../scripts/engine/engine.js';
import { ApiError } from './error.js';

/** A job as the API shows it, and what it brought. */
export interface Job {
  readonly id: string;
  readonly kind: 'query' | 'load';
  /** The statement of a query, with its parameters in their places. */
  readonly sql?: string;
  readonly statement?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly affected?: number;
  readonly loaded?: number;
  readonly error?: ApiError;
}

export function jobResource(project: string, location: string, job: Job): object {
  const { id, kind, error, affected, loaded, statement } = job;
  return {
    kind: 'bigquery#job',
    id: `${project}:${location}.${id}`,
    jobReference: { projectId: project, jobId: id, location },
    configuration: { jobType: kind.toUpperCase() },
    status: {
      state: 'DONE',
      ...(error !== undefined && {
        errorResult: { reason: error.reason, message: error.message },
        // The client takes an entry here for a failure of the call.
        errors: [{ reason: error.reason, message: error.message }],
      }),
    },
    statistics: {
      ...(kind === 'query' && {
        query: {
          statementType: statement,
          schema: schemaOf(job.columns),
          ...(affected !== undefined && { numDmlAffectedRows: String(affected) }),
        },
      }),
      ...(loaded !== undefined && { load: { outputRows: String(loaded) } }),
    },
  };
}

/** A page of rows from that place on; `pageToken` where there are more. */
export function resultsOf(project: string, location: string, job: Job, from: number, most: number): object {
  const { id, columns, rows, affected } = job;
  return {
    kind: 'bigquery#getQueryResultsResponse',
    jobReference: { projectId: project, jobId: id, location },
    jobComplete: true,
    totalRows: String(rows.length),
    schema: schemaOf(columns),
    rows: rows.slice(from, from + most).map((row) => ({
      f: columns.map(({ name, type }) => ({ v: cellOf(row[name] ?? null, type) })),
    })),
    ...(from + most < rows.length && { pageToken: String(from + most) }),
    ...(affected !== undefined && { numDmlAffectedRows: String(affected) }),
  };
}

function schemaOf(columns: readonly Column[]): object {
  const names: Readonly<Record<string, string>> = { INT64: 'INTEGER', BOOL: 'BOOLEAN', FLOAT64: 'FLOAT' };
  return { fields: columns.map(({ name, type }) => ({ name, type: names[type] ?? type, mode: 'NULLABLE' })) };
}

/** Every cell is a text; a moment is microseconds since 1970. */
function cellOf(value: Value, type: string): string | null {
  if (value === null) return null;
  if (type !== 'TIMESTAMP') return String(value);
  const [, second = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(String(value)) ?? [];
  return String(BigInt(Date.parse(`${second}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0')));
}
