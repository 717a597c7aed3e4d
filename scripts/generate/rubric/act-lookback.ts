/** Which acts a rubric's act rules need to see, and how far back. */
import { lookbacksOfActs } from '../../rubric/lookbacks.js';
import type { ActRule, Dimension, Rubric } from '../../rubric/model.js';

/** The signals of its acts, of what came before them, and of what their age may count from. */
export function signalsOfRule(rule: ActRule): readonly string[] {
  return [rule.signal, ...(rule.sequence?.signals ?? []), ...(rule.decay.ageFrom?.signals ?? [])];
}

/** Days back from as_of beyond which no act of the dimension matters; undefined where some rule never ends. */
export function actsLookback(dimension: Dimension): readonly (number | undefined)[] {
  return lookbacksOfActs(dimension).map(({ days }) => days);
}

/** The rules of the whole rubric that reset a dimension. */
export function resettersOf(rubric: Rubric, dimension: Dimension): readonly ActRule[] {
  const rules = rubric.dimensions.flatMap((each) =>
    each.acts.filter((rule) => rule.resets?.includes(dimension.name) === true),
  );
  // Two rules of one signal reset alike; a sequence is its own.
  const byKey = new Map(rules.map((rule) => [JSON.stringify([rule.signal, rule.sequence]), rule]));
  return [...byKey.values()];
}
