/** Criteria as one CASE each: which arm of the rule a lead falls into. */
import type { Criterion } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type ConditionScope, conditionSql, unknownSql } from './condition.js';
import { armsOf } from './names.js';

/**
 * The first case that holds gives its arm. With none, an unknown case makes the criterion unknown, or falls back to the
 * other field, which is asked the same way; otherwise it is `otherwise`.
 */
export function armCase(criterion: Criterion, scope: ConditionScope): string {
  const points = new Map(armsOf(criterion).map((arm) => [arm.arm, arm]));
  const note = (arm: string): string => {
    const known = points.get(arm);
    return known === undefined ? '' : ` -- ${known.points.toFixed()} points`;
  };
  const arms = criterion.cases.map(
    (one, index) =>
      `    -- ${one.at.file}:${one.at.line}\n    WHEN ${conditionSql(one.when, scope)} THEN 'case_${index + 1}'${note(`case_${index + 1}`)}`,
  );
  const isUnknown = anyUnknown(criterion.cases, scope);
  const fallbacks =
    criterion.unknown.kind === 'fallback' && isUnknown !== undefined
      ? criterion.unknown.cases.map(
          (one, index) =>
            `    WHEN (${isUnknown}) AND ${conditionSql(one.when, scope)} THEN 'fallback_${index + 1}'${note(`fallback_${index + 1}`)}`,
        )
      : [];
  const { unknown } = criterion;
  const fallbackUnknown = unknown.kind === 'fallback' ? anyUnknown(unknown.cases, scope) : undefined;
  const isAllUnknown = fallbackUnknown === undefined ? isUnknown : `(${isUnknown}) AND (${fallbackUnknown})`;
  return `STRUCT(
  -- ${criterion.at.file}:${criterion.at.line}
  ${sqlxText(criterion.name)} AS rule,
  CASE
${[...arms, ...fallbacks, ...(isUnknown === undefined ? [] : [`    WHEN ${isAllUnknown} THEN 'unknown'${note('unknown')}`])].join('\n')}
    ELSE 'otherwise'${note('otherwise')}
  END AS arm
)`;
}

/** That one of the cases cannot be told; undefined where all of them always can. */
function anyUnknown(cases: Criterion['cases'], scope: ConditionScope): string | undefined {
  const tests = new Set(cases.map((one) => unknownSql(one.when, scope)).filter((test) => test !== undefined));
  return tests.size === 0 ? undefined : [...tests].join(' OR ');
}
