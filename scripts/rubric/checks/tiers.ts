import type { Problem } from '../../problem.js';
import { totalAttainable, dimensionAttainable, type Attainable } from '../attainable.js';
import type { Condition, Rubric, Tier } from '../model.js';
import { error, warning } from '../report.js';
import type { Check } from './check.js';

/** The last tier takes whoever is left, and only the last. */
export const lastTier: Check = {
  code: 'rubric/last-tier',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) =>
      rubric.tiers.flatMap((tier, index) => {
        const isLast = index === rubric.tiers.length - 1;
        if (isLast === (tier.when === undefined)) return [];
        return isLast
          ? [
              error('rubric/last-tier', tier.at, `The last tier "${tier.name}" does not take whoever is left.`, {
                why: 'Every lead stands in exactly one tier.',
                todo: 'Add a tier with "otherwise: true" below it.',
              }),
            ]
          : [
              error('rubric/last-tier', tier.at, `"${tier.name}" takes whoever is left, but tiers follow.`, {
                why: 'The first tier that holds wins, so no tier below it could ever hold.',
                todo: 'Move it to the end.',
              }),
            ];
      }),
    ),
};

/** A tier that no score can reach, or that those above leave nobody for. */
export const unreachableTier: Check = {
  code: 'rubric/unreachable-tier',
  scope: 'rubric',
  check: (project) => project.rubrics.flatMap(unreachable),
};

/** A threshold above that of a tier further up, whose gates alone decide then. */
export const thresholdOrder: Check = {
  code: 'rubric/threshold-order',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap(({ tiers }) =>
      tiers.flatMap((tier, index) => {
        const above = tiers[index - 1];
        const own = plainTotal(tier);
        const upper = above && above.requires.length > 0 ? plainTotal(above) : undefined;
        if (own === undefined || upper === undefined || above === undefined || own.lte(upper)) return [];
        return [
          warning(
            'rubric/threshold-order',
            tier.when?.at ?? tier.at,
            `"${tier.name}" asks for a total of ${own.toString()}, more than "${above.name}" above it (${upper.toString()}).`,
            { why: 'Tiers are read from the top, the best one first.', todo: 'Lower it, or change their order.' },
          ),
        ];
      }),
    ),
};

function plainTotal(tier: Tier) {
  return tier.when?.kind === 'result' && tier.when.result.kind === 'total' ? tier.when.atLeast : undefined;
}

function unreachable(rubric: Rubric): Problem[] {
  const code = 'rubric/unreachable-tier';
  const bounds = boundsOf(rubric);
  return rubric.tiers.flatMap((tier, index): Problem[] => {
    const asked = [...waysTo(tier), ...tier.requires.map((gate) => gate.when)];
    const impossible = asked.find((condition) => !canHold(condition, bounds));
    if (impossible !== undefined) {
      const first = impossible.kind === 'any' ? impossible.of[0] : impossible;
      const reach = first?.kind === 'result' ? ` ${reachOf(first, bounds)}` : '';
      return [
        error(code, impossible.at, `No lead can ever reach the tier "${tier.name}".${reach}`, {
          todo: 'Lower the threshold, or let rules give more points.',
        }),
      ];
    }
    const above = rubric.tiers
      .slice(0, index)
      .find((each) => isAlwaysOpen(each) && each.when !== undefined && takesAllOf(each.when, tier, bounds));
    if (above === undefined) return [];
    return [
      error(code, tier.at, `Nobody is left for the tier "${tier.name}": "${above.name}" above takes them all.`, {
        why: 'The first tier that holds wins.',
        todo: 'Change their order, or raise the threshold above.',
      }),
    ];
  });
}

/** What lets a lead into the tier, as one condition: its threshold, those of segments, and promotion. */
function waysTo({ when, thresholds = [], promote }: Tier): readonly Condition[] {
  if (when === undefined) return [];
  if (thresholds.length === 0 && promote === undefined) return [when];
  const segments = thresholds.map((segment): Condition => ({
    kind: 'all',
    of: [segment.for, { kind: 'result', result: { kind: 'total' }, atLeast: segment.total, at: segment.at }],
    at: segment.at,
  }));
  return [{ kind: 'any', of: [when, ...segments, ...(promote === undefined ? [] : [promote])], at: when.at }];
}

/** Nothing but its threshold keeps a lead out: no gate, no segment with a threshold of its own, no cool-down. */
function isAlwaysOpen({ requires, thresholds, buffer }: Tier): boolean {
  return requires.length === 0 && thresholds === undefined && buffer?.coolDownDays === undefined;
}

type Bounds = (condition: Extract<Condition, { kind: 'result' }>) => Attainable | undefined;

function boundsOf(rubric: Rubric): Bounds {
  const dimensions = new Map(rubric.dimensions.map((each) => [each.name, dimensionAttainable(each)]));
  const total = totalAttainable(rubric);
  return ({ result }) =>
    result.kind === 'total' ? total : result.kind === 'dimension' ? dimensions.get(result.dimension) : undefined;
}

function reachOf(condition: Extract<Condition, { kind: 'result' }>, bounds: Bounds): string {
  const found = bounds(condition);
  const name = condition.result.kind === 'dimension' ? condition.result.dimension : condition.result.kind;
  return found === undefined ? '' : `"${name}" runs from ${found.low.toString()} to ${found.high.toString()}.`;
}

/** Nothing that is known from the rubric alone rules it out. */
function canHold(condition: Condition, bounds: Bounds): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((each) => canHold(each, bounds));
    case 'any':
      return condition.of.some((each) => canHold(each, bounds));
    case 'not':
      return !mustHold(condition.of, bounds);
    case 'result': {
      const found = bounds(condition);
      if (found === undefined) return true;
      return condition.atLeast?.gt(found.high) !== true && condition.atMost?.lt(found.low) !== true;
    }
    default:
      return true;
  }
}

/** It holds for everybody. */
function mustHold(condition: Condition, bounds: Bounds): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((each) => mustHold(each, bounds));
    case 'any':
      return condition.of.some((each) => mustHold(each, bounds));
    case 'not':
      return !canHold(condition.of, bounds);
    case 'result': {
      const found = bounds(condition);
      if (found === undefined) return false;
      return condition.atLeast?.gt(found.low) !== true && condition.atMost?.lt(found.high) !== true;
    }
    default:
      return false;
  }
}

/** Everybody, or at least everybody whom the tier's own threshold on the same result would let in. */
function takesAllOf(above: Condition, tier: Tier, bounds: Bounds): boolean {
  if (mustHold(above, bounds)) return true;
  const own = tier.thresholds === undefined && tier.promote === undefined ? tier.when : undefined;
  if (above.kind !== 'result' || own?.kind !== 'result' || own.atLeast === undefined) return false;
  const isSame =
    above.result.kind === own.result.kind &&
    (above.result.kind !== 'dimension' ||
      (own.result.kind === 'dimension' && above.result.dimension === own.result.dimension));
  return isSame && above.atMost === undefined && above.atLeast?.lte(own.atLeast) === true;
}
