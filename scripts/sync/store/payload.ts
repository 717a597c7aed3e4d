/** The mapped values of a record as one text: what a plan stores and what a fingerprint is taken of. */
import type { PlannedFields } from '../rows.js';

/** Between two fields. */
export const FIELD_END = '\u001e';
/** Between a field's name and its value. Texts lose both characters before they come here. */
export const NAME_END = '\u001f';
/** Before a value. */
export const VALUE = '=';
/** Instead of a value: empties the field. */
export const EMPTY = '0';

/** `name U+001F =text`, or `name U+001F 0` for null, with U+001E between fields. */
export function encodePayload(fields: PlannedFields): string {
  return [...fields]
    .map(([name, value]) => `${name}${NAME_END}${value === null ? EMPTY : `${VALUE}${value}`}`)
    .join(FIELD_END);
}

/** The fields of a payload, in its order. Throws where the text is no payload. */
export function decodePayload(text: string): Map<string, string | null> {
  const fields = new Map<string, string | null>();
  if (text === '') return fields;
  for (const part of text.split(FIELD_END)) {
    const end = part.indexOf(NAME_END);
    const mark = part[end + 1];
    if (end < 1 || (mark !== VALUE && mark !== EMPTY)) throw new Error(`not a payload: ${JSON.stringify(part)}`);
    fields.set(part.slice(0, end), mark === EMPTY ? null : part.slice(end + 2));
  }
  return fields;
}
