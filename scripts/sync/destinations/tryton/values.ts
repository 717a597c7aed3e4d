/** Canonical texts -> Tryton's JSON, which has classes of its own for dates and exact numbers; and back. */
import { z } from 'zod';
import { canonicalText } from '../../canonical.js';
import type { FieldType } from '../../rows.js';

/** A value for a field of that type of Tryton's; undefined: its type is not known. */
export function valueJson(value: string | null, type: FieldType | undefined, fieldType: string | undefined): string {
  if (value === null) return 'null';
  switch (fieldType ?? plainTypes[type ?? 'text']) {
    case 'numeric':
      return isNumber(value) ? JSON.stringify({ __class__: 'Decimal', decimal: value }) : JSON.stringify(value);
    case 'float':
      return isNumber(value) ? value : JSON.stringify(value);
    case 'integer':
    case 'biginteger':
    case 'many2one':
      // Tryton would cut 1.5 to 1 without a word; as a text it refuses it.
      return /^-?(?:0|[1-9]\d*)$/.test(value) ? value : JSON.stringify(value);
    case 'boolean':
      return value === 'true' || value === 'false' ? value : JSON.stringify(value);
    case 'date':
      return classJson('date', /^(\d{4})-(\d{2})-(\d{2})$/, value);
    case 'datetime':
    case 'timestamp':
      return classJson('datetime', /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/, value);
    default:
      return JSON.stringify(value);
  }
}

const plainTypes: Readonly<Record<FieldType, string>> = {
  text: 'char',
  number: 'float',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
};

const parts = ['year', 'month', 'day', 'hour', 'minute', 'second'];

function classJson(name: 'date' | 'datetime', shape: RegExp, value: string): string {
  const found = shape.exec(value);
  if (found === null) return JSON.stringify(value);
  const numbers = found.slice(1).map((text, at) => [parts[at], Number(text)]);
  return JSON.stringify({
    __class__: name,
    ...Object.fromEntries(numbers),
    ...(name === 'datetime' && { microsecond: 0 }),
  });
}

function isNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
}

const day = { year: z.number(), month: z.number(), day: z.number() };
const heldValue = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.boolean(),
  z.object({ __class__: z.literal('Decimal'), decimal: z.string() }).transform(({ decimal }) => decimal),
  z
    .object({ __class__: z.literal('datetime'), ...day, hour: z.number(), minute: z.number(), second: z.number() })
    .transform(({ hour, minute, second, ...date }) => `${dayText(date)}T${[hour, minute, second].map(two).join(':')}Z`),
  z.object({ __class__: z.literal('date'), ...day }).transform(dayText),
]);

/** What Tryton gave for a field, as canonical text; of a value that is none of these (a list, a file) its JSON. */
export function heldText(value: unknown, type: FieldType): string | null {
  const held = heldValue.safeParse(value ?? null);
  return held.success ? canonicalText(held.data, type) : JSON.stringify(value);
}

function dayText({
  year,
  month,
  day: date,
}: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
