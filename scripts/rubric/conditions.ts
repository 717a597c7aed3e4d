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

/** Every condition of a rubric, wherever it stands and those of fallbacks, with those inside it. */
export function conditionsOf(rubric: Rubric): Condition[] {
  return [
    ...(rubric.appliesTo === undefined ? [] : [rubric.appliesTo]),
    ...[...rubric.dimensions.flatMap((dimension) => dimension.criteria), ...(rubric.account?.criteria ?? [])].flatMap(
      (criterion) => [
        ...criterion.cases.map((each) => each.when),
        ...(criterion.unknown.kind === 'fallback' ? criterion.unknown.cases.map((each) => each.when) : []),
      ],
    ),
    ...rubric.dimensions.flatMap((dimension) => (dimension.softFit ?? []).map((each) => each.when)),
    ...rubric.limits.map((limit) => limit.when),
    ...rubric.tiers.flatMap((tier) => [
      ...(tier.when === undefined ? [] : [tier.when]),
      ...(tier.thresholds ?? []).map((each) => each.for),
      ...(tier.promote === undefined ? [] : [tier.promote]),
      ...tier.requires.map((gate) => gate.when),
    ]),
    ...(rubric.predictive?.artefact.terms ?? []).flatMap((term) => term.cases.map((each) => each.when)),
    ...[rubric.suppress, rubric.freeze ?? [], rubric.hold ?? [], rubric.routes ?? []].flatMap((rules) =>
      rules.map((each) => each.when),
    ),
  ].flatMap(within);
}
