import type { GoogleType } from '../duckdb/googlesql-type.js';
import type { Row, Value } from '../engine.js';
import { fieldType } from './field-type.js';
import type { TableSchema } from './client.js';

/** A row of Google's client as `engine.ts` promises, by the schema of the result. Integers must come wrapped (`wrapIntegers`). */
export function toRow(row: unknown, schema: TableSchema): Row {
  const fields = schema.fields ?? [];
  return Object.fromEntries(
    fields.map((field) => [field.name ?? '', toValue(member(row, field.name ?? ''), fieldType(field))]),
  );
}

function toValue(value: unknown, type: GoogleType): Value {
  if (type.kind === 'array')
    return Array.isArray(value) ? value.map((item: unknown) => toValue(item, type.element)) : [];
  if (value === null || value === undefined) return null;
  if (type.kind === 'struct') {
    return Object.fromEntries(type.fields.map((field) => [field.name, toValue(member(value, field.name), field.type)]));
  }
  switch (type.name) {
    case 'BOOL':
      return value === true || value === 'true';
    case 'INT64': {
      const integer = BigInt(text(value));
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    }
    case 'FLOAT64':
      return Number(text(value));
    case 'NUMERIC':
      return plainDecimal(text(value));
    case 'TIMESTAMP':
      return `${trimFraction(text(value).replace(/Z$/, '').replace(' ', 'T'))}Z`;
    case 'DATETIME':
    case 'TIME':
      return trimFraction(text(value));
    case 'BYTES':
      return Buffer.isBuffer(value) ? value.toString('base64') : text(value);
    default:
      return text(value);
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** The client wraps dates, times and integers as `{value: text}`; a NUMERIC is a Big, which has a `toFixed` without exponent. */
function text(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    // First, for a wrapped integer has both, and only its text is exact.
    if ('value' in value) return String(value.value);
    if ('toFixed' in value && typeof value.toFixed === 'function') return String(value.toFixed());
    return JSON.stringify(value);
  }
  return String(value);
}

function plainDecimal(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** At most microseconds, without trailing zeros. */
function trimFraction(time: string): string {
  const [whole = '', fraction = ''] = time.split('.');
  const micros = fraction.slice(0, 6).replace(/0+$/, '');
  return micros === '' ? whole : `${whole}.${micros}`;
}
