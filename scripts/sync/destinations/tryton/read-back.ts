/** What records hold now. */
import { z } from 'zod';
import { CallFailed, type HeldFields } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import type { FieldType } from '../../rows.js';
import type { TrytonApi } from './api.js';
import { isRecordId } from './ids.js';
import { heldText } from './values.js';

const idsPerCall = 500;
const records = z.array(z.looseObject({ id: z.number() }));

/** By id as it was asked for; ids that no record can have are not asked for at all. Throws `CallFailed`. */
export async function readRecords(
  api: TrytonApi,
  model: string,
  ids: readonly string[],
  fields: ReadonlyMap<string, FieldType>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeldFields>> {
  const held = new Map<string, HeldFields>();
  const askable = ids.filter(isRecordId);
  for (let at = 0; at < askable.length; at += idsPerCall) {
    const part = askable.slice(at, at + idsPerCall);
    const answer = await api.call({
      // Reading by id fails as a whole where one record is missing; a search leaves it out.
      method: `model.${model}.search_read`,
      params: [`[["id","in",[${part.join(',')}]]]`, '0', 'null', 'null', JSON.stringify([...fields.keys()])],
      context: { active_test: false },
      signal,
      names: new Set([model, ...fields.keys()]),
    });
    if (answer.came !== 'result') throw new CallFailed(answer);
    const read = records.safeParse(answer.result);
    if (!read.success) throw new CallFailed(nothing('unreadable'));
    for (const record of read.data)
      held.set(String(record.id), new Map([...fields].map(([name, type]) => [name, heldText(record[name], type)])));
  }
  return held;
}
