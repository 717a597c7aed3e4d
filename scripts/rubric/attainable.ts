/** The least and the most points that rules can give, whatever the data: what unreachable tiers and score ranges rest on. */
import { Decimal } from 'decimal.js';
import { curvedPoints } from './family-curve.js';
import type { ActRule, Criterion, Dimension, Family, Range, Rubric } from './model.js';

/** Both ends are attainable bounds; -Infinity or Infinity where nothing bounds them. */
export interface Attainable {
  readonly low: Decimal;
  readonly high: Decimal;
}

const ZERO = new Decimal(0);
const ONE = new Decimal(1);
const INFINITE = new Decimal(Infinity);

/** Of one criterion, what unknown gives included. */
export function criterionAttainable(criterion: Criterion): Attainable {
  const { unknown } = criterion;
  const fallback = unknown.kind === 'fallback' ? unknown.cases : [];
  const points = [...criterion.cases, ...fallback, criterion.otherwise, unknown].map((each) => each.points);
  return { low: Decimal.min(...points), high: Decimal.max(...points) };
}

/** Of one act rule: any number of acts, as far as limit and cap let them, each at its greatest magnitude. */
export function actAttainable(act: ActRule): Attainable {
  const cap = act.cap !== undefined && act.cap.per === undefined ? act.cap.points : INFINITE;
  if (act.byCount !== undefined) {
    const points = act.byCount.ranges.map((range) => range.points);
    return { low: Decimal.min(ZERO, ...points), high: Decimal.min(cap, Decimal.max(ZERO, ...points)) };
  }
  const shares = act.magnitude?.steps.map((step) => step.share);
  const points = shares === undefined ? act.points : act.points.times(Decimal.max(...shares));
  const most = act.limit?.per === 'lifetime' ? points.times(act.limit.times) : undefined;
  if (points.isZero()) return { low: ZERO, high: ZERO };
  if (points.lt(0)) return { low: most ?? INFINITE.negated(), high: ZERO };
  return { low: ZERO, high: Decimal.min(most ?? INFINITE, cap) };
}

/** Of acts of some rules together, after the family's curve and cap. */
export function familyAttainable(family: Family, acts: readonly ActRule[]): Attainable {
  const { low, high } = sum(acts.filter((act) => family.signals.includes(act.name)).map(actAttainable));
  const curved = family.curve === undefined ? high : curvedPoints(family.curve, high);
  return { low, high: Decimal.min(curved, family.cap ?? INFINITE) };
}

/** Of one dimension, its families' curves and caps and its range included. */
export function dimensionAttainable(dimension: Dimension): Attainable {
  const inFamily = new Set(dimension.families.flatMap((family) => family.signals));
  const families = dimension.families.map((family) => familyAttainable(family, dimension.acts));
  const alone = dimension.acts.filter((act) => !inFamily.has(act.name)).map(actAttainable);
  const { breadth, inactivity } = dimension;
  const kinds = [ZERO, ...(breadth?.steps.map((step) => step.points) ?? [])];
  const idle = inactivity?.perDays === undefined ? inactivity?.points : (inactivity.floor ?? INFINITE.negated());
  const parts = [
    ...dimension.criteria.map(criterionAttainable),
    ...families,
    ...alone,
    { low: Decimal.min(...kinds), high: Decimal.max(...kinds) },
    { low: idle ?? ZERO, high: ZERO },
  ];
  return clamp(sum(parts), dimension.range);
}

/** Of the total, its factor and range included. A limit can lower the least, never the most. */
export function totalAttainable(rubric: Rubric): Attainable {
  const { weights, max, normalise, range } = rubric.total;
  const weighted = weights.flatMap(({ dimension: name, weight }) => {
    const dimension = rubric.dimensions.find((each) => each.name === name);
    if (dimension === undefined || weight.isZero()) return [];
    return [times(dimensionAttainable(dimension), weight)];
  });
  const ofPeople = max === undefined ? sum(weighted) : greatest(weighted);
  const before = times(sum([ofPeople, ...accountAttainable(rubric)]), normalise ?? ONE);
  const limited = Decimal.min(before.low, ...rubric.limits.map((limit) => limit.totalAtMost));
  return clamp({ low: limited, high: before.high }, range ?? {});
}

/** Of the account itself, its range included. People who give nothing or take everything away leave 0 of their part. */
export function accountScoreAttainable(rubric: Rubric): Attainable {
  const { account } = rubric;
  if (account === undefined) return { low: ZERO, high: ZERO };
  const { committee, engagedPeople } = account;
  const people = account.fromPeople.map(({ dimension: name, weights }) => {
    const dimension = rubric.dimensions.find((each) => each.name === name);
    const most = dimension === undefined ? ZERO : Decimal.max(dimensionAttainable(dimension).high, ZERO);
    return sum(weights.filter((weight) => !weight.isZero()).map((weight) => ({ low: ZERO, high: most.times(weight) })));
  });
  const roles = committee?.pointsPerRole.times(committee.roles.length) ?? ZERO;
  const bonus = engagedPeople?.onAccount === true ? engagedPeople.points : ZERO;
  return clamp(
    sum([
      ...account.criteria.map(criterionAttainable),
      ...account.acts.map(actAttainable),
      ...people,
      orNothing(roles),
      orNothing(bonus),
    ]),
    account.range,
  );
}

/** What the account brings into the total; nothing for a lead without one. */
function accountAttainable(rubric: Rubric): readonly Attainable[] {
  const { account, total } = rubric;
  if (account === undefined) return [];
  const { low, high } = accountScoreAttainable(rubric);
  const weight = total.accountWeight ?? ZERO;
  const score = weight.isZero() ? { low: ZERO, high: ZERO } : times({ low, high }, weight);
  const bonus = account.engagedPeople?.onEngagedLeads === true ? account.engagedPeople.points : ZERO;
  return [{ low: Decimal.min(score.low, ZERO), high: Decimal.max(score.high, ZERO) }, orNothing(bonus)];
}

/** These points, or none. */
function orNothing(points: Decimal): Attainable {
  return { low: Decimal.min(points, ZERO), high: Decimal.max(points, ZERO) };
}

function times({ low, high }: Attainable, factor: Decimal): Attainable {
  return { low: low.times(factor), high: high.times(factor) };
}

function greatest(parts: readonly Attainable[]): Attainable {
  if (parts.length === 0) return { low: ZERO, high: ZERO };
  return {
    low: Decimal.max(...parts.map((part) => part.low)),
    high: Decimal.max(...parts.map((part) => part.high)),
  };
}

function sum(parts: readonly Attainable[]): Attainable {
  return {
    low: parts.reduce((total, part) => total.plus(part.low), ZERO),
    high: parts.reduce((total, part) => total.plus(part.high), ZERO),
  };
}

function clamp({ low, high }: Attainable, range: Range): Attainable {
  const into = (value: Decimal) =>
    Decimal.max(range.low ?? INFINITE.negated(), Decimal.min(range.high ?? INFINITE, value));
  return { low: into(low), high: into(high) };
}
