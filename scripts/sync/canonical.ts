/**
 * A value as its canonical text, however a CRM writes it: a plan's texts and what is read back are compared as these.
 * The warehouse makes the same texts in SQL (`mapping/canonical-sql.ts`).
 */
import { Decimal } from 'decimal.js';
import type { FieldType } from './rows.js';

/** What a CRM holds, as canonical text; null where the field is empty. What is no value of the type stays the text that it is. */
export function canonicalText(held: string | number | boolean | null | undefined, type: FieldType): string | null {
  if (held === null || held === undefined || held === '') return null;
  const text = String(held);
  switch (type) {
    case 'text':
      return text;
    case 'number':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? plain(text.trim()) : text;
    case 'boolean':
      return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text;
    case 'date':
      return dateOf(text);
    case 'datetime':
      return momentOf(text);
  }
}

/** `1.50` -> `1.5`, `5e2` -> `500`, `-0` -> `0` */
function plain(text: string): string {
  const value = new Decimal(text);
  return value.isZero() ? '0' : value.toFixed();
}

/** `2026-06-23`, or the day of a moment of UTC midnight; HubSpot gives milliseconds. */
function dateOf(text: string): string {
  const moment = momentOf(text);
  return /^\d{4}-\d{2}-\d{2}T/.test(moment) ? moment.slice(0, 10) : text;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** ISO 8601 in UTC to the second; a moment without a zone is UTC, milliseconds count from 1970. */
function momentOf(text: string): string {
  const milliseconds = /^-?\d{11,14}$/.test(text) ? Number(text) : parsed(text);
  if (Number.isNaN(milliseconds)) return text;
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function parsed(text: string): number {
  if (!MOMENT.test(text)) return Number.NaN;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) && text.length > 10;
  const iso = text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : hasZone ? iso : `${iso}Z`);
}
