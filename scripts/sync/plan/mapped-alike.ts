/** Whether a plan was made by the mapping that holds now. */
import type { RecordMapping } from '../mapping/mapping.js';
import type { FieldMapping } from '../rows.js';

/** A length that only the CRM told is no difference. */
export function isMappedAlike(planned: readonly FieldMapping[], mappings: readonly RecordMapping[]): boolean {
  const now = mappings.flatMap(({ fields }) => fields);
  return (
    planned.length === now.length &&
    now.every((field, index) => {
      const before = planned[index];
      return before !== undefined && shape(before, field.length) === shape(field, field.length);
    })
  );
}

function shape(
  { rubric, object, field, from, type, length, scale, whenNull, write }: FieldMapping,
  ownLength: number | undefined,
): string {
  const counted = ownLength === undefined ? null : (length ?? null);
  return JSON.stringify([rubric, object, field, from, type, counted, scale ?? null, whenNull, write]);
}
