/** Inactivity: points taken away for days without an act. */
import type { Dimension, Project, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { rubricRef } from './names.js';
import { hasRuleActs } from './rule-acts.js';
import { weighted } from './weight.js';

/** What stands for it in <rubric>_rules. */
export function inactivityRules(dimension: Dimension): readonly {
  readonly dimension: string;
  readonly rule: string;
  readonly arm: string;
  readonly label: string;
  readonly line: number;
}[] {
  const { inactivity } = dimension;
  if (inactivity === undefined) return [];
  const row = { dimension: dimension.name, rule: 'inactivity', arm: 'inactivity', line: inactivity.at.line };
  return [{ ...row, label: 'nothing done' }];
}

/** The latest act of each lead whose rule gives points, whatever its age, as a CTE `last_acts`; none where no rule does. */
function lastActs(rubric: Rubric, dimension: Dimension): readonly string[] {
  const positive = dimension.acts.filter((rule) => rule.points.gt(0)).map((rule) => sqlxText(rule.name));
  if (positive.length === 0) return [];
  const hasOwn = hasRuleActs(rubric, dimension);
  const from = rubricRef(rubric, hasOwn ? `${dimension.name}_rule_acts` : 'acts');
  return [
    `last_acts AS (
  SELECT as_of, lead_id, MAX(day) AS day
  FROM ${from}
  WHERE ${hasOwn ? 'rule' : 'signal'} IN (${positive.join(', ')})${hasOwn ? ' AND dropped_because IS NULL' : ''}
  GROUP BY as_of, lead_id
)`,
  ];
}

/** CTEs that end in `inactivity_rows`, from `leads`. */
export function inactivitySteps(project: Project, rubric: Rubric, dimension: Dimension): readonly string[] {
  const { inactivity } = dimension;
  if (inactivity === undefined) return [];
  const { afterDays, perDays, floor, points } = inactivity;
  const acts = lastActs(rubric, dimension);
  const created = `DATE(facts.created_at, ${sqlxText(project.standards.timeZone)})`;
  const repeated =
    perDays === undefined
      ? numeric(points)
      : `${numeric(points)} * CAST(1 + DIV(idle_days - ${afterDays}, ${perDays}) AS NUMERIC)`;
  const taken = floor === undefined ? repeated : `GREATEST(${repeated}, ${numeric(floor)})`;
  return [
    ...acts,
    `-- ${inactivity.at.file}:${inactivity.at.line}
last_days AS (
  SELECT
    leads.as_of,
    leads.lead_id,
    leads.as_of_day,
    ${acts.length === 0 ? created : `COALESCE(last_acts.day, ${created})`} AS last_day
  FROM leads
  INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = leads.as_of AND facts.lead_id = leads.lead_id${acts.length === 0 ? '' : '\n  LEFT JOIN last_acts ON last_acts.as_of = leads.as_of AND last_acts.lead_id = leads.lead_id'}
)`,
    `idle AS (
  SELECT as_of, lead_id, last_day, DATE_DIFF(as_of_day, last_day, DAY) AS idle_days
  FROM last_days
)`,
    `taken AS (
  SELECT as_of, lead_id, last_day, ${taken} AS points
  FROM idle
  WHERE idle_days >= ${afterDays}
)`,
    `inactivity_rows AS (
  SELECT as_of, lead_id, 'inactivity' AS rule, 'inactivity' AS kind, 'inactivity' AS arm, points, ${weighted(rubric, dimension.name, 'points')} AS total_points, 0 AS acts, last_day
  FROM taken
)`,
  ];
}
