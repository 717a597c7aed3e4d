/** Why a tier's action is not, or not simply, done: one row for each rule of a rubric that may hold, in the order in which they decide. */
import type { Condition, Rubric } from '../../rubric/model.js';
import type { Place } from '../../problem.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { conditionSql, type ConditionScope } from './condition.js';

/** The disposition when a rule of the kind decides, and where it stands among the others. */
export const stops = {
  overridden: 1,
  suppressed: 1_000,
  frozen: 2_000,
  held: 3_000,
  routed: 4_000,
  holdout: 5_000,
} as const;
export type Stop = keyof typeof stops;

interface Rule {
  readonly when: Condition;
  readonly reason: string;
  /** What an unknown condition does. */
  readonly whenUnknown: 'TRUE' | 'FALSE';
  readonly routeTo?: string;
  readonly at: Place;
}

/** STRUCTs of position, stop, reason, route_to and holds. Empty for a rubric that always does what the tier says. */
export function stopStructs(rubric: Rubric, scope: ConditionScope): readonly string[] {
  const none = 'FALSE' as const;
  const rules: readonly (readonly [Stop, readonly Rule[]])[] = [
    [
      'suppressed',
      rubric.suppress.map((rule) => ({ ...rule, whenUnknown: rule.unknown === 'suppress' ? 'TRUE' : none })),
    ],
    ['frozen', (rubric.freeze ?? []).map((rule) => ({ ...rule, whenUnknown: none }))],
    ['held', (rubric.hold ?? []).map((rule) => ({ ...rule, whenUnknown: none }))],
    [
      'routed',
      (rubric.routes ?? []).map((rule) => ({ ...rule, whenUnknown: none, reason: rule.to, routeTo: rule.to })),
    ],
  ];
  return rules.flatMap(([stop, of]) =>
    of.map((rule, index) => {
      const to = rule.routeTo === undefined ? typedNull('STRING') : sqlxText(rule.routeTo);
      const holds = `COALESCE(${conditionSql(rule.when, scope)}, ${rule.whenUnknown})`;
      return `-- ${rule.at.file}:${rule.at.line}\n    STRUCT(${stops[stop] + index + 1} AS position, '${stop}' AS stop, ${sqlxText(rule.reason)} AS reason, ${to} AS route_to, ${holds} AS holds)`;
    }),
  );
}
