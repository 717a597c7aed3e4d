/** What an act is worth at each whole day of age. */
import { Decimal } from 'decimal.js';
import type { ActRule } from './model.js';

/** Six digits after the point, half away from zero: as ROUND(x, 6) does in the warehouse. */
export function roundedPoints(value: Decimal): Decimal {
  return value.toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
}

/** Ages in days, as the curve counts them, that a rule looks back at; undefined for one that never decays. */
export function lookbackDays(rule: ActRule): number | undefined {
  if (rule.byCount !== undefined) return rule.byCount.withinDays;
  switch (rule.decay.kind) {
    case 'none':
      return undefined;
    case 'until':
    case 'linear':
      return rule.decay.days;
    case 'half_life':
      return rule.decay.lookbackDays;
    case 'steps': {
      const last = rule.decay.steps.at(-1);
      return last !== undefined && last.share.isZero() ? last.fromDay : undefined;
    }
  }
}

/** Powers take most of the time that a rubric's curves take, and many rules halve at the same pace. By half-life in days. */
const sharesByHalfLife = new Map<string, Decimal[]>();

/** 0.5^(age/h), as precise as decimals are here. */
function shareLeft(halfLife: Decimal.Value, age: number): Decimal {
  const key = new Decimal(halfLife).toString();
  const shares = sharesByHalfLife.get(key) ?? [];
  sharesByHalfLife.set(key, shares);
  for (let day = shares.length; day <= age; day += 1)
    shares.push(new Decimal('0.5').pow(new Decimal(day).dividedBy(halfLife)));
  return shares[age] ?? new Decimal(0);
}

/**
 * Points at age 0, 1, 2, ... days, as long as the rule looks back; one value for a rule that never ends.
 * half_life h: points x 0.5^(age/h). linear n: points x (n - age)/n. steps: points x the share of the last step begun.
 */
export function pointsByAge(rule: ActRule): readonly Decimal[] {
  const { decay, points } = rule;
  const days = lookbackDays(rule) ?? (decay.kind === 'steps' ? (decay.steps.at(-1)?.fromDay ?? 0) + 1 : 1);
  return Array.from({ length: days }, (_, age) => {
    switch (decay.kind) {
      case 'none':
      case 'until':
        return roundedPoints(points);
      case 'linear':
        return roundedPoints(points.times(decay.days - age).dividedBy(decay.days));
      case 'half_life':
        return roundedPoints(points.times(shareLeft(decay.days, age)));
      case 'steps':
        return roundedPoints(points.times(decay.steps.findLast((step) => step.fromDay <= age)?.share ?? 0));
    }
  });
}

/** The age from which on the last value holds for ever; undefined where the points end. */
export function endlessFrom(rule: ActRule): number | undefined {
  return lookbackDays(rule) === undefined ? pointsByAge(rule).length - 1 : undefined;
}
