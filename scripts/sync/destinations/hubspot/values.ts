/** Canonical texts -> what stands in HubSpot's properties: strings all of them, '' to empty one. */
import type { PlannedRow } from '../../rows.js';

export function propertiesOf({ fields }: Pick<PlannedRow, 'fields'>): Readonly<Record<string, string>> {
  return Object.fromEntries([...fields].map(([field, value]) => [field, value ?? '']));
}

/** The values of rows, for masking what an answer repeats of them. */
export function* valuesOf(rows: readonly Pick<PlannedRow, 'fields'>[]): Generator<string> {
  for (const { fields } of rows) for (const value of fields.values()) if (value !== null) yield value;
}
