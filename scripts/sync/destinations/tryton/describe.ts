/** Tryton's own description of a model's fields. */
import { z } from 'zod';
import { CallFailed, type DescribedField } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import type { TrytonApi } from './api.js';

const definition = z.object({
  name: z.string(),
  type: z.string(),
  readonly: z.boolean().default(false),
  size: z.union([z.number(), z.string()]).nullish(),
  digits: z.string().nullish(),
  selection: z.union([z.string(), z.array(z.tuple([z.unknown(), z.string()]))]).nullish(),
});
const definitions = z.record(z.string(), definition);
type Definition = z.output<typeof definition>;

/** One field, with the type that Tryton has for it: values are written by that. */
export interface TrytonField extends DescribedField {
  readonly fieldType: string;
}

const types: Readonly<Record<string, DescribedField['type']>> = {
  char: 'text',
  text: 'text',
  fullText: 'text',
  integer: 'number',
  biginteger: 'number',
  float: 'number',
  numeric: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  timestamp: 'datetime',
  selection: 'choice',
};

/** The fields that our user may see. Throws `CallFailed`. */
export async function describeModel(
  api: TrytonApi,
  model: string,
  signal: AbortSignal,
): Promise<readonly TrytonField[]> {
  const answer = await api.call({
    method: `model.${model}.fields_get`,
    params: ['null'],
    signal,
    names: new Set([model]),
  });
  if (answer.came !== 'result') throw new CallFailed(answer);
  const read = definitions.safeParse(answer.result);
  if (!read.success) throw new CallFailed(nothing('unreadable'));
  return Object.values(read.data).map(fieldOf);
}

function fieldOf({ name, type: fieldType, readonly, size, digits, selection }: Definition): TrytonField {
  const type = types[fieldType] ?? 'other';
  const scale = fieldType.endsWith('integer') ? 0 : scaleOf(digits ?? undefined);
  return {
    name,
    fieldType,
    type,
    isWritable: !readonly,
    isUnique: name === 'id',
    ...(type === 'text' && typeof size === 'number' && { length: size }),
    ...(type === 'number' && scale !== undefined && { scale }),
    ...(type === 'choice' && {
      isRestricted: true,
      // Choices that are worked out record by record are a method's name here.
      ...(Array.isArray(selection) && {
        choices: selection.map(([value]) => value).filter((value) => typeof value === 'string'),
      }),
    }),
  };
}

/** Of `[16, 2]`; undefined where it depends on the record. */
function scaleOf(digits: string | undefined): number | undefined {
  const last = /^\[[^{}]*?(\d+)\]$/.exec(digits ?? '')?.[1];
  return last === undefined ? undefined : Number(last);
}
