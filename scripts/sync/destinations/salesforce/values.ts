/** Canonical texts -> what stands in Salesforce's JSON and CSV. */
import type { FieldType, PlannedFields, PlannedRow } from '../../rows.js';

/** Field by field as JSON; numbers digit by digit as they are planned, null to empty a field. */
export function fieldsJson({ fields, types }: Pick<PlannedRow, 'fields' | 'types'>): string[] {
  return [...fields].map(([field, value]) => `${JSON.stringify(field)}:${valueJson(value, types.get(field))}`);
}

function valueJson(value: string | null, type: FieldType | undefined): string {
  if (value === null || value === '') return 'null';
  if (type === 'number' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return value;
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value;
  return JSON.stringify(oneLineBreak(value));
}

/** A cell of Bulk API 2.0, where nothing leaves a field alone and #N/A empties it. */
export function cell(fields: PlannedFields, field: string): string {
  const value = fields.get(field);
  if (value === undefined) return '';
  if (value === null || value === '') return '#N/A';
  // Salesforce trims a text; without the space this one would empty the field.
  return quoted(value === '#N/A' ? '#N/A ' : oneLineBreak(value));
}

/** In quotes where the text would otherwise end the cell. */
export function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A job is declared with LF; one CR in a value would refuse all of it. */
function oneLineBreak(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
