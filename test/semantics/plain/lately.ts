/** Steps 10 and 11: how many rules had acts lately, and for how long there was none. */
import { exact, ZERO } from './arithmetic.js';
import type { RuleOutcome } from './act-rule.js';
import type { Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import type { Decimal } from 'decimal.js';
import { Decimal as Big } from 'decimal.js';
import { daysIn, isYamlMap, mapOf, numberIn, numberOf, type YamlMap } from './yaml.js';

export function breadthRow(
  dimension: string,
  written: YamlMap,
  outcomes: readonly RuleOutcome[],
  scope: Scope,
): Contribution[] {
  if (!isYamlMap(written['breadth'])) return [];
  const { signals, within } = mapOf(written['breadth']);
  const days = daysIn(within) ?? Infinity;
  const broad = outcomes.filter((rule) =>
    rule.kept.some(
      ({ act, points }) => scope.today - act.day < days && (rule.isByCount ? rule.points.gt(0) : points.gt(0)),
    ),
  ).length;
  let reached = 0;
  let given: Decimal = ZERO;
  for (const [bound, each] of Object.entries(mapOf(signals))) {
    if (Number(bound) <= broad && Number(bound) > reached) {
      reached = Number(bound);
      given = exact(numberOf(each));
    }
  }
  return [{ dimension, rule: 'breadth', kind: 'breadth', points: given }];
}

export function inactivityRow(
  dimension: string,
  written: YamlMap,
  outcomes: readonly RuleOutcome[],
  scope: Scope,
): Contribution[] {
  if (!isYamlMap(written['inactivity'])) return [];
  const asked = mapOf(written['inactivity']);
  const idle = idleDays(outcomes, scope);
  const after = daysIn(asked['after']) ?? 0;
  if (idle === undefined || idle < after) return [];
  const per = daysIn(asked['per']);
  const times = per === undefined ? 1 : 1 + Math.floor((idle - after) / per);
  const floor = numberIn(asked['floor']);
  const given = exact(numberOf(asked['points'])).times(times);
  const points = floor !== undefined && given.lt(floor) ? exact(floor) : given;
  return [{ dimension, rule: 'inactivity', kind: 'inactivity', points }];
}

function idleDays(outcomes: readonly RuleOutcome[], scope: Scope): number | undefined {
  const days = outcomes.filter((each) => mostOf(each.rule).gt(0)).flatMap((each) => each.acts.map((act) => act.day));
  if (days.length > 0) return scope.today - Math.max(...days);
  const created = scope.fields.get('lead.created_at');
  return created?.kind === 'moment' ? scope.today - scope.zone.dayOf(created.moment) : undefined;
}

/** What a rule gives; with `by_count` the largest range. */
function mostOf(rule: YamlMap): Decimal {
  if (!isYamlMap(rule['by_count'])) return numberOf(rule['points']);
  return Big.max(...Object.values(mapOf(rule['by_count'])).map(numberOf), 0);
}
