import { z } from 'zod';
import { part } from './part.js';
import { decimal, list, name, whole } from './scalars.js';

const FIELD = /^[A-Za-z][A-Za-z0-9_.]*$/;

/** The longest text that a field of a CRM holds, of those known. */
const LONGEST = 131_072;

const object = z.enum(['lead', 'contact']);

const field = part('a CRM field', {
  from: name,
  type: z.enum(['text', 'number', 'date', 'datetime']).exactOptional(),
  length: whole(1, LONGEST).exactOptional(),
  scale: whole(0, 9).exactOptional(),
  null: z.enum(['skip', 'clear']).exactOptional(),
  write: z.enum(['always', 'if_empty', 'if_newer']).exactOptional(),
  min_change: decimal.exactOptional(),
  objects: list(object)
    .refine((objects) => new Set(objects).size === objects.length, {
      error: () => 'a list that names each object once',
    })
    .meta({ uniqueItems: true })
    .exactOptional(),
});
export type CrmFieldText = z.output<typeof field>;

/** A column whose every change is written, or one column and by how much it must have moved: `{ total: 5 }`. */
const cause = z.union([name, z.record(name, decimal)], {
  error: () => 'the name of a column, or a column and by how much it must move: { total: 5 }',
});

export const crm = part('the CRM section', {
  fields: z.record(
    z
      .string()
      .regex(FIELD, { error: () => 'the name of a CRM field: letters, digits, _ and ., beginning with a letter' }),
    z.union([name, field], { error: () => 'the name of a column, or a map such as { from: total, scale: 1 }' }),
    { error: () => 'a map of CRM fields to columns, such as { Score__c: total }' },
  ),
  write_when: list(cause).exactOptional(),
});
export type CrmText = z.output<typeof crm>;
