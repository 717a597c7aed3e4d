import { Decimal } from 'decimal.js';
import type { Field } from './fields.js';
import { rowError, type RowError } from './row-error.js';

/** What a field holds: a CRM keeps no type beyond these. */
export type Value = string | number | boolean | null;

/** A value as it will be stored, the rule of the field that it breaks, or a JSON value that no reader could take in. */
export type Stored = { readonly value: Value } | { readonly error: RowError } | { readonly unreadable: string };

/** What an update leaves in a field: texts trimmed and '' emptied, numbers rounded half up, addresses in lower case. */
export function stored(field: Field, sent: unknown): Stored {
  if (sent === null || sent === undefined || (sent === '' && field.type !== 'boolean')) return emptied(field);
  switch (field.type) {
    case 'double':
    case 'int':
      return numeric(field, sent);
    case 'boolean':
      return truth(sent);
    case 'date':
      return day(sent);
    case 'datetime':
      return moment(sent);
    default:
      return textual(field, sent);
  }
}

function emptied(field: Field): Stored {
  if (field.type === 'boolean') {
    return {
      error: rowError('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: `, field.name),
    };
  }
  return { value: null };
}

function numeric(field: Field, sent: unknown): Stored {
  const text = String(sent).trim();
  if (typeof sent === 'boolean' || typeof sent === 'object' || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    return { unreadable: `Cannot deserialize instance of double from ${kindOf(sent)} value ${text}` };
  }
  const scale = field.scale ?? 0;
  const rounded = new Decimal(text).toDecimalPlaces(scale, Decimal.ROUND_HALF_UP);
  if (rounded.abs().gte(new Decimal(10).pow((field.precision ?? 18) - scale))) {
    const message = `${field.label}: value outside of valid range on numeric field: ${text}`;
    return { error: rowError('NUMBER_OUTSIDE_VALID_RANGE', message, field.name) };
  }
  return { value: rounded.toNumber() };
}

function truth(sent: unknown): Stored {
  const text = String(sent).toLowerCase();
  if (text === 'true' || text === '1') return { value: true };
  if (text === 'false' || text === '0') return { value: false };
  return { unreadable: `Cannot deserialize instance of boolean from ${kindOf(sent)} value ${String(sent)}` };
}

function day(sent: unknown): Stored {
  const text = String(sent);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text))
    return { value: text };
  return { unreadable: `Cannot deserialize instance of date from ${kindOf(sent)} value ${text}` };
}

/** Kept to the second, in the zone of UTC written as +0000. */
function moment(sent: unknown): Stored {
  const text = String(sent);
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const at = isIso ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : NaN;
  if (Number.isNaN(at))
    return { unreadable: `Cannot deserialize instance of datetime from ${kindOf(sent)} value ${text}` };
  return { value: `${new Date(at).toISOString().slice(0, 19)}.000+0000` };
}

function textual(field: Field, sent: unknown): Stored {
  if (typeof sent === 'object') return { unreadable: `Cannot deserialize instance of string from ${kindOf(sent)}` };
  const text = String(sent).trim();
  if (text === '') return emptied(field);
  if (field.length !== undefined && text.length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
    return { error: rowError('STRING_TOO_LONG', message, field.name) };
  }
  if (field.type === 'picklist') return choice(field, text);
  if (field.type !== 'email') return { value: text };
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { value: text.toLowerCase() };
  return { error: rowError('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field.name) };
}

/** A restricted picklist takes its values only, in whatever case, and keeps its own. */
function choice(field: Field, text: string): Stored {
  const own = field.values?.find((each) => each.toLowerCase() === text.toLowerCase());
  if (own !== undefined) return { value: own };
  if (field.restricted !== true) return { value: text };
  const message = `${field.label}: bad value for restricted picklist field: ${text}`;
  return { error: rowError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, field.name) };
}

function kindOf(sent: unknown): string {
  if (typeof sent === 'string') return 'VALUE_STRING';
  if (typeof sent === 'number') return 'VALUE_NUMBER';
  if (typeof sent === 'boolean') return sent ? 'VALUE_TRUE' : 'VALUE_FALSE';
  return Array.isArray(sent) ? 'START_ARRAY' : 'START_OBJECT';
}
