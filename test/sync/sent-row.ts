/** Rows of a plan as a destination is given them. */
import type { FieldType, ObjectName, PlannedRow } from '../../scripts/sync/rows.js';

export type RowOf = (seq: number, crmId: string, fields: Readonly<Record<string, string | null>>) => PlannedRow;

/** Fields of an object whose types are not named are texts. */
export function rowsOf(object: ObjectName, types: ReadonlyMap<string, FieldType>): RowOf {
  return (seq, crmId, fields) => ({
    seq,
    rowKey: `${object}/${crmId}`,
    object,
    crmId,
    operation: 'changed',
    fields: new Map(Object.entries(fields)),
    types: new Map(Object.keys(fields).map((field) => [field, types.get(field) ?? 'text'])),
    fingerprint: 'f',
  });
}

export const never = new AbortController().signal;
