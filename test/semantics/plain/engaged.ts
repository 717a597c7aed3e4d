/** Who is engaged, by the acts of their dimensions. */
import { sum } from './arithmetic.js';
import type { Scope } from './condition.js';
import type { DimensionOutcome } from './dimension.js';
import { emailOpen } from './standards.js';
import { daysIn, isYamlMap, mapOf, numberIn, textsOf } from './yaml.js';

/** As soon as one dimension says so. */
export function isEngaged(dimensions: readonly DimensionOutcome[], scope: Scope): boolean {
  return dimensions.some((dimension) => saysSo(dimension, scope));
}

function saysSo({ name, rules }: DimensionOutcome, scope: Scope): boolean {
  const written = mapOf(mapOf(scope.rubric['dimensions'])[name]);
  if (!isYamlMap(written['engaged'])) {
    return rules.some((rule) =>
      rule.kept.some(({ act, points }) => act.signal !== emailOpen && (rule.isByCount ? rule.points : points).gt(0)),
    );
  }
  const asked = mapOf(written['engaged']);
  const days = daysIn(asked['within']) ?? Infinity;
  const families = textsOf(asked['families']);
  const members = families.flatMap((family) => textsOf(mapOf(mapOf(written['families'])[family])['signals']));
  const given = sum(
    rules
      .filter((rule) => families.length === 0 || members.includes(rule.key))
      .flatMap((rule) => {
        const young = rule.kept.filter(({ act }) => scope.today - act.day < days);
        if (rule.isByCount) return young.length > 0 ? [rule.points] : [];
        return young.map(({ points }) => points);
      }),
  );
  const least = numberIn(asked['min_points']);
  return least === undefined ? given.gt(0) : given.gte(least);
}

/** An act that counts, gives points above zero and is younger than so many days. */
export function hasActWithin(dimensions: readonly DimensionOutcome[], days: number, scope: Scope): boolean {
  return dimensions.some(({ rules }) =>
    rules.some((rule) =>
      rule.kept.some(
        ({ act, points }) => scope.today - act.day < days && (rule.isByCount ? rule.points : points).gt(0),
      ),
    ),
  );
}
