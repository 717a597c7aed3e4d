import { Decimal } from 'decimal.js';
import { canonicalText } from '../canonical.js';
import type { FieldType } from '../rows.js';

/**
 * Whether what a CRM holds is what it acknowledged: it may round a number to fewer digits, and trim and re-case a text.
 */
export function sameValue(acknowledged: string | null, held: string | null, type: FieldType): boolean {
  const [was, is] = [canonicalText(acknowledged, type), canonicalText(held, type)];
  if (was === is) return true;
  if (was === null || is === null) return (was ?? is ?? '').trim() === '' && type === 'text';
  if (type === 'text') return plain(was) === plain(is);
  if (type === 'number' && isNumber(was) && isNumber(is)) return roundsTo(new Decimal(was), new Decimal(is));
  return false;
}

function roundsTo(was: Decimal, is: Decimal): boolean {
  const digits = is.decimalPlaces();
  return digits < was.decimalPlaces() && was.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP).eq(is);
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').trim().toLowerCase();
}

function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}
