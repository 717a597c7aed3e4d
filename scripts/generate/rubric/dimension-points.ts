/** <rubric>_<dimension>_points: the rows whose sum is the dimension. */
import type { Dimension, Project, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { indent } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { breadthSteps } from './breadth.js';
import { capSteps } from './caps.js';
import { armColumn } from './arm-numbers.js';
import { factsOfLeads } from './dimension-arms.js';
import { inactivitySteps } from './inactivity.js';
import { rubricPath, rubricRef } from './names.js';
import { softFitSteps } from './soft-fit.js';
import { weighted } from './weight.js';

/** CTEs that end in `criterion_rows`: what gives points, and what is unknown, since that counts for coverage. */
function criteriaSteps(project: Project, rubric: Rubric, dimension: Dimension): readonly string[] {
  const softFits = dimension.softFit ?? [];
  const facts = `${leadFactsRef(rubric)} AS facts`;
  const lifts =
    softFits.length === 0
      ? []
      : softFitSteps(
          project,
          rubric,
          dimension.name,
          softFits,
          indent(
            factsOfLeads(
              rubric,
              softFits.map((one) => one.when),
              facts,
            ),
            2,
          ),
        );
  const numbers = dimension.criteria.map((criterion) => `arms.${armColumn(criterion)}`);
  return [
    `numbers AS (
  SELECT arms.as_of, arms.lead_id, number
  FROM ${rubricRef(rubric, `${dimension.name}_arms`)} AS arms
  CROSS JOIN UNNEST([
    ${numbers.join(',\n    ')}
  ]) AS number
)`,
    `${lifts.length === 0 ? 'criterion_rows' : 'criteria'} AS (
  SELECT
    numbers.as_of,
    numbers.lead_id,
    rules.rule,
    'criterion' AS kind,
    rules.arm,
    rules.points,
    rules.total_points,
    0 AS acts,
    CAST(NULL AS DATE) AS last_day,
    rules.is_known,
    rules.lowest,
    rules.highest,
    rules.highest - rules.lowest AS span
  FROM numbers
  INNER JOIN ${rubricRef(rubric, 'rules')} AS rules ON rules.number = numbers.number${lifts.length === 0 ? "\n  WHERE rules.points != NUMERIC '0' OR NOT rules.is_known" : ''}
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

/** Criteria alone only look up what their arms give: written down, that would be most rows of the rubric, and twice. */
function isLookUp({ criteria, acts, softFit, inactivity }: Dimension): boolean {
  return criteria.length > 0 && acts.length === 0 && (softFit ?? []).length === 0 && inactivity === undefined;
}

/** Grain: (as_of, lead_id, rule, kind). Criteria that give nothing are left out, unless what they ask is unknown. */
export function dimensionPointsModel(project: Project, rubric: Rubric, dimension: Dimension): Model {
  const hasCriteria = dimension.criteria.length > 0;
  const hasActs = dimension.acts.length > 0;
  const acts = hasActs ? actSteps(rubric, dimension) : { ctes: [], rows: [] };
  const zeros = "TRUE AS is_known, NUMERIC '0' AS lowest, NUMERIC '0' AS highest, NUMERIC '0' AS span";
  const columns = 'as_of, lead_id, rule, kind, arm, points, total_points, acts, last_day';
  const breadth = hasActs ? breadthSteps(rubric, dimension) : [];
  const inactivity = inactivitySteps(project, rubric, dimension);
  const stacked = [
    ...(hasCriteria ? [`SELECT ${columns}, is_known, lowest, highest, span FROM criterion_rows`] : []),
    ...(hasActs ? [`SELECT ${columns}, ${zeros} FROM act_rows`] : []),
    ...(breadth.length > 0 ? [`SELECT ${columns}, ${zeros} FROM breadth_rows`] : []),
    ...(inactivity.length > 0 ? [`SELECT ${columns}, ${zeros} FROM inactivity_rows`] : []),
  ];
  const ctes = [
    ...((dimension.softFit ?? []).length > 0 || inactivity.length > 0
      ? [`leads AS (\n  SELECT * FROM ${rubricRef(rubric, 'leads')}\n)`]
      : []),
    ...(hasCriteria ? criteriaSteps(project, rubric, dimension) : []),
    ...acts.ctes,
    ...breadth,
    ...inactivity,
  ];
  return {
    path: rubricPath(rubric, `${dimension.name}_points`),
    madeFrom: [rubric.file],
    config: {
      type: isLookUp(dimension) ? 'view' : 'table',
      description: `Every rule's points for ${dimension.name}, and every cap's correction: their sum, brought into its range, is the dimension. Criteria without points are left out, unless something was unknown. Grain: one row per as_of, lead, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        kind: 'criterion, soft_fit, act, session_cap, day_cap, signal_cap, family_curve, family_cap, breadth or inactivity',
        arm: 'What became of the rule; see the rules table',
        total_points: 'Points in the total: weighted, exact to nine digits',
        acts: 'Acts that counted',
        last_day: 'Day of the last act that counted; for inactivity the day since which there was none',
        is_known: 'What the criterion asks is known of the lead',
        lowest: 'The least the criterion could give',
        highest: 'The most the criterion could give',
        span: 'Attainable points of the criterion: between the least and the most that a known value gives',
      },
      // A view has the key of the tables that it looks up: an arm per lead and criterion, and a rule per arm.
      assertions: {
        ...(!isLookUp(dimension) && { uniqueKey: ['as_of', 'lead_id', 'rule', 'kind'] }),
        nonNull: ['as_of', 'lead_id', 'rule', 'kind', 'points'],
      },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

${stacked.join('\nUNION ALL\n')}`,
  };
}
