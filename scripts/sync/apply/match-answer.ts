/** Which row got which answer: by seq, never by their count. */
import type { PlannedRow } from '../rows.js';
import type { Refusal, RowAnswer } from '../destination.js';

export const missing: Refusal = {
  code: 'NO_RESULT',
  message: "The CRM's answer has no result for this record.",
};

export const unmatched: Refusal = {
  code: 'WRONG_RESULTS',
  message: "The CRM's answer has results for records that were not sent, or two for one.",
};

/** What was said of each row, in their order; undefined where answers stand for rows that were not sent or stand twice. */
export function matchAnswer(
  rows: readonly PlannedRow[],
  answers: readonly RowAnswer[],
): (RowAnswer | { readonly seq: number; readonly said: 'missing' })[] | undefined {
  const bySeq = new Map(answers.map((answer) => [answer.seq, answer]));
  if (bySeq.size !== answers.length) return undefined;
  const matched = rows.map((row) => bySeq.get(row.seq) ?? { seq: row.seq, said: 'missing' as const });
  const found = matched.filter(({ said }) => said !== 'missing').length;
  return found === answers.length ? matched : undefined;
}
