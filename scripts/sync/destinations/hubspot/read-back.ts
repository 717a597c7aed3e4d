/** What records hold now, by batch read. */
import { canonicalText } from '../../canonical.js';
import { CallFailed, type HeldFields } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { FieldType } from '../../rows.js';
import type { HubSpotApi } from './api.js';
import { type BatchAnswer, batchAnswer, type Named, rowsPerBatch } from './batch.js';
import { isRecordId } from './ids.js';

/** By id as it was asked for; ids that no record can have are not asked for at all. Throws `CallFailed`. */
export async function readRecords(
  api: HubSpotApi,
  { object, uniqueProperty }: Named,
  ids: readonly string[],
  fields: ReadonlyMap<string, FieldType>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeldFields>> {
  const held = new Map<string, HeldFields>();
  const askable = [...new Set(ids)].filter((id) => (uniqueProperty === undefined ? isRecordId(id) : id !== ''));
  const key = uniqueProperty === undefined ? (id: string) => id : (id: string) => id.toLowerCase();
  for (let at = 0; at < askable.length; at += rowsPerBatch) {
    const part = askable.slice(at, at + rowsPerBatch);
    const { results } = await readPart(api, object, readBody(uniqueProperty, part, [...fields.keys()]), signal);
    const found = new Map(
      results.map(({ id, properties }) => [
        key(uniqueProperty === undefined ? id : (properties[uniqueProperty] ?? '')),
        new Map([...fields].map(([field, type]) => [field, canonicalText(properties[field], type)])),
      ]),
    );
    for (const id of part) {
      const one = found.get(key(id));
      if (one !== undefined) held.set(id, one);
    }
  }
  return held;
}

/** The body of one call. */
export function readBody(uniqueProperty: string | undefined, ids: readonly string[], fields: readonly string[]) {
  return {
    inputs: ids.map((id) => ({ id })),
    properties: [...new Set([...(uniqueProperty === undefined ? [] : [uniqueProperty]), ...fields])],
    propertiesWithHistory: [],
    ...(uniqueProperty !== undefined && { idProperty: uniqueProperty }),
  };
}

/** Records that are not there stand among the errors of an answer 207. */
async function readPart(api: HubSpotApi, object: string, body: unknown, signal: AbortSignal): Promise<BatchAnswer> {
  const path = `/${encodeURIComponent(object)}/batch/read`;
  const answer = await api.call({ method: 'POST', part: 'objects', path, body, signal });
  if (answer.came !== 'answer') throw new CallFailed(answer);
  const read = jsonAs(batchAnswer, answer.text);
  if (read === undefined) throw new CallFailed(nothing('unreadable'));
  return read;
}
