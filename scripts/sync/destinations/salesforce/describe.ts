/** Salesforce's own description of an object. */
import { z } from 'zod';
import { CallFailed, type DescribedField } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { SalesforceApi } from './api.js';

export const description = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      length: z.number().default(0),
      scale: z.number().default(0),
      updateable: z.boolean(),
      unique: z.boolean().default(false),
      externalId: z.boolean().default(false),
      restrictedPicklist: z.boolean().default(false),
      picklistValues: z.array(z.object({ value: z.string(), active: z.boolean().default(true) })).nullish(),
    }),
  ),
});
type Field = z.output<typeof description>['fields'][number];

const types: Readonly<Record<string, DescribedField['type']>> = {
  string: 'text',
  textarea: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  picklist: 'choice',
  combobox: 'choice',
  multipicklist: 'choice',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  double: 'number',
  currency: 'number',
  percent: 'number',
  int: 'number',
};

/** The fields that our user may see. Throws `CallFailed`. */
export async function describeObject(
  api: SalesforceApi,
  object: string,
  signal: AbortSignal,
): Promise<readonly DescribedField[]> {
  const answer = await api.call({
    method: 'GET',
    path: `/sobjects/${encodeURIComponent(object)}/describe`,
    signal,
  });
  if (answer.came !== 'answer') throw new CallFailed(answer);
  const read = jsonAs(description, answer.text);
  if (read === undefined) throw new CallFailed(nothing('unreadable'));
  return read.fields.map(fieldOf);
}

function fieldOf(field: Field): DescribedField {
  const type = types[field.type] ?? 'other';
  return {
    name: field.name,
    type,
    isWritable: field.updateable,
    // What an upsert may find a record by.
    isUnique: field.unique && field.externalId,
    ...((type === 'text' || type === 'choice') && field.length > 0 && { length: field.length }),
    ...(type === 'number' && { scale: field.scale }),
    ...(type === 'choice' && {
      choices: (field.picklistValues ?? []).filter(({ active }) => active).map(({ value }) => value),
      isRestricted: field.restrictedPicklist,
    }),
  };
}
