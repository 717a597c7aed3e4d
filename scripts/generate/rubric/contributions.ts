/** <rubric>_contributions: every row of points, from the dimensions' rules to what happens to the total. */
import type { Dimension, Rubric } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hasAccountPoints } from './account-scores.js';
import { isBounded } from './inside-range.js';
import { rubricPath, rubricRef } from './names.js';
import { isGreatest, totalRow } from './total.js';
import { weighted } from './weight.js';

/** What the range of a dimension gave or took away. */
function rangeBranch(rubric: Rubric, { name, at }: Dimension): string {
  const points = `${name}_range_points`;
  return `  -- ${at.file}:${at.line}
  SELECT as_of, lead_id, ${sqlxText(name)} AS dimension, ${sqlxText(name)} AS rule, 'range' AS kind, 'range' AS arm, ${points} AS points, ${weighted(rubric, name, points)} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known
  FROM ${rubricRef(rubric, 'dimensions')}`;
}

/** What stands between the sum of the dimensions and the total, in the order in which it happens. */
function totalBranches(rubric: Rubric): readonly string[] {
  const { normalise, range, at } = rubric.total;
  const rows = [
    ...(isGreatest(rubric) ? [totalRow('max', "'max'", 'max_points')] : []),
    ...(normalise === undefined ? [] : [totalRow('normalise', "'normalise'", 'normalise_points')]),
    ...(rubric.limits.length === 0 ? [] : [totalRow('limit', 'limit_rule', 'limit_points')]),
    ...(isBounded(range ?? {}) ? [totalRow('range', "'total'", 'range_points')] : []),
  ];
  return rows.map(
    (row) => `  -- ${at.file}:${at.line}\n  SELECT as_of, lead_id, ${row}\n  FROM ${rubricRef(rubric, 'scores')}`,
  );
}

/**
 * Grain: (as_of, lead_id, dimension, rule, kind). The rows whose sum is the score, and those that are unknown. A view:
 * lead_score_reasons writes the same rows down with their words, and asserts their key.
 */
export function contributionsModel(rubric: Rubric): Model {
  const parts = [
    ...rubric.dimensions.map((dimension) => dimension.name),
    ...(hasAccountPoints(rubric) ? ['account'] : []),
  ];
  const branches = [
    ...parts.map(
      (part) =>
        `  SELECT as_of, lead_id, ${sqlxText(part)} AS dimension, rule, kind, arm, points, total_points, acts, last_day, is_known\n  FROM ${rubricRef(rubric, `${part}_points`)}`,
    ),
    ...rubric.dimensions.filter(({ range }) => isBounded(range)).map((dimension) => rangeBranch(rubric, dimension)),
    ...totalBranches(rubric),
  ];
  return {
    path: rubricPath(rubric, 'contributions'),
    madeFrom: [rubric.file],
    config: {
      type: 'view',
      description: `Every contribution to every score of the rubric ${rubric.name}: a dimension is the sum of its points, the total the sum of total_points. Rows without points are left out, unless something was unknown. Grain: one row per as_of, lead, dimension, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        dimension: hasAccountPoints(rubric)
          ? "The dimension, 'account' for what the account gives to the total, or 'total' for what happens to the total alone"
          : "The dimension, or 'total' for what happens to the total alone",
        points: 'Points in the dimension',
        total_points: 'Points in the total: weighted, exact to nine digits',
      },
      assertions: { nonNull: ['as_of', 'lead_id', 'dimension', 'rule', 'kind', 'points', 'total_points'] },
    },
    sql: `
WITH all_rows AS (
${branches.join('\n  UNION ALL\n')}
)

SELECT
  as_of,
  lead_id,
  dimension,
  rule,
  kind,
  arm,
  points,
  total_points,
  acts,
  last_day,
  is_known
FROM all_rows
WHERE points != NUMERIC '0' OR total_points != NUMERIC '0' OR NOT is_known`,
  };
}
