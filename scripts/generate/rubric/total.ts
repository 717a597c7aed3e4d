/** Between the dimensions' rows and the limits: the greatest dimension in place of the sum, and the factor. */
import type { Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { rubricRef } from './names.js';

function greatest(columns: readonly string[]): string {
  return columns.length === 1 ? columns.join('') : `GREATEST(${columns.join(', ')})`;
}

/** A row's columns for what happens to the total alone. */
export function totalRow(kind: 'max' | 'normalise', points: string): string {
  return `'total' AS dimension, '${kind}' AS rule, '${kind}' AS kind, '${kind}' AS arm, ${points} AS points, ${points} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known`;
}

/** The branch that brings the sum of the dimensions to the greatest of them; none for a total that is a sum. */
export function maxBranch(rubric: Rubric): readonly string[] {
  const { max } = rubric.total;
  if (max === undefined || max.length === 1) return [];
  const scores = max.map((name) => `${name}_score`);
  const points = `${greatest(scores)} - (${scores.join(' + ')})`;
  return [
    `  -- ${rubric.total.at.file}:${rubric.total.at.line}
  SELECT as_of, lead_id, ${totalRow('max', points)}
  FROM ${rubricRef(rubric, 'dimensions')}`,
  ];
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
