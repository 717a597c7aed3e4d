/** The least and the most points that rules can give, whatever the data: what unreachable tiers and score ranges rest on. */
import { Decimal } from 'decimal.js';
import type { ActRule, Criterion, Dimension, Range, Rubric } from './model.js';

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

/** Of one act rule: any number of acts, as far as limit and cap let them. */
export function actAttainable(act: ActRule): Attainable {
  const most = act.limit?.per === 'lifetime' ? act.points.times(act.limit.times) : undefined;
  if (act.points.isZero()) return { low: ZERO, high: ZERO };
  if (act.points.lt(0)) return { low: most ?? INFINITE.negated(), high: ZERO };
  const cap = act.cap !== undefined && act.cap.per === undefined ? act.cap.points : INFINITE;
  return { low: ZERO, high: Decimal.min(most ?? INFINITE, cap) };
}

/** Of one dimension, its families' caps and its range included. */
export function dimensionAttainable(dimension: Dimension): Attainable {
  const inFamily = new Set(dimension.families.flatMap((family) => family.signals));
  const families = dimension.families.map((family): Attainable => {
    const acts = sum(dimension.acts.filter((act) => family.signals.includes(act.signal)).map(actAttainable));
    return { low: acts.low, high: family.cap === undefined ? acts.high : Decimal.min(acts.high, family.cap) };
  });
  const alone = dimension.acts.filter((act) => !inFamily.has(act.signal)).map(actAttainable);
  return clamp(sum([...dimension.criteria.map(criterionAttainable), ...families, ...alone]), dimension.range);
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
    sum([...account.criteria.map(criterionAttainable), ...people, orNothing(roles), orNothing(bonus)]),
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
