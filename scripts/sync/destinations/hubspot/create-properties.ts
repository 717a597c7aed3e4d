/** Makes properties that the portal lacks, in a group of our own. */
import type { CallAnswer } from '../../destination.js';
import type { HttpAnswer, HttpFailed } from '../../http/client.js';
import type { FieldType } from '../../rows.js';
import type { HubSpotApi } from './api.js';

export interface NewProperty {
  readonly name: string;
  readonly type: FieldType;
  /** No two records may have the same value: to be said when it is made, and never again. */
  readonly isUnique: boolean;
}

export const group = { name: 'leadscore', label: 'Lead score' } as const;

interface Shape {
  readonly type: 'string' | 'number' | 'bool' | 'date' | 'datetime';
  readonly fieldType: 'text' | 'textarea' | 'number' | 'booleancheckbox' | 'date';
}

const shapes: Readonly<Record<FieldType, Shape>> = {
  text: { type: 'string', fieldType: 'textarea' },
  number: { type: 'number', fieldType: 'number' },
  boolean: { type: 'bool', fieldType: 'booleancheckbox' },
  date: { type: 'date', fieldType: 'date' },
  datetime: { type: 'datetime', fieldType: 'date' },
};

/** The body of the call that makes one. */
export function propertyBody({ name, type, isUnique }: NewProperty) {
  const words = name.replaceAll('_', ' ');
  return {
    name,
    label: words.charAt(0).toUpperCase() + words.slice(1),
    groupName: group.name,
    ...shapes[type],
    // What is unique is no long text.
    ...(isUnique && { fieldType: 'text' as const, hasUniqueValue: true }),
    ...(type === 'boolean' && {
      options: [
        { label: 'Yes', value: 'true', displayOrder: 0, hidden: false },
        { label: 'No', value: 'false', displayOrder: 1, hidden: false },
      ],
    }),
  };
}

/** One after another; ends at the first that is refused. What is there by now is as good as made. */
export async function createProperties(
  api: HubSpotApi,
  object: string,
  properties: readonly NewProperty[],
  signal: AbortSignal,
): Promise<CallAnswer> {
  const path = `/${encodeURIComponent(object)}`;
  const make = async (where: string, body: unknown): Promise<HttpFailed | undefined> => {
    const answer = await api.call({ method: 'POST', part: 'properties', path: where, body, signal });
    return isThere(answer) ? undefined : answer;
  };
  if (properties.length > 0) {
    const refused = await make(`${path}/groups`, group);
    if (refused !== undefined) return refused;
  }
  for (const property of properties) {
    const refused = await make(path, propertyBody(property));
    if (refused !== undefined) return refused;
  }
  return { came: 'rows', rows: [], ...(api.limits !== undefined && { limits: api.limits }) };
}

function isThere(answer: HttpAnswer | HttpFailed): answer is HttpAnswer {
  return answer.came === 'answer' || (answer.came === 'refusal' && answer.refusal.httpStatus === 409);
}
