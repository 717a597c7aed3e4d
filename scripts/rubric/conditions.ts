import type { Condition, Rubric } from './model.js';

/** The condition and every condition inside it. */
export function within(condition: Condition): Condition[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return [condition, ...condition.of.flatMap(within)];
    case 'not':
      return [condition, ...within(condition.of)];
    default:
      return [condition];
  }
}

/** Every condition of a rubric, wherever it stands, with those inside it. */
export function conditionsOf(rubric: Rubric): Condition[] {
  const criteria = rubric.dimensions.flatMap((dimension) => dimension.criteria);
  return [
    ...(rubric.appliesTo === undefined ? [] : [rubric.appliesTo]),
    ...criteria.flatMap((criterion) => criterion.cases.map((each) => each.when)),
    ...rubric.limits.map((limit) => limit.when),
    ...rubric.tiers.flatMap((tier) => [
      ...(tier.when === undefined ? [] : [tier.when]),
      ...tier.requires.map((gate) => gate.when),
    ]),
    ...rubric.suppress.map((each) => each.when),
  ].flatMap(within);
}
