/** Step 3: the acts of a rule. */
import type { Act } from './world.js';
import { daysIn, textsOf, type YamlMap } from './yaml.js';

/** The acts of the rule among these: those of its signal, or those that complete its sequence. By moment, then key. */
export function completions(key: string, rule: YamlMap, acts: readonly Act[]): readonly Act[] {
  const sequence = textsOf(rule['sequence']);
  if (sequence.length === 0) return acts.filter((act) => act.signal === key);
  const days = daysIn(rule['within']) ?? Infinity;
  let complete: readonly Act[] | undefined;
  for (const signal of sequence) {
    const before = complete;
    complete = acts.filter((act) => {
      if (act.signal !== signal) return false;
      if (before === undefined) return true;
      const latest = before.findLast((each) => each.happenedAt < act.happenedAt);
      return latest !== undefined && act.day - latest.day < days;
    });
  }
  return complete ?? [];
}
