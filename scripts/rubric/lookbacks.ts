/** How far back each part of a rubric reads acts: what bounds its model of acts, and how long events have to be kept. */
import type { Place } from '../problem.js';
import { conditionsOf } from './conditions.js';
import { lookbackDays } from './curve.js';
import type { ActRule, Dimension, Rubric } from './model.js';

export interface Lookback {
  /** `"pricing_page" of intent` */
  readonly what: string;
  /** Days back from as_of beyond which no act matters to it; absent where acts of any age do. */
  readonly days?: number;
  /** Whose acts it reads. */
  readonly signals: readonly string[];
  readonly at: Place;
}

/** The signals of its acts, of what came before them, and of what their age may count from. */
export function signalsOfRule(rule: ActRule): readonly string[] {
  return [rule.signal, ...(rule.sequence?.signals ?? []), ...(rule.decay.ageFrom?.signals ?? [])];
}

/**
 * Of the acts of a dimension, and of its inactivity. An act whose age counts from another one may be of any age, and so
 * may the last act before inactivity.
 */
export function lookbacksOfActs(dimension: Dimension): readonly Lookback[] {
  const { inactivity } = dimension;
  const active = dimension.acts.filter((rule) => rule.points.gt(0)).flatMap(signalsOfRule);
  return [
    ...(inactivity === undefined
      ? []
      : [{ what: `The inactivity of ${dimension.name}`, signals: active, at: inactivity.at }]),
    ...dimension.acts.map((rule) => {
      const days = rule.decay.ageFrom === undefined ? lookbackDays(rule) : undefined;
      const what = `"${rule.name}" of ${dimension.name}`;
      const signals = signalsOfRule(rule);
      return { what, ...(days !== undefined && { days: days + daysBefore(rule) }), signals, at: rule.at };
    }),
  ];
}

/** How long before an act of a sequence the first one of it may have happened. */
function daysBefore({ sequence }: ActRule): number {
  return (sequence?.signals.length ?? 0) * (sequence?.withinDays ?? 0);
}

/** Of everything in the rubric that reads acts of people. What an account is told without a person is no event of theirs. */
export function lookbacksOf(rubric: Rubric): readonly Lookback[] {
  return [
    ...rubric.dimensions.flatMap(lookbacksOfActs),
    ...conditionsOf(rubric).flatMap((condition): readonly Lookback[] => {
      if (condition.kind !== 'behaviour') return [];
      const { named, after, withinDays, at } = condition;
      const what = `The condition on "${named}"${after === undefined ? '' : ` after "${after.named}"`}`;
      const signals = [...condition.signals, ...(after?.signals ?? [])];
      return [{ what, ...(withinDays !== undefined && { days: withinDays }), signals, at }];
    }),
  ];
}

/** The rules of the whole rubric that reset a dimension. */
export function resettersOf(rubric: Rubric, dimension: Dimension): readonly ActRule[] {
  const rules = rubric.dimensions.flatMap((each) =>
    each.acts.filter((rule) => rule.resets?.includes(dimension.name) === true),
  );
  // Two rules of one signal reset alike; a sequence is its own.
  const byKey = new Map(rules.map((rule) => [JSON.stringify([rule.signal, rule.sequence]), rule]));
  return [...byKey.values()];
}

/** The longest of some lookbacks; undefined where acts of any age matter. */
export function longestOf(days: readonly (number | undefined)[]): number | undefined {
  return days.some((one) => one === undefined) ? undefined : Math.max(0, ...days.map((one) => one ?? 0));
}

/**
 * How far back acts of each signal matter, undefined where they do at any age. An act that resets a dimension matters as long as
 * an act of that dimension could, however soon it gives no points itself.
 */
export function lookbackBySignal(rubric: Rubric): ReadonlyMap<string, number | undefined> {
  const resets = rubric.dimensions.flatMap((dimension) => {
    const longest = longestOf(lookbacksOfActs(dimension).map(({ days }) => days));
    return resettersOf(rubric, dimension).map((rule) => ({
      days: longest === undefined ? undefined : longest + daysBefore(rule),
      signals: signalsOfRule(rule),
    }));
  });
  const bySignal = new Map<string, (number | undefined)[]>();
  for (const { signals, days } of [...lookbacksOf(rubric), ...resets])
    for (const signal of signals) bySignal.set(signal, [...(bySignal.get(signal) ?? []), days]);
  return new Map([...bySignal].map(([signal, days]) => [signal, longestOf(days)]));
}
