/** Step 9: families. */
import type { Decimal } from 'decimal.js';
import { excess, type RuleOutcome } from './act-rule.js';
import { exact, points, sum } from './arithmetic.js';
import type { Contribution } from './contribution.js';
import { mapOf, numberIn, textOf, textsOf, type Yaml } from './yaml.js';

const TABLE_END = 10_000;

export function familyRows(
  dimension: string,
  families: Yaml | undefined,
  outcomes: readonly RuleOutcome[],
): Contribution[] {
  return Object.entries(mapOf(families)).flatMap(([rule, written]): Contribution[] => {
    const family = mapOf(written);
    const members = textsOf(family['signals']);
    const before = sum(outcomes.filter((each) => members.includes(each.key)).map((each) => each.points.plus(each.cut)));
    const curved = before.gt(0) ? bent(before, textOf(family['curve'])) : before;
    const cap = numberIn(family['cap']);
    return [
      { dimension, rule, kind: 'family_curve', points: curved.minus(before) },
      ...(cap === undefined ? [] : [{ dimension, rule, kind: 'family_cap', points: excess(curved, cap) }]),
    ];
  });
}

function bent(value: Decimal, curve: string): Decimal {
  const whole = Math.min(value.floor().toNumber(), TABLE_END);
  if (curve === 'sqrt') return points(exact(whole).sqrt());
  if (curve === 'log') return points(exact(whole).plus(1).ln());
  return value;
}
