import { z } from 'zod';
import { part } from './part.js';
import { decimal, list, name } from './scalars.js';

const FIELD = /^[A-Za-z][A-Za-z0-9_.]*$/;

/** A column whose every change is written, or one column and by how much it must have moved: `{ total: 5 }`. */
const cause = z.union([name, z.record(name, decimal)], {
  error: () => 'the name of a column, or a column and by how much it must move: { total: 5 }',
});

export const crm = part('the CRM section', {
  fields: z.record(
    z
      .string()
      .regex(FIELD, { error: () => 'the name of a CRM field: letters, digits, _ and ., beginning with a letter' }),
    name,
    { error: () => 'a map of CRM fields to columns, such as { Score__c: total }' },
  ),
  write_when: list(cause).exactOptional(),
});
export type CrmText = z.output<typeof crm>;
