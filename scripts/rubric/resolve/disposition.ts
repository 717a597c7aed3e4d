/** hold, freeze, routes, capacity: what stands between a lead's tier and its tier's action. */
import { didYouMean } from '../../problem/closest.js';
import type { Rubric } from '../model.js';
import { error } from '../report.js';
import type { ConditionText } from '../schema/condition.js';
import type { CapacityText, RouteText } from '../schema/disposition.js';
import { conditionWords } from '../words.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveCondition } from './condition.js';
import type { Scope } from './scope.js';

type Reasoned = NonNullable<Rubric['hold']>[number];

/** One entry of `hold` or `freeze`; without a reason, its condition in words is one. */
export function resolveReasoned(
  written: { readonly when: ConditionText; readonly reason?: string },
  cursor: Cursor,
  scope: Scope,
): Reasoned | undefined {
  const when = resolveCondition(written.when, cursor.at('when'), scope, 'all');
  return when && { when, reason: written.reason ?? conditionWords(when), at: cursor.keyPlace };
}

/** Whether the rubric it leads to is there and live is judged once all files are read. */
export function resolveRoute(
  written: RouteText,
  cursor: Cursor,
  scope: Scope,
): NonNullable<Rubric['routes']>[number] | undefined {
  const when = resolveCondition(written.when, cursor.at('when'), scope, 'all');
  return when && { when, to: written.to, at: cursor.at('to').place };
}

const periods = ['day', 'week', 'month', 'quarter'] as const;

export function resolveCapacity(
  written: CapacityText,
  cursor: Cursor,
  tiers: { readonly names: readonly string[]; readonly sound: Rubric['tiers'] },
  scope: Scope,
): NonNullable<Rubric['capacity']> {
  return Object.entries(written).flatMap(([tier, text]) => {
    const at = cursor.at(tier).keyPlace;
    if (!tiers.names.includes(tier)) {
      const todo = didYouMean(tier, tiers.names);
      scope.report(error('rubric/unknown-tier', at, `There is no tier "${tier}".`, { todo }));
      return [];
    }
    if (tiers.sound.some((each) => each.name === tier && each.action.do === 'nothing')) {
      scope.report(
        error('rubric/capacity', at, `Nothing is done with the tier "${tier}", so it has no work queue to cut.`, {
          todo: 'Take it out, or give the tier an action.',
        }),
      );
      return [];
    }
    const [leads, word] = text.split('/');
    const per = periods.find((each) => each === word);
    return per === undefined ? [] : [{ tier, leads: Number(leads), per, at }];
  });
}
