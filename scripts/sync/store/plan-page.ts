import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldMapping, FieldType, ObjectName, Operation, PlannedRow } from '../rows.js';
import { table } from './open.js';
import { hasNoOutcomeSql } from './outcomes.js';
import { decodePayload } from './payload.js';

/** Types of the fields, by object, as the run's mapping has them. */
export type TypesByObject = ReadonlyMap<ObjectName, ReadonlyMap<string, FieldType>>;

export function typesOf(mapping: readonly FieldMapping[]): TypesByObject {
  const types = new Map<ObjectName, Map<string, FieldType>>();
  for (const { object, field, type } of mapping) {
    const fields = types.get(object) ?? new Map<string, FieldType>();
    types.set(object, fields.set(field, type));
  }
  return types;
}

/** Rows of the plan with a seq in (after, upTo], in order, that the log does not know yet; `isWhole` gives the others, too. */
export async function planPage(
  connection: DuckDBConnection,
  runId: string,
  types: TypesByObject,
  range: { readonly after: number; readonly upTo: number; readonly object?: ObjectName; readonly isWhole?: boolean },
): Promise<PlannedRow[]> {
  // As BIGINT, or seq would be cast for the comparison and no block of rows passed over.
  const result = await connection.run(
    // A page is one text: to take each of its values from DuckDB alone costs more than to parse all of them.
    `SELECT CAST(to_json(list([CAST(seq AS VARCHAR), row_key, object, crm_id, operation, payload, fingerprint] ORDER BY seq)) AS VARCHAR)
    FROM ${table('sync_plan')} AS plan
    WHERE run_id = $1 AND seq > CAST($2 AS BIGINT) AND seq <= CAST($3 AS BIGINT)
      AND ($4 IS NULL OR object = $4)
      ${range.isWhole === true ? '' : `AND ${hasNoOutcomeSql('plan', { runId: '$1', seqs: ['CAST($2 AS BIGINT) + 1', 'CAST($3 AS BIGINT) + 1'] })}`}`,
    [runId, range.after, range.upTo, range.object ?? null],
  );
  const [page] = (await result.getRows())[0] ?? [];
  return typeof page === 'string' ? (JSON.parse(page) as PageRow[]).map((row) => plannedRow(row, types)) : [];
}

type PageRow = readonly [
  seq: string,
  rowKey: string,
  object: ObjectName,
  crmId: string,
  operation: Operation,
  payload: string | null,
  fingerprint: string,
];

const none: ReadonlyMap<string, FieldType> = new Map();

function plannedRow(
  [seq, rowKey, object, crmId, operation, payload, fingerprint]: PageRow,
  types: TypesByObject,
): PlannedRow {
  if (payload === null) throw new Error(`the payload of ${rowKey} is no longer kept`);
  return {
    seq: Number(seq),
    rowKey,
    object,
    crmId,
    operation,
    fields: decodePayload(payload),
    types: types.get(object) ?? none,
    fingerprint,
  };
}
