/** Step 4: what an act of a rule is worth at an age. */
import { Decimal } from 'decimal.js';
import { exact, points, ZERO } from './arithmetic.js';
import { daysIn, mapOf, numberOf, type YamlMap } from './yaml.js';

const HALF_LIVES = 10;

const known = new WeakMap<YamlMap, Map<number, Decimal | undefined>>();

/** `undefined` once the curve has ended. */
export function worthAt(rule: YamlMap, age: number): Decimal | undefined {
  const ages = known.get(rule) ?? new Map<number, Decimal | undefined>();
  known.set(rule, ages);
  if (!ages.has(age)) ages.set(age, workOut(rule, age));
  return ages.get(age);
}

function workOut(rule: YamlMap, age: number): Decimal | undefined {
  const full = exact(numberOf(rule['points']));
  const decay = mapOf(rule['decay']);
  const linear = daysIn(decay['linear']);
  const halfLife = daysIn(decay['half_life']);
  const until = daysIn(decay['until']);
  if (linear !== undefined) return age < linear ? points(full.times(linear - age).dividedBy(linear)) : undefined;
  if (halfLife !== undefined) {
    if (age >= (until ?? halfLife * HALF_LIVES)) return undefined;
    return points(full.times(exact(0.5).pow(exact(age).dividedBy(halfLife))));
  }
  if (until !== undefined) return age < until ? points(full) : undefined;
  if (decay['steps'] !== undefined) {
    const steps = mapOf(decay['steps']);
    const share = shareAt(steps, age);
    return share.isZero() && shareAt(steps, Infinity).isZero() && age >= lastStep(steps)
      ? undefined
      : points(full.times(share));
  }
  return points(full);
}

function shareAt(steps: YamlMap, age: number): Decimal {
  let share = ZERO;
  let begun = -1;
  for (const [day, each] of Object.entries(steps)) {
    const from = daysIn(day) ?? 0;
    if (from <= age && from > begun) {
      begun = from;
      share = exact(numberOf(each));
    }
  }
  return share;
}

function lastStep(steps: YamlMap): number {
  return Math.max(...Object.keys(steps).map((day) => daysIn(day) ?? 0));
}
