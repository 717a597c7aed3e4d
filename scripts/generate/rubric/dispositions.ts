/** <rubric>_dispositions: what is done with a lead that stands where it stands, and what keeps it from being done. */
import type { Project, Rubric, Tier } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { rubricPath, rubricRef } from './names.js';
import { contextFrom, contextNames } from './tiers.js';

function detailsOf(tier: Tier): string {
  return [...tier.action.details].map(([name, value]) => `${name}: ${String(value)}`).join(', ');
}

/** Grain: (as_of, lead_id). */
export function dispositionsModel(project: Project, rubric: Rubric): Model {
  const scope: ConditionScope = { ...contextNames, standards: project.standards };
  const actionRows = rubric.tiers.map(
    (tier) =>
      `    -- ${tier.at.file}:${tier.at.line}\n    STRUCT(${sqlxText(tier.name)} AS tier, ${sqlxText(tier.action.do)} AS action, ${sqlxText(detailsOf(tier))} AS action_details)`,
  );
  const suppressions = rubric.suppress.map(
    (rule, index) =>
      `-- ${rule.at.file}:${rule.at.line}\n    STRUCT(${index + 1} AS position, ${sqlxText(rule.reason)} AS reason, COALESCE(${conditionSql(rule.when, scope)}, ${rule.unknown === 'suppress' ? 'TRUE' : 'FALSE'}) AS holds)`,
  );
  const suppressed =
    suppressions.length === 0
      ? `suppressed AS (
  SELECT as_of, lead_id, CAST(NULL AS STRING) AS suppressed_because
  FROM ${rubricRef(rubric, 'scores')}
  WHERE FALSE
)`
      : `suppressed AS (
  SELECT
    scores.as_of,
    scores.lead_id,
    STRING_AGG(s.reason, ', ' ORDER BY s.position) AS suppressed_because
  ${contextFrom(rubric).replaceAll('\n', '\n  ')}
  CROSS JOIN UNNEST([
    ${suppressions.join(',\n    ')}
  ]) AS s
  WHERE s.holds
  GROUP BY scores.as_of, scores.lead_id
)`;
  return {
    path: rubricPath(rubric, 'dispositions'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What the rubric ${rubric.name} does with each lead. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        action: "What the lead's tier does",
        suppressed_because: 'Every reason for which nothing is done, the first one first; NULL when something is',
        disposition: 'suppressed, or what the tier does',
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'action', 'disposition'] },
    },
    sql: `
WITH actions AS (
  SELECT t.tier, t.action, t.action_details
  FROM UNNEST([
${actionRows.join(',\n')}
  ]) AS t
),

${suppressed}

SELECT
  tiers.as_of,
  tiers.lead_id,
  actions.action,
  actions.action_details,
  suppressed.suppressed_because,
  IF(suppressed.suppressed_because IS NOT NULL, 'suppressed', actions.action) AS disposition
FROM ${rubricRef(rubric, 'tiers')} AS tiers
INNER JOIN actions ON actions.tier = tiers.tier
LEFT JOIN suppressed ON suppressed.as_of = tiers.as_of AND suppressed.lead_id = tiers.lead_id`,
  };
}
