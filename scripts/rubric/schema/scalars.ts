/** The smallest parts. Every message is what stands after "must be"; `meta` says the same to `json-schema.ts`, where zod cannot. */
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { reservedWords } from '../reserved-words.js';

export const NAME = /^[a-z][a-z0-9_]*$/;

export const text = z
  .string({ error: () => 'a text' })
  .refine((value) => value.trim() !== '', { error: () => 'a text that is not blank' })
  .meta({ pattern: '\\S' });

export const name = z
  .string({ error: () => 'a name' })
  .regex(NAME, { error: () => 'a name: small letters, digits and _, beginning with a letter' });

/** A name that becomes a column or a table. */
export const sqlName = name.refine((value) => !reservedWords.has(value), {
  error: () => 'a name that is not a reserved word of SQL',
});

export const flag = z.boolean({ error: () => 'true or false' });
export const yes = z.literal(true, { error: () => 'true' });

export const decimal = z
  .custom<Decimal>((value) => value instanceof Decimal, { error: () => 'a number such as 12, -5 or 0.5' })
  .meta({ type: 'number' });

/** A whole number, as a JavaScript number. */
export function whole(low: number, high: number) {
  return decimal
    .refine((value) => value.isInteger() && value.gte(low) && value.lte(high), {
      error: () => `a whole number from ${low} to ${high}`,
    })
    .meta({ type: 'integer', minimum: low, maximum: high })
    .transform((value) => value.toNumber());
}

/** `30d` -> 30 */
export const days = z
  .string({ error: () => 'a number of days such as 30d' })
  .regex(/^[1-9][0-9]{0,3}d$/, { error: () => 'a number of days such as 30d' })
  .transform((value) => Number(value.slice(0, -1)));

/** `2026-11-02`, a day that exists. */
export const date = z
  .string({ error: () => 'a date such as 2026-11-02' })
  .refine(isDate, { error: () => 'a date such as 2026-11-02' })
  .meta({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });

export function isDate(value: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

export function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(item, { error: () => 'a list' })
    .refine((items) => items.length > 0, { error: () => 'a list with at least one entry' })
    .meta({ minItems: 1 });
}

/** One value or a list of them; always a list afterwards. */
export function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z
    .union([list(item), item], { error: () => 'a text or a list of texts' })
    .transform((value): z.output<Item>[] => (Array.isArray(value) ? value : [value]));
}

/** A map whose keys become columns or tables. */
export function sqlNamed<Value extends z.ZodType>(value: Value) {
  return z.record(sqlName, value, { error: () => 'a map of names' });
}

/** A map whose keys are names. */
export function named<Value extends z.ZodType>(value: Value) {
  return z.record(name, value, { error: () => 'a map of names' });
}
