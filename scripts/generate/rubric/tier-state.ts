/** <rubric>_tier_state: where leads stood in the last run, and since when. What buffers judge cannot be recomputed. */
import type { Project, Rubric } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { breakerOf, isHeldBack } from './breaker.js';
import { conditionSql } from './condition.js';
import { contextFrom, contextNames } from './context.js';
import { rubricPath, rubricRef } from './names.js';
import { overridden } from './overridden.js';
import { bufferedSteps, stateColumns, tierRows } from './tier-decision.js';
import { hasBuffer } from './ways.js';

/**
 * What was stored before this run; no row at the first one. What stands under an id that is nobody's any more is read
 * under that of the person who has taken it over, unless they have one of their own that is as new.
 */
const stored = `moved AS (
  SELECT * FROM \${ref("int_moved_people")}
),

state AS (
  \${when(incremental(), \`SELECT ${stateColumns.map(([name]) => (name === 'lead_id' ? 'COALESCE(moved.lead_id, stored.lead_id) AS lead_id' : `stored.${name}`)).join(', ')}
  FROM \${self()} AS stored
  LEFT JOIN moved ON moved.from_lead_id = stored.lead_id
  QUALIFY RANK() OVER (PARTITION BY COALESCE(moved.lead_id, stored.lead_id) ORDER BY stored.as_of DESC, COALESCE(moved.seniority, 0)) = 1\`, \`SELECT ${stateColumns.map(([name, type]) => `${typedNull(type)} AS ${name}`).join(', ')}
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE\`)}
)`;

/** Where each lead stands in the end: a person's decision first, then a freeze, then a broken input, then the tier that the rubric gives. */
function standing(project: Project, rubric: Rubric): readonly string[] {
  const scope = { ...contextNames, standards: project.standards };
  const { freeze = [] } = rubric;
  const isOverridden = rubric.overrides !== undefined;
  const tests = freeze.map(
    (rule) => `-- ${rule.at.file}:${rule.at.line}\n    COALESCE(${conditionSql(rule.when, scope)}, FALSE)`,
  );
  const frozen =
    tests.length === 0
      ? []
      : [
          `frozen AS (
  SELECT scores.as_of, scores.lead_id
  ${contextFrom(rubric).replaceAll('\n', '\n  ')}
  WHERE
    ${tests.join('\n    OR ')}
)`,
        ];
  const isWatched = breakerOf(project, rubric) !== undefined;
  const keeps = frozen.length > 0 || isWatched;
  const join = (relation: string): string =>
    `\n  LEFT JOIN ${relation} ON ${relation}.as_of = chosen.as_of AND ${relation}.lead_id = chosen.lead_id`;
  const tier = [
    ...(isOverridden ? ['overridden.tier'] : []),
    ...(frozen.length > 0 ? ['IF(frozen.lead_id IS NULL, NULL, stood.tier)'] : []),
    ...(isWatched ? [`IF(${isHeldBack('reached.position', 'stood.position')}, stood.tier, NULL)`] : []),
    'reached.tier',
  ];
  return [
    ...(isOverridden ? [overridden(rubric)] : []),
    ...frozen,
    ...(isWatched ? [`breaker AS (\n  SELECT * FROM ${rubricRef(rubric, 'breaker')}\n)`] : []),
    `standing AS (
  SELECT chosen.as_of, chosen.lead_id, tiers.tier, tiers.position
  FROM chosen
  INNER JOIN tiers AS reached ON reached.position = chosen.position${isOverridden ? join('overridden') : ''}${frozen.length > 0 ? join('frozen') : ''}${isWatched ? join('breaker') : ''}${keeps ? join('stood') : ''}
  INNER JOIN tiers ON tiers.tier = ${tier.length === 1 ? 'reached.tier' : `COALESCE(${tier.join(', ')})`}
)`,
  ];
}

/** Grain: (lead_id, tier). undefined for a rubric without buffers. */
export function tierStateModel(project: Project, rubric: Rubric): Model | undefined {
  if (!hasBuffer(rubric)) return undefined;
  const ctes = [
    `gates AS (\n  SELECT * FROM ${rubricRef(rubric, 'gates')}\n)`,
    tierRows(rubric),
    stored,
    ...bufferedSteps(rubric, project.standards.timeZone),
    ...standing(project, rubric),
    `newest AS (
  SELECT as_of, lead_id, tier, position
  FROM standing
  QUALIFY ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY as_of DESC) = 1
)`,
    `every_tier AS (
  SELECT as_of, lead_id, tier FROM newest
  UNION ALL
  SELECT newest.as_of, newest.lead_id, state.tier
  FROM newest
  INNER JOIN state ON state.lead_id = newest.lead_id
)`,
    `each_tier AS (
  SELECT DISTINCT as_of, lead_id, tier FROM every_tier
)`,
    `last_runs AS (
  SELECT as_of, lead_id, MAX(last_as_of) AS last_as_of
  FROM before
  GROUP BY as_of, lead_id
)`,
    `known AS (
  SELECT lead_id, MAX(as_of) AS as_of
  FROM state
  GROUP BY lead_id
)`,
  ];
  return {
    path: rubricPath(rubric, 'tier_state'),
    madeFrom: [rubric.file],
    config: {
      type: 'incremental',
      protected: true,
      uniqueKey: ['lead_id', 'tier'],
      description: `Where each lead stood in the last run by the rubric ${rubric.name}, and when it entered and left each tier in which it ever stood. A full refresh leaves it alone. Grain: one row per lead and tier.`,
      tags: ['rubric', rubric.name],
      columns: {
        as_of: 'The last run that judged the lead',
        is_current: 'The lead stands in this tier since that run or longer; a freeze and an override count',
        entered_at: 'When it last entered the tier',
        left_at: 'When it last left the tier downwards',
        previous_as_of: 'The run before that one; the columns below are what the ones above were then',
        was_current: 'The lead stood in this tier then',
      },
      assertions: { uniqueKey: ['lead_id', 'tier'], nonNull: ['lead_id', 'tier', 'as_of', 'is_current'] },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

SELECT
  each_tier.lead_id,
  each_tier.tier,
  each_tier.as_of,
  each_tier.tier = newest.tier AS is_current,
  IF(each_tier.tier = newest.tier AND NOT COALESCE(before.stood, FALSE), each_tier.as_of, before.entered_at) AS entered_at,
  IF(COALESCE(before.stood, FALSE) AND newest.position > tiers.position, each_tier.as_of, before.left_at) AS left_at,
  last_runs.last_as_of AS previous_as_of,
  COALESCE(before.stood, FALSE) AS was_current,
  before.entered_at AS previous_entered_at,
  before.left_at AS previous_left_at
FROM each_tier
INNER JOIN newest ON newest.lead_id = each_tier.lead_id
LEFT JOIN tiers ON tiers.tier = each_tier.tier
LEFT JOIN before ON before.as_of = each_tier.as_of AND before.lead_id = each_tier.lead_id AND before.tier = each_tier.tier
LEFT JOIN last_runs ON last_runs.as_of = each_tier.as_of AND last_runs.lead_id = each_tier.lead_id
LEFT JOIN known ON known.lead_id = each_tier.lead_id
-- A run for an earlier moment does not overwrite what came later.
WHERE COALESCE(known.as_of <= each_tier.as_of, TRUE)`,
  };
}
