/** A few rows of a plan beside what the CRM holds, or held when it last acknowledged them. */
import type { Destination } from '../destination.js';
import type { FieldType, ObjectName, Operation } from '../rows.js';
import { decodePayload } from '../store/payload.js';
import { storeTable, type SyncStore } from '../store/store.js';

export interface Sample {
  readonly object: ObjectName;
  readonly crmId: string;
  readonly operation: Operation;
  /** crm: read from it. sent: what it acknowledged last. unknown: neither. */
  readonly beforeFrom: 'crm' | 'sent' | 'unknown';
  readonly fields: readonly {
    readonly field: string;
    readonly before?: string | null;
    readonly after: string | null;
  }[];
}

export const sampleSize = 20;

/** Of each operation some, the same for the same plan. Reads the CRM for these records alone, where it can be read. */
export async function samplesOf(
  store: SyncStore,
  runId: string,
  reader: Pick<Destination, 'readBack'> | undefined,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const rows = await store.rows(
    `WITH ranked AS (
      SELECT
        seq, row_key, object, crm_id, operation, payload,
        ROW_NUMBER() OVER (PARTITION BY operation ORDER BY fingerprint, seq) AS place
      FROM ${storeTable('sync_plan')}
      WHERE run_id = $1
    ),

    chosen AS (
      SELECT * FROM ranked ORDER BY place, operation LIMIT ${sampleSize}
    )

    SELECT c.object, c.crm_id, c.operation, c.payload, p.payload AS sent
    FROM chosen AS c
    LEFT JOIN ${storeTable('sync_state')} AS s ON s.row_key = c.row_key
    LEFT JOIN ${storeTable('sync_plan')} AS p ON p.run_id = s.acked_run_id AND p.seq = s.acked_seq
    ORDER BY c.operation, c.seq`,
    [runId],
  );
  const chosen = rows.map((row) => ({
    object: String(row.object) as ObjectName,
    crmId: String(row.crm_id),
    operation: String(row.operation) as Operation,
    after: decodePayload(String(row.payload)),
    sent: typeof row.sent === 'string' ? decodePayload(row.sent) : undefined,
  }));
  const mapping = (await store.run(runId))?.mapping ?? [];
  const held = new Map<string, ReadonlyMap<string, string | null>>();
  for (const object of reader?.readBack === undefined ? [] : new Set(chosen.map((each) => each.object))) {
    const ids = chosen.filter((each) => each.object === object).map(({ crmId }) => crmId);
    const types = new Map<string, FieldType>(
      mapping.filter((each) => each.object === object).map(({ field, type }) => [field, type]),
    );
    const read = await reader?.readBack?.(object, ids, types, signal);
    for (const [crmId, fields] of read ?? []) held.set(`${object}/${crmId}`, fields);
  }
  return chosen.map(({ object, crmId, operation, after, sent }) => {
    const inCrm = held.get(`${object}/${crmId}`);
    const before = (field: string): string | null | undefined =>
      inCrm === undefined ? sent?.get(field) : (inCrm.get(field) ?? null);
    return {
      object,
      crmId,
      operation,
      beforeFrom: inCrm !== undefined ? 'crm' : sent !== undefined ? 'sent' : 'unknown',
      fields: [...after].map(([field, value]) => {
        const old = before(field);
        return { field, ...(old !== undefined && { before: old }), after: value };
      }),
    };
  });
}
