/** What each arm of a criterion gives, in points and in words: rows of <rubric>_rules. */
import { Decimal } from 'decimal.js';
import type { Criterion } from '../../rubric/model.js';
import { armsOf } from './names.js';

/** A row of <rubric>_rules. */
export interface RuleRow {
  readonly dimension: string;
  readonly rule: string;
  readonly arm: string;
  readonly label: string;
  readonly outcome: string;
  readonly points: Decimal;
  readonly totalPoints: Decimal;
  readonly lowest: Decimal;
  readonly highest: Decimal;
  readonly isKnown: boolean;
  readonly line: number;
  /** Of an arm of a dimension's criterion. */
  readonly number?: number;
}

/**
 * One row for each arm of each criterion; `weight` is what the dimension's points are worth in the total.
 * @param numberOf the arm's number, where a table of arms holds it
 */
export function criterionRules(
  dimension: string,
  criteria: readonly Criterion[],
  weight: Decimal,
  numberOf?: (criterion: Criterion, arm: string) => number,
): readonly RuleRow[] {
  return criteria.flatMap((criterion) => {
    const arms = armsOf(criterion);
    const known = arms.filter((arm) => arm.isKnown).map((arm) => arm.points);
    const lowest = Decimal.min(...known);
    const highest = Decimal.max(...known);
    return arms.map((arm) => ({
      dimension,
      rule: criterion.name,
      arm: arm.arm,
      label: criterion.label,
      outcome: arm.label === criterion.label ? '' : arm.label,
      points: arm.points,
      totalPoints: arm.points.times(weight),
      lowest,
      highest,
      isKnown: arm.isKnown,
      line: arm.line,
      ...(numberOf !== undefined && { number: numberOf(criterion, arm.arm) }),
    }));
  });
}
