/** The columns of crm_updates as the last run left them, against what the mapping reads. */
import type { Problem } from '../../problem.js';
import { literal } from '../../engine/duckdb/name.js';
import type { RecordMapping } from '../mapping/mapping.js';
import type { FieldType } from '../rows.js';
import type { StoreSession } from '../store/store.js';
import type { ColumnTypes } from './payload-sql.js';

const googleTypes: Readonly<Record<string, string>> = {
  VARCHAR: 'STRING',
  BIGINT: 'INT64',
  'DECIMAL(38,9)': 'NUMERIC',
  BOOLEAN: 'BOOL',
  DATE: 'DATE',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP',
};

const typesOf: Readonly<Record<FieldType, readonly string[]>> = {
  text: ['STRING'],
  number: ['INT64', 'NUMERIC'],
  boolean: ['BOOL'],
  date: ['DATE'],
  datetime: ['TIMESTAMP'],
};

/** Undefined where there is no such table. */
export async function readColumnTypes(
  session: StoreSession,
  database: string,
  dataset: string,
  table = 'crm_updates',
): Promise<ColumnTypes | undefined> {
  const rows = await session.rows(
    `SELECT column_name, data_type FROM duckdb_columns()
    WHERE database_name = ${literal(database)} AND schema_name = ${literal(dataset)} AND table_name = ${literal(table)}`,
  );
  if (rows.length === 0) return undefined;
  return new Map(
    rows.map((row) => [String(row.column_name), googleTypes[String(row.data_type)] ?? String(row.data_type)]),
  );
}

export function noUpdates(dataset: string): Problem {
  return {
    code: 'sync/no-updates',
    severity: 'error',
    what: `The warehouse has no table ${dataset}.crm_updates, so there is nothing to write.`,
    todo: 'Run `npx leadscore run` first.',
  };
}

/** Columns that the mapping reads and the warehouse lacks, or has as something else. */
export function columnProblems(mappings: readonly RecordMapping[], types: ColumnTypes): readonly Problem[] {
  const wanted = new Map<string, { readonly type?: FieldType; readonly rubric: string }>();
  for (const { rubric, fields, causes } of mappings) {
    for (const { from, type } of fields) wanted.set(from, wanted.get(from) ?? { type, rubric });
    for (const { column } of causes) wanted.set(column, wanted.get(column) ?? { rubric });
  }
  const needed = ['rubric', 'source', 'object', 'record_id', 'as_of', 'state'];
  for (const column of needed) wanted.set(column, { rubric: 'every rubric' });
  return [...wanted].flatMap(([column, { type, rubric }]): Problem[] => {
    const is = types.get(column);
    if (is === undefined) {
      return [
        {
          code: 'sync/no-column',
          severity: 'error',
          what: `crm_updates has no column "${column}", which ${rubric} wants written.`,
          why: 'The rubric or its models have changed since the last run.',
          todo: 'Run `npx leadscore build` and `npx leadscore run`, then plan again.',
        },
      ];
    }
    if (type === undefined || typesOf[type].includes(is)) return [];
    return [
      {
        code: 'sync/wrong-column',
        severity: 'error',
        what: `"${column}" of crm_updates is ${is}, and ${rubric} wants a ${type} written.`,
        todo: 'Run `npx leadscore build` and `npx leadscore run`, then plan again.',
      },
    ];
  });
}
