/** HubSpot's own description of an object's properties. */
import { z } from 'zod';
import { CallFailed, type DescribedField } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { HubSpotApi } from './api.js';

export const propertyList = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      hasUniqueValue: z.boolean().default(false),
      calculated: z.boolean().default(false),
      archived: z.boolean().default(false),
      options: z.array(z.object({ value: z.string(), hidden: z.boolean().default(false) })).default([]),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().default(false) }).nullish(),
    }),
  ),
});
type Property = z.output<typeof propertyList>['results'][number];

const types: Readonly<Record<string, DescribedField['type']>> = {
  string: 'text',
  phone_number: 'text',
  number: 'number',
  bool: 'boolean',
  date: 'date',
  datetime: 'datetime',
  enumeration: 'choice',
};

/** Most characters of a text, in every property. */
const mostCharacters = 65_536;

/** The properties that are not archived. Throws `CallFailed`. */
export async function describeObject(
  api: HubSpotApi,
  object: string,
  signal: AbortSignal,
): Promise<readonly DescribedField[]> {
  const answer = await api.call({ method: 'GET', part: 'properties', path: `/${encodeURIComponent(object)}`, signal });
  if (answer.came !== 'answer') throw new CallFailed(answer);
  const read = jsonAs(propertyList, answer.text);
  if (read === undefined) throw new CallFailed(nothing('unreadable'));
  return read.results.filter(({ archived }) => !archived).map(fieldOf);
}

function fieldOf({ name, type, hasUniqueValue, calculated, options, modificationMetadata }: Property): DescribedField {
  const kind = types[type] ?? 'other';
  return {
    name,
    type: kind,
    isWritable: !calculated && modificationMetadata?.readOnlyValue !== true,
    isUnique: hasUniqueValue,
    ...(kind === 'text' && { length: mostCharacters }),
    ...(kind === 'choice' && { choices: options.map(({ value }) => value), isRestricted: true }),
  };
}
