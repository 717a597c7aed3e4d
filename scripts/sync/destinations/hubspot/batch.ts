/** Up to a hundred records in one call, and what its answer says of each. */
import { z } from 'zod';
import type { CallAnswer, RowAnswer } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { PlannedRow } from '../../rows.js';
import type { ApiCall, HubSpotApi } from './api.js';
import { hubspotError, refusalIn } from './errors.js';
import { propertiesOf } from './values.js';
import { sentValues } from '../sent-values.js';

export const rowsPerBatch = 100;

/** How records of one object are named: by their id, or by a unique property. */
export interface Named {
  /** HubSpot's name of the object, such as contacts. */
  readonly object: string;
  readonly uniqueProperty?: string;
}

/** `id` without `idProperty` is the record's own: with hs_object_id as one HubSpot refuses the call. */
export interface BatchInput {
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, string>>;
}

export const batchAnswer = z.object({
  status: z.string(),
  results: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullish()).default({}) })),
  errors: z.array(hubspotError).default([]),
});
export type BatchAnswer = z.output<typeof batchAnswer>;

export function inputOf({ uniqueProperty }: Named, row: PlannedRow): BatchInput {
  return {
    id: row.crmId,
    ...(uniqueProperty !== undefined && { idProperty: uniqueProperty }),
    properties: propertiesOf(row),
  };
}

/** An update by record ids, or an upsert by a unique property. */
export async function sendBatch(
  api: HubSpotApi,
  named: Named,
  rows: readonly PlannedRow[],
  signal: AbortSignal,
): Promise<CallAnswer> {
  const call: ApiCall = {
    method: 'POST',
    part: 'objects',
    path: `/${encodeURIComponent(named.object)}/batch/${named.uniqueProperty === undefined ? 'update' : 'upsert'}`,
    body: { inputs: rows.map((row) => inputOf(named, row)) },
    signal,
    sent: sentValues(rows),
  };
  const answer = await api.call(call);
  if (answer.came !== 'answer') return answer;
  const read = jsonAs(batchAnswer, answer.text);
  if (read === undefined) return nothing('unreadable');
  return {
    came: 'rows',
    rows: answersOf(named, rows, read),
    ...(api.limits !== undefined && { limits: api.limits }),
  };
}

/**
 * Results stand in an order of HubSpot's own, so that each finds its row by id or key. COMPLETE says nothing of a row: one
 * without a result or an error of its own stays without an answer.
 */
function answersOf(
  { uniqueProperty }: Named,
  rows: readonly PlannedRow[],
  { results, errors }: BatchAnswer,
): readonly RowAnswer[] {
  const key = uniqueProperty === undefined ? (id: string) => id : (id: string) => id.toLowerCase();
  const done = new Set(
    results.map(({ id, properties }) => key(uniqueProperty === undefined ? id : (properties[uniqueProperty] ?? ''))),
  );
  const wrong = new Map(errors.flatMap((error) => (error.context['ids'] ?? []).map((id) => [key(id), error] as const)));
  return rows.flatMap((row): readonly RowAnswer[] => {
    const { seq, crmId } = row;
    // Of one row alone an error tells even where it names nobody.
    const error = wrong.get(key(crmId)) ?? (rows.length === 1 ? errors[0] : undefined);
    if (error !== undefined) return [{ seq, said: 'refused', refusal: refusalIn(error, sentValues([row])) }];
    return done.has(key(crmId)) ? [{ seq, said: 'ok' }] : [];
  });
}
