/** <rubric>_contributions: every row of points, from the dimensions' rules to what happens to the total. */
import type { Rubric } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hasAccountPoints } from './account-scores.js';
import { insideRange } from './dimension-points.js';
import { rubricPath, rubricRef } from './names.js';
import { maxBranch, normalised, totalRow } from './total.js';

function limited(rubric: Rubric): string {
  if (rubric.limits.length === 0) {
    return "limited AS (\n  SELECT as_of, lead_id, total_points, NUMERIC '0' AS limit_points, CAST(NULL AS STRING) AS rule FROM unlimited\n)";
  }
  return `limited AS (
  SELECT
    unlimited.as_of,
    unlimited.lead_id,
    unlimited.total_points,
    COALESCE(limits.total_at_most - unlimited.total_points, NUMERIC '0') AS limit_points,
    limits.rule
  FROM unlimited
  LEFT JOIN ${rubricRef(rubric, 'limits')} AS limits
    ON limits.as_of = unlimited.as_of AND limits.lead_id = unlimited.lead_id AND limits.total_at_most < unlimited.total_points
)`;
}

/** Grain: (as_of, lead_id, dimension, rule, kind). The rows whose sum is the score, and those that are unknown. */
export function contributionsModel(rubric: Rubric): Model {
  const columns = ['rule', 'kind', 'arm', 'points'];
  const parts = [
    ...rubric.dimensions.map((dimension) => dimension.name),
    ...(hasAccountPoints(rubric) ? ['account'] : []),
  ];
  const branches = parts.map(
    (part) =>
      `  SELECT as_of, lead_id, ${sqlxText(part)} AS dimension, ${columns.join(', ')}, total_points, acts, last_day, is_known\n  FROM ${rubricRef(rubric, `${part}_points`)}`,
  );
  const { range, normalise } = rubric.total;
  const summed = `SELECT leads.as_of, leads.lead_id, COALESCE(sums.total_points, NUMERIC '0') AS total_points
  FROM ${rubricRef(rubric, 'leads')} AS leads
  LEFT JOIN sums ON sums.as_of = leads.as_of AND sums.lead_id = leads.lead_id`;
  const unlimited =
    normalise === undefined
      ? `unlimited AS (\n  ${summed}\n)`
      : `summed AS (
  ${summed}
),

-- ${rubric.total.at.file}:${rubric.total.at.line}
unlimited AS (
  SELECT as_of, lead_id, ${normalised(rubric, 'total_points')} AS total_points, ${normalised(rubric, 'total_points')} - total_points AS normalise_points
  FROM summed
)`;
  const normaliseRows =
    normalise === undefined
      ? ''
      : `\n  UNION ALL\n  SELECT as_of, lead_id, ${totalRow('normalise', 'normalise_points')}\n  FROM unlimited`;
  const inside = insideRange('total_points + limit_points', range ?? {});
  return {
    path: rubricPath(rubric, 'contributions'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Every contribution to every score of the rubric ${rubric.name}: a dimension is the sum of its points, the total the sum of total_points. Rows without points are left out, unless something was unknown. Grain: one row per as_of, lead, dimension, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        dimension: hasAccountPoints(rubric)
          ? "The dimension, 'account' for what the account gives to the total, or 'total' for what happens to the total alone"
          : "The dimension, or 'total' for what happens to the total alone",
        points: 'Points in the dimension',
        total_points: 'Points in the total: weighted, exact to nine digits',
      },
      bigquery: { clusterBy: ['lead_id'] },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'dimension', 'rule', 'kind'],
        nonNull: ['as_of', 'lead_id', 'dimension', 'rule', 'kind', 'points', 'total_points'],
      },
    },
    sql: `
WITH rule_rows AS (
${[...branches, ...maxBranch(rubric)].join('\n  UNION ALL\n')}
),

sums AS (
  SELECT as_of, lead_id, SUM(total_points) AS total_points
  FROM rule_rows
  GROUP BY as_of, lead_id
),

${unlimited},

${limited(rubric)},

-- ${rubric.total.at.file}:${rubric.total.at.line}
ranged AS (
  SELECT as_of, lead_id, ${inside} - (total_points + limit_points) AS range_points
  FROM limited
),

all_rows AS (
  SELECT as_of, lead_id, dimension, rule, kind, arm, points, total_points, acts, last_day, is_known FROM rule_rows${normaliseRows}
  UNION ALL
  SELECT as_of, lead_id, 'total' AS dimension, rule, 'limit' AS kind, 'limit' AS arm, limit_points AS points, limit_points AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known
  FROM limited
  WHERE rule IS NOT NULL
  UNION ALL
  SELECT as_of, lead_id, 'total' AS dimension, 'total' AS rule, 'range' AS kind, 'range' AS arm, range_points AS points, range_points AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known
  FROM ranged
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
