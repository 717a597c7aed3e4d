/** What a dimension's points are worth in the total. */
import { Decimal } from 'decimal.js';
import type { Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';

const zero = new Decimal(0);
const one = new Decimal(1);

export function weightOf(rubric: Rubric, dimension: string): Decimal {
  return rubric.total.weights.find((weight) => weight.dimension === dimension)?.weight ?? zero;
}

/**
 * `points` in the total, as SQL. Points have at most six digits and a weight three, so nine are exact. Multiplying
 * decimals is slow on DuckDB: rows that are read by the million have the product written beside the points already
 * (rules, curves), and this is for the few that are not.
 */
export function weighted(rubric: Rubric, dimension: string, points: string): string {
  const weight = weightOf(rubric, dimension);
  return weight.equals(one) ? points : `ROUND(${points} * ${numeric(weight)}, 9)`;
}
