/** Soft fits: a strong trait lifts a weak criterion to a level of its own. */
import type { Project, Rubric, SoftFit } from '../../rubric/model.js';
import { indent, numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { conditionSql } from './condition.js';
import { weighted } from './weight.js';

/** The arm of a soft fit among the rules, by its place in the dimension. */
export function softFitArm(index: number): string {
  return `soft_fit_${index + 1}`;
}

/**
 * CTEs from `leads`, `facts` and `criteria` (the criteria's own rows) to `criterion_rows`, which has the same rows and
 * one of kind `soft_fit` for each criterion that was lifted. Lifts only ever go up, so the highest one that holds is
 * what all of them in order come to; it is the first of its level that does the lifting.
 * @param context what conditions read, joined to `leads`
 */
export function softFitSteps(
  project: Project,
  rubric: Rubric,
  dimension: string,
  softFits: readonly SoftFit[],
  context: string,
): readonly string[] {
  const scope = { facts: 'facts', behaviour: 'behaviour', scores: 'scores', standards: project.standards };
  const structs = softFits.map(
    (softFit, index) =>
      `-- ${softFit.at.file}:${softFit.at.line}\nSTRUCT(${sqlxText(softFit.lifts)} AS rule, ${sqlxText(softFitArm(index))} AS arm, ${index + 1} AS position, ${numeric(softFit.toPoints)} AS to_points, COALESCE(${conditionSql(softFit.when, scope)}, FALSE) AS holds)`,
  );
  return [
    `lifts AS (
  SELECT
    leads.as_of,
    leads.lead_id,
    s.rule,
    s.arm,
    s.to_points
  ${context}
  CROSS JOIN UNNEST([
    ${indent(structs.join(',\n'), 4)}
  ]) AS s
  WHERE s.holds
  QUALIFY ROW_NUMBER() OVER (PARTITION BY leads.as_of, leads.lead_id, s.rule ORDER BY s.to_points DESC, s.position) = 1
)`,
    `lifted AS (
  SELECT
    criteria.as_of,
    criteria.lead_id,
    criteria.rule,
    lifts.arm,
    lifts.to_points,
    lifts.to_points - criteria.points AS points
  FROM criteria
  INNER JOIN lifts ON lifts.as_of = criteria.as_of AND lifts.lead_id = criteria.lead_id AND lifts.rule = criteria.rule
)`,
    `-- What is unknown could only fall as low, and rise as much, as the lift leaves it room.
criterion_rows AS (
  SELECT
    criteria.as_of,
    criteria.lead_id,
    criteria.rule,
    criteria.kind,
    criteria.arm,
    criteria.points,
    criteria.total_points,
    criteria.acts,
    criteria.last_day,
    criteria.is_known,
    IF(criteria.is_known OR lifted.to_points IS NULL, criteria.lowest, criteria.points + GREATEST(criteria.lowest, lifted.to_points) - GREATEST(criteria.points, lifted.to_points)) AS lowest,
    IF(criteria.is_known OR lifted.to_points IS NULL, criteria.highest, criteria.points + GREATEST(criteria.highest, lifted.to_points) - GREATEST(criteria.points, lifted.to_points)) AS highest,
    criteria.span
  FROM criteria
  LEFT JOIN lifted ON lifted.as_of = criteria.as_of AND lifted.lead_id = criteria.lead_id AND lifted.rule = criteria.rule
  WHERE criteria.points != NUMERIC '0' OR NOT criteria.is_known
  UNION ALL
  SELECT as_of, lead_id, rule, 'soft_fit' AS kind, arm, points, ${weighted(rubric, dimension, 'points')} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known, NUMERIC '0' AS lowest, NUMERIC '0' AS highest, NUMERIC '0' AS span
  FROM lifted
  WHERE points > NUMERIC '0'
)`,
  ];
}
