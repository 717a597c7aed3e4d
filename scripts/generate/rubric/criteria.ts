/** Criteria as one CASE each: which arm of the rule a lead falls into. */
import type { Criterion } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type ConditionScope, conditionSql, unknownSql } from './condition.js';
import { armsOf } from './names.js';

/**
 * The first case that holds gives its arm. With none, an unknown case makes the criterion unknown, or falls back to the
 * other field, which is asked the same way; otherwise it is `otherwise`.
 * @param value what stands for an arm, as SQL
 */
export function armCase(criterion: Criterion, scope: ConditionScope, value: (arm: string) => string): string {
  const points = new Map(armsOf(criterion).map((arm) => [arm.arm, arm]));
  const then = (arm: string): string => {
    const written = value(arm);
    const known = points.get(arm);
    const name = written === sqlxText(arm) ? '' : `${arm}: `;
    return known === undefined ? written : `${written} -- ${name}${known.points.toFixed()} points`;
  };
  const arms = criterion.cases.map(
    (one, index) =>
      `  -- ${one.at.file}:${one.at.line}\n  WHEN ${conditionSql(one.when, scope)} THEN ${then(`case_${index + 1}`)}`,
  );
  const isUnknown = anyUnknown(criterion.cases, scope);
  const fallbacks =
    criterion.unknown.kind === 'fallback' && isUnknown !== undefined
      ? criterion.unknown.cases.map(
          (one, index) =>
            `  WHEN (${isUnknown}) AND ${conditionSql(one.when, scope)} THEN ${then(`fallback_${index + 1}`)}`,
        )
      : [];
  const { unknown } = criterion;
  const fallbackUnknown = unknown.kind === 'fallback' ? anyUnknown(unknown.cases, scope) : undefined;
  const isAllUnknown = fallbackUnknown === undefined ? isUnknown : `(${isUnknown}) AND (${fallbackUnknown})`;
  return `CASE
${[...arms, ...fallbacks, ...(isUnknown === undefined ? [] : [`  WHEN ${isAllUnknown} THEN ${then('unknown')}`])].join('\n')}
  ELSE ${then('otherwise')}
END`;
}

/** That one of the cases cannot be told; undefined where all of them always can. */
function anyUnknown(cases: Criterion['cases'], scope: ConditionScope): string | undefined {
  const tests = new Set(cases.map((one) => unknownSql(one.when, scope)).filter((test) => test !== undefined));
  return tests.size === 0 ? undefined : [...tests].join(' OR ');
}
