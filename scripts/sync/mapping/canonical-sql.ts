/** Expressions of portable GoogleSQL that give the canonical text of a column, NULL where it is not known. See `../canonical.ts`. */
import { Decimal } from 'decimal.js';
import type { FieldMapping } from '../rows.js';
import { FIELD_END, NAME_END } from '../store/payload.js';

/** Any text as a literal of GoogleSQL. */
export function textLiteral(text: string): string {
  const escaped = text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\\'\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${escaped}'`;
}

/** A text that cannot be taken for the end of a field. */
export function harmless(expression: string): string {
  return `REPLACE(REPLACE(${expression}, ${textLiteral(FIELD_END)}, ''), ${textLiteral(NAME_END)}, '')`;
}

/** `column`: an expression of GoogleSQL's type `is`. */
export function canonicalSql(
  column: string,
  is: string,
  { type, scale }: Pick<FieldMapping, 'type' | 'scale'>,
): string {
  switch (type) {
    case 'text': {
      const text = is === 'STRING' ? column : `CAST(${column} AS STRING)`;
      // An empty text empties a field in a CRM: it is not known.
      return `NULLIF(${harmless(text)}, '')`;
    }
    case 'number':
      return `CAST(${scale === undefined || is === 'INT64' ? column : cutOff(column, scale)} AS STRING)`;
    case 'boolean':
    case 'date':
      return `CAST(${column} AS STRING)`;
    case 'datetime':
      return `FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%SZ', ${column})`;
  }
}

/** Never rounded up: a number shown does not pass a threshold that the exact one does not. */
function cutOff(column: string, scale: number): string {
  if (scale === 0) return `FLOOR(${column})`;
  const [up, down] = [new Decimal(10).pow(scale), new Decimal(10).pow(-scale)];
  return `FLOOR(${column} * NUMERIC '${up.toFixed()}') * NUMERIC '${down.toFixed()}'`;
}
