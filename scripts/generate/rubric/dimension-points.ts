/** <rubric>_<dimension>_points: the rows whose sum is the dimension. */
import { within } from '../../rubric/conditions.js';
import type { Condition, Dimension, Project, Range, Rubric } from '../../rubric/model.js';
import { indent, numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { breadthSteps } from './breadth.js';
import { capSteps } from './caps.js';
import { armCase } from './criteria.js';
import { inactivitySteps } from './inactivity.js';
import { rubricPath, rubricRef } from './names.js';
import { softFitSteps } from './soft-fit.js';
import { weighted } from './weight.js';

/** `expression` inside the range, as SQL; NULL-free for a NULL-free expression. */
export function insideRange(expression: string, range: Range): string {
  const low = range.low === undefined ? expression : `GREATEST(${expression}, ${numeric(range.low)})`;
  return range.high === undefined ? low : `LEAST(${low}, ${numeric(range.high)})`;
}

function criteriaSteps(project: Project, rubric: Rubric, dimension: Dimension): readonly string[] {
  const scope = { facts: 'facts', behaviour: 'behaviour', scores: 'scores', standards: project.standards };
  const contextFor = (conditions: readonly Condition[]): string => {
    const asksBehaviour = conditions.flatMap(within).some((part) => part.kind === 'behaviour');
    const behaviour = asksBehaviour
      ? `\n  LEFT JOIN ${rubricRef(rubric, 'behaviour')} AS behaviour ON behaviour.as_of = leads.as_of AND behaviour.lead_id = leads.lead_id`
      : '';
    return `FROM leads
  INNER JOIN \${ref("int_lead_facts")} AS facts ON facts.as_of = leads.as_of AND facts.lead_id = leads.lead_id${behaviour}`;
  };
  const softFits = dimension.softFit ?? [];
  const lifts =
    softFits.length === 0
      ? []
      : softFitSteps(project, rubric, dimension.name, softFits, contextFor(softFits.map((one) => one.when)));
  return [
    `arms AS (
  SELECT
    leads.as_of,
    leads.lead_id,
    c.rule,
    c.arm
  ${contextFor(dimension.criteria.flatMap((criterion) => criterion.cases.map((one) => one.when)))}
  CROSS JOIN UNNEST([
    ${indent(dimension.criteria.map((criterion) => armCase(criterion, scope)).join(',\n'), 4)}
  ]) AS c
)`,
    `${lifts.length === 0 ? 'criterion_rows' : 'criteria'} AS (
  SELECT
    arms.as_of,
    arms.lead_id,
    arms.rule,
    'criterion' AS kind,
    arms.arm,
    rules.points,
    rules.total_points,
    0 AS acts,
    CAST(NULL AS DATE) AS last_day,
    rules.is_known,
    rules.lowest,
    rules.highest
  FROM arms
  INNER JOIN ${rubricRef(rubric, 'rules')} AS rules
    ON rules.dimension = ${sqlxText(dimension.name)} AND rules.rule = arms.rule AND rules.arm = arms.arm
)`,
    ...lifts,
  ];
}

function actSteps(
  rubric: Rubric,
  dimension: Dimension,
): { readonly ctes: readonly string[]; readonly rows: readonly string[] } {
  const caps = capSteps(dimension, (points) => weighted(rubric, dimension.name, points));
  return {
    ctes: [
      `counted AS (
  SELECT *
  FROM ${rubricRef(rubric, `${dimension.name}_acts`)}
  WHERE is_counted
)`,
      `by_rule AS (
  SELECT as_of, lead_id, rule, SUM(points) AS points, SUM(total_points) AS total_points, COUNT(*) AS acts, MAX(day) AS last_day
  FROM counted
  GROUP BY as_of, lead_id, rule
)`,
      ...caps.ctes,
      `act_rows AS (
  SELECT as_of, lead_id, rule, 'act' AS kind, 'act' AS arm, points, total_points, acts, last_day FROM by_rule
${caps.rows.map((row) => `  UNION ALL\n  ${row}`).join('\n')}
)`,
    ],
    rows: ['act_rows'],
  };
}

/** Grain: (as_of, lead_id, rule, kind). Criteria stand here with 0 points, too, since what is unknown counts for coverage. */
export function dimensionPointsModel(project: Project, rubric: Rubric, dimension: Dimension): Model {
  const hasCriteria = dimension.criteria.length > 0;
  const hasActs = dimension.acts.length > 0;
  const acts = hasActs ? actSteps(rubric, dimension) : { ctes: [], rows: [] };
  const zeros = "TRUE AS is_known, NUMERIC '0' AS lowest, NUMERIC '0' AS highest";
  const columns = 'as_of, lead_id, rule, kind, arm, points, total_points, acts, last_day';
  const breadth = hasActs ? breadthSteps(rubric, dimension) : [];
  const inactivity = inactivitySteps(project, rubric, dimension);
  const stacked = [
    ...(hasCriteria ? [`SELECT ${columns}, is_known, lowest, highest FROM criterion_rows`] : []),
    ...(hasActs ? [`SELECT ${columns}, ${zeros} FROM act_rows`] : []),
    ...(breadth.length > 0 ? [`SELECT ${columns}, ${zeros} FROM breadth_rows`] : []),
    ...(inactivity.length > 0 ? [`SELECT ${columns}, ${zeros} FROM inactivity_rows`] : []),
  ];
  const inside = insideRange('points', dimension.range);
  const ctes = [
    `leads AS (
  SELECT * FROM ${rubricRef(rubric, 'leads')}
)`,
    ...(hasCriteria ? criteriaSteps(project, rubric, dimension) : []),
    ...acts.ctes,
    ...breadth,
    ...inactivity,
    `all_rows AS (
  ${stacked.join('\n  UNION ALL\n  ')}
)`,
    `sums AS (
  SELECT as_of, lead_id, SUM(points) AS points
  FROM all_rows
  GROUP BY as_of, lead_id
)`,
    `whole AS (
  SELECT leads.as_of, leads.lead_id, COALESCE(sums.points, NUMERIC '0') AS points
  FROM leads
  LEFT JOIN sums ON sums.as_of = leads.as_of AND sums.lead_id = leads.lead_id
)`,
    `-- ${dimension.at.file}:${dimension.at.line}
range_rows AS (
  SELECT as_of, lead_id, ${sqlxText(dimension.name)} AS rule, 'range' AS kind, 'range' AS arm, ${inside} - points AS points
  FROM whole
  WHERE ${inside} != points
)`,
  ];
  return {
    path: rubricPath(rubric, `${dimension.name}_points`),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Every rule's points for ${dimension.name}, and every cap's correction: their sum is the dimension. Grain: one row per as_of, lead, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        kind: 'criterion, act, session_cap, day_cap, signal_cap, family_curve, family_cap, breadth, inactivity or range',
        arm: 'What became of the rule; see the rules table',
        total_points: 'Points in the total: weighted, exact to nine digits',
        acts: 'Acts that counted',
        last_day: 'Day of the last act that counted; for inactivity the day since which there was none',
        is_known: 'What the criterion asks is known of the lead',
        lowest: 'The least the criterion could give',
        highest: 'The most the criterion could give',
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'rule', 'kind'],
        nonNull: ['as_of', 'lead_id', 'rule', 'kind', 'points'],
      },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

SELECT ${columns}, is_known, lowest, highest FROM all_rows
UNION ALL
SELECT as_of, lead_id, rule, kind, arm, points, ${weighted(rubric, dimension.name, 'points')} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, ${zeros} FROM range_rows`,
  };
}
