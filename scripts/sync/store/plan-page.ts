import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { FieldMapping, FieldType, ObjectName, Operation, PlannedRow } from '../rows.js';
import { table } from './open.js';
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

/** Rows of the plan with a seq in (after, upTo], in order, that the log does not know yet; `seqs` asks for the others, too. */
export async function planPage(
  connection: DuckDBConnection,
  runId: string,
  types: TypesByObject,
  range: { readonly after: number; readonly upTo: number; readonly object?: ObjectName; readonly isWhole?: boolean },
): Promise<PlannedRow[]> {
  // As BIGINT, or seq would be cast for the comparison and no block of rows passed over.
  const result = await connection.run(
    `SELECT seq, row_key, object, crm_id, operation, payload, fingerprint
    FROM ${table('sync_plan')} AS plan
    WHERE run_id = $1 AND seq > CAST($2 AS BIGINT) AND seq <= CAST($3 AS BIGINT)
      AND ($4 IS NULL OR object = $4)
      AND ($5 OR seq NOT IN (
        SELECT seq FROM ${table('sync_log')}
        WHERE run_id = $1 AND seq > CAST($2 AS BIGINT) AND seq <= CAST($3 AS BIGINT)
      ))
    ORDER BY seq`,
    [runId, range.after, range.upTo, range.object ?? null, range.isWhole ?? false],
  );
  const none: ReadonlyMap<string, FieldType> = new Map();
  return (await result.getRows()).map(([seq, rowKey, object, crmId, operation, payload, fingerprint]) => {
    const name = String(object) as ObjectName;
    return {
      seq: Number(seq),
      rowKey: String(rowKey),
      object: name,
      crmId: String(crmId),
      operation: String(operation) as Operation,
      fields: decodePayload(payloadText(payload, String(rowKey))),
      types: types.get(name) ?? none,
      fingerprint: String(fingerprint),
    };
  });
}

function payloadText(payload: DuckDBValue | undefined, rowKey: string): string {
  if (typeof payload === 'string') return payload;
  throw new Error(`the payload of ${rowKey} is no longer kept`);
}
