/** Row by row, what an answer of Collections says. */
import { z } from 'zod';
import type { Refusal, RowAnswer } from '../../destination.js';
import { masked } from '../../http/masked.js';
import type { PlannedRow } from '../../rows.js';
import { namedFields } from './errors.js';
import { idKey } from './ids.js';

import { sentValues } from '../sent-values.js';
import { codeWord } from '../code-word.js';

export const saveResults = z.array(
  z.object({
    id: z.string().nullish(),
    success: z.boolean(),
    errors: z
      .array(
        z.object({
          // The documents say statusCode; jsforce reads errorCode.
          statusCode: z.string().optional(),
          errorCode: z.string().optional(),
          message: z.string().default(''),
          fields: z.array(z.string()).nullish(),
        }),
      )
      .default([]),
  }),
);
export type SaveResults = z.output<typeof saveResults>;

/**
 * Answers stand in the order of the rows. Where there are more or fewer, that order tells nothing: then a row counts only as
 * saved where its own id is there, and the others stay without an answer. `byId`: rows were named by record id.
 */
export function answersOf(rows: readonly PlannedRow[], results: SaveResults, byId: boolean): readonly RowAnswer[] {
  if (results.length !== rows.length) return byId ? answersById(rows, results) : [];
  return rows.flatMap((row, at): readonly RowAnswer[] => {
    const result = results[at];
    if (result === undefined) return [];
    const { id, success, errors } = result;
    if (success) {
      // Someone else's id: the answer is not to this row.
      if (byId && (id ?? '') !== '' && idKey(id ?? '') !== idKey(row.crmId)) return [];
      return [{ seq: row.seq, said: 'ok' }];
    }
    const [first] = errors;
    if (first === undefined) return [];
    const refusal: Refusal = {
      code: codeWord(first.statusCode ?? first.errorCode ?? ''),
      message: masked(first.message, sentValues([row])),
      ...namedFields(first.fields),
    };
    return [{ seq: row.seq, said: 'refused', refusal }];
  });
}

function answersById(rows: readonly PlannedRow[], results: SaveResults): readonly RowAnswer[] {
  const saved = new Set(results.filter(({ success }) => success).map(({ id }) => idKey(id ?? '')));
  return rows.filter(({ crmId }) => saved.has(idKey(crmId))).map(({ seq }) => ({ seq, said: 'ok' as const }));
}
