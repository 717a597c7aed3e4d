/** What `leadscore explain` says of acts that several channels told of, or one of them twice: each counts once. */
import type { Row } from '../engine/engine.js';
import { plainWords } from '../rubric/words.js';
import { text } from './explain-text.js';

/** Is there only where signals.yaml compares acts. */
export const COPIES = 'int_act_copies';

/**
 * A line for each act that counts.
 * @param copies rows of `int_act_copies` of one lead and as_of
 * @param labels signal -> its words, as signals.yaml has them today
 */
export function copyLines(copies: readonly Row[], labels: ReadonlyMap<string, string>): readonly string[] {
  if (copies.length === 0) return [];
  const byCounted = new Map<string, Row[]>();
  for (const copy of copies) {
    const key = text(copy.counted_act_key);
    byCounted.set(key, [...(byCounted.get(key) ?? []), copy]);
  }
  const lines = [...byCounted.values()].map((same) => {
    const [first] = same;
    const signal = text(first?.signal);
    const seen = same.map((copy) => `${text(copy.stream)} on ${text(copy.day)}`).join(', ');
    return `  ${labels.get(signal) ?? plainWords(signal)} on ${text(first?.counted_day)}, told by ${text(first?.counted_stream)}; also seen in ${seen}; counted once`;
  });
  return ['', 'One act in several channels:', ...lines];
}
