/** What a receiver says of each row, where it does: `{ rows: [{ row_key, status: ok | rejected, code, message }] }`. */
import { z } from 'zod';
import type { RowAnswer } from '../../destination.js';
import { masked } from '../../http/masked.js';
import { jsonAs } from '../../http/json.js';
import type { PlannedRow } from '../../rows.js';
import { sentValues } from '../sent-values.js';
import { codeWord } from '../code-word.js';

const told = z.object({
  rows: z.array(
    z.object({
      row_key: z.string(),
      status: z.enum(['ok', 'rejected']),
      code: z.string().default('REJECTED'),
      message: z.string().default(''),
    }),
  ),
});

/** Without such a list all rows were taken; with one, those that it names. Undefined for JSON that breaks off. */
export function answersOf(
  rows: readonly PlannedRow[],
  text: string,
  contentType: string | undefined,
): readonly RowAnswer[] | undefined {
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType ?? '') && text.trim() !== '';
  if (isJson && jsonAs(z.unknown(), text) === undefined) return undefined;
  if (!isJson || jsonAs(z.object({ rows: z.unknown() }), text)?.rows === undefined)
    return rows.map(({ seq }) => ({ seq, said: 'ok' }));
  const list = jsonAs(told, text);
  if (list === undefined) return undefined;
  const byKey = new Map(rows.map((row) => [row.rowKey, row]));
  return list.rows.flatMap(({ row_key: key, status, code, message }): readonly RowAnswer[] => {
    const row = byKey.get(key);
    if (row === undefined) return [];
    if (status === 'ok') return [{ seq: row.seq, said: 'ok' }];
    const refusal = { code: codeWord(code), message: masked(message, sentValues([row])) };
    return [{ seq: row.seq, said: 'refused', refusal }];
  });
}
