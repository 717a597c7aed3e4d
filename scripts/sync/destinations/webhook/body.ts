/** What is posted: `{ run_id, batch_id, rows: [{ row_key, object, crm_id, operation, fields }] }`. */
import type { FieldType, PlannedRow } from '../../rows.js';

export interface Batch {
  readonly runId: string;
  readonly batchId: string;
}

/** The same rows of the same batch are the same text, letter by letter; numbers keep their digits. */
export function bodyOf({ runId, batchId }: Batch, rows: readonly PlannedRow[]): string {
  const texts = rows.map(({ rowKey, object, crmId, operation, fields, types }) => {
    const about = JSON.stringify({ row_key: rowKey, object, crm_id: crmId, operation }).slice(0, -1);
    const held = [...fields].map(([field, value]) => `${JSON.stringify(field)}:${valueJson(value, types.get(field))}`);
    return `${about},"fields":{${held.join(',')}}}`;
  });
  return `{"run_id":${JSON.stringify(runId)},"batch_id":${JSON.stringify(batchId)},"rows":[${texts.join(',')}]}`;
}

function valueJson(value: string | null, type: FieldType | undefined): string {
  if (value === null) return 'null';
  if (type === 'number' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return value;
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value;
  return JSON.stringify(value);
}
