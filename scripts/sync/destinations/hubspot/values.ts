/** Canonical texts -> what stands in HubSpot's properties: strings all of them, '' to empty one. */
import type { PlannedRow } from '../../rows.js';

export function propertiesOf({ fields }: Pick<PlannedRow, 'fields'>): Readonly<Record<string, string>> {
  return Object.fromEntries([...fields].map(([field, value]) => [field, value ?? '']));
}
