import type { PlannedRow } from '../../rows.js';

/** What empties a field; a cell without anything leaves it alone. As Salesforce's own imports have it. */
export const emptied = '#N/A';

/** A table of RFC 4180 with the record's id and a column for every field of the mapping, in its order. */
export function rowsText(rows: readonly PlannedRow[]): string {
  const fields = [...(rows[0]?.types.keys() ?? [])];
  const lines = rows.map(({ crmId, fields: values, types }) =>
    [
      cell(unharmful(crmId)),
      ...fields.map((field) => {
        const value = values.get(field);
        if (value === undefined) return '';
        if (value === null) return emptied;
        return cell(types.get(field) === 'text' ? unharmful(value) : value);
      }),
    ].join(','),
  );
  return `${[lineText(['record_id', ...fields]), ...lines].join('\n')}\n`;
}

export function lineText(texts: readonly string[]): string {
  return texts.map(cell).join(',');
}

/** A spreadsheet runs what begins like a formula. A text that would empty the field is none of ours, either. */
export function unharmful(text: string): string {
  return /^[=+\-@\t\r]/.test(text) || text === emptied ? `'${text}` : text;
}

function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}
