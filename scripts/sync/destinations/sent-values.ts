import type { PlannedRow } from '../rows.js';

/** The values of rows, for masking what an answer repeats of them. */
export function* sentValues(rows: readonly Pick<PlannedRow, 'fields'>[]): Generator<string> {
  for (const { fields } of rows) for (const value of fields.values()) if (value !== null) yield value;
}
