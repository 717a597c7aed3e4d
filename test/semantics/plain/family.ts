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

const table = new Map<string, Decimal>();

function bent(value: Decimal, curve: string): Decimal {
  const whole = Math.min(value.floor().toNumber(), TABLE_END);
  const place = `${curve} ${whole}`;
  const known = table.get(place) ?? workOut(value, whole, curve);
  if (curve === 'sqrt' || curve === 'log') table.set(place, known);
  return known;
}

function workOut(value: Decimal, whole: number, curve: string): Decimal {
  if (curve === 'sqrt') return points(exact(whole).sqrt());
  if (curve === 'log') return points(exact(whole).plus(1).ln());
  return value;
}
