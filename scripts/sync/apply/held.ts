/** What a record holds, against what the plan wants. Pure. */
import { canonicalText } from '../canonical.js';
import type { HeldFields } from '../destination.js';
import type { FieldMapping, FieldType, ObjectName, PlannedRow } from '../rows.js';

/** Fields of one object that are written only where the record allows it. */
export type Conditions = ReadonlyMap<string, 'if_empty' | 'if_newer'>;

export function conditionsOf(mapping: readonly FieldMapping[], object: ObjectName): Conditions {
  const conditions = new Map<string, 'if_empty' | 'if_newer'>();
  for (const { object: of, field, write } of mapping)
    if (of === object && write !== 'always') conditions.set(field, write);
  return conditions;
}

/** The row without the fields that its record keeps. Canonical dates and moments are in order as texts. */
export function withoutKept(row: PlannedRow, held: HeldFields, conditions: Conditions): PlannedRow {
  const fields = [...row.fields].filter(([field, value]) => !isKept(value, held.get(field), conditions.get(field)));
  return fields.length === row.fields.size ? row : { ...row, fields: new Map(fields) };
}

/** Whether the record holds all that the row would write. Exact: a row that differs in nothing but case is not written yet. */
export function isWritten(row: PlannedRow, held: HeldFields, conditions: Conditions): boolean {
  return [...row.fields].every(([field, value]) => {
    const now = held.get(field);
    if (now === undefined) return false;
    const type: FieldType = row.types.get(field) ?? 'text';
    return isKept(value, now, conditions.get(field)) || canonicalText(now, type) === canonicalText(value, type);
  });
}

function isKept(
  planned: string | null,
  held: string | null | undefined,
  condition: 'if_empty' | 'if_newer' | undefined,
): boolean {
  if (condition === undefined || held === undefined || held === null) return false;
  return condition === 'if_empty' || planned === null || held > planned;
}
