/** How far back each part of a rubric reads acts: what bounds its model of acts, and how long events have to be kept. */
import type { Place } from '../problem.js';
import { conditionsOf } from './conditions.js';
import { lookbackDays } from './curve.js';
import type { Dimension, Rubric } from './model.js';

export interface Lookback {
  /** `"pricing_page" of intent` */
  readonly what: string;
  /** Days back from as_of beyond which no act matters to it; absent where acts of any age do. */
  readonly days?: number;
  readonly at: Place;
}

/**
 * Of the acts of a dimension, and of its inactivity. An act whose age counts from another one may be of any age, and so
 * may the last act before inactivity.
 */
export function lookbacksOfActs(dimension: Dimension): readonly Lookback[] {
  const { inactivity } = dimension;
  return [
    ...(inactivity === undefined ? [] : [{ what: `The inactivity of ${dimension.name}`, at: inactivity.at }]),
    ...dimension.acts.map((rule) => {
      const days = rule.decay.ageFrom === undefined ? lookbackDays(rule) : undefined;
      const before = (rule.sequence?.signals.length ?? 0) * (rule.sequence?.withinDays ?? 0);
      const what = `"${rule.name}" of ${dimension.name}`;
      return { what, ...(days !== undefined && { days: days + before }), at: rule.at };
    }),
  ];
}

/** Of everything in the rubric that reads acts of people. What an account is told without a person is no event of theirs. */
export function lookbacksOf(rubric: Rubric): readonly Lookback[] {
  return [
    ...rubric.dimensions.flatMap(lookbacksOfActs),
    ...conditionsOf(rubric).flatMap((condition): readonly Lookback[] => {
      if (condition.kind !== 'behaviour') return [];
      const { named, after, withinDays, at } = condition;
      const what = `The condition on "${named}"${after === undefined ? '' : ` after "${after.named}"`}`;
      return [{ what, ...(withinDays !== undefined && { days: withinDays }), at }];
    }),
  ];
}
