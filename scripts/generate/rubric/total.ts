/** Between the dimensions' rows and the limits: the greatest dimension in place of the sum, and the factor. */
import type { Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';

function greatest(columns: readonly string[]): string {
  return columns.length === 1 ? columns.join('') : `GREATEST(${columns.join(', ')})`;
}

/** A row's columns for what happens to the total alone. */
export function totalRow(kind: 'max' | 'normalise' | 'limit' | 'range', rule: string, points: string): string {
  return `'total' AS dimension, ${rule} AS rule, '${kind}' AS kind, '${kind}' AS arm, ${points} AS points, ${points} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known`;
}

/** Whether the greatest dimension stands in place of a sum of several. */
export function isGreatest(rubric: Rubric): boolean {
  return (rubric.total.max ?? []).length > 1;
}

/** From the sum of the dimensions to the greatest of them; the same for a total that is a sum. */
export function maxPoints(rubric: Rubric): string {
  const scores = (rubric.total.max ?? []).map((name) => `d.${name}_score`);
  return `${greatest(scores)} - (${scores.join(' + ')})`;
}

/** How much lower or higher the greatest dimension could be than the sum of all; undefined for a total that is a sum. */
export function maxCouldBe(rubric: Rubric, side: 'lowest' | 'highest'): string | undefined {
  const { max } = rubric.total;
  if (max === undefined) return undefined;
  return `${greatest(max.map((name) => `d.${name}_${side}`))} - (${max.map((name) => `d.${name}_score`).join(' + ')})`;
}

/** The total as it is taken to limits; the same expression where there is no factor. */
export function normalised(rubric: Rubric, total: string): string {
  const { normalise } = rubric.total;
  return normalise === undefined ? total : `ROUND((${total}) * ${numeric(normalise)}, 9)`;
}
