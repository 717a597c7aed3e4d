/** <rubric>_standings: where each lead stood in the last run, for those whose tier a freeze or a broken input keeps. */
import type { Project, Rubric } from '../../rubric/model.js';
import { textList, typedNull } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { breakerOf, isHeldBack } from './breaker.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { rubricPath, rubricRef } from './names.js';
import { overridden } from './overridden.js';
import { tierRows } from './tier-decision.js';
import { contextFrom, contextNames } from './context.js';

export function isFrozen(project: Project, rubric: Rubric): boolean {
  return (rubric.freeze ?? []).length > 0 || breakerOf(project, rubric) !== undefined;
}

/** Grain: lead_id. undefined for a rubric that freezes nobody. */
export function standingsModel(project: Project, rubric: Rubric): Model | undefined {
  if (!isFrozen(project, rubric)) return undefined;
  const { freeze = [] } = rubric;
  const isWatched = breakerOf(project, rubric) !== undefined;
  const scope: ConditionScope = { ...contextNames, standards: project.standards };
  const tests = freeze.map(
    (rule) => `-- ${rule.at.file}:${rule.at.line}\n  COALESCE(${conditionSql(rule.when, scope)}, FALSE)`,
  );
  const isOverridden = rubric.overrides !== undefined;
  const kept = [
    ...(isOverridden ? ['overridden.tier'] : []),
    ...(freeze.length > 0 ? ['IF(frozen.lead_id IS NULL, NULL, earlier.tier)'] : []),
    ...(isWatched ? [`IF(${isHeldBack('newest.tier_position', 'stood.position')}, earlier.tier, NULL)`] : []),
    'newest.tier',
  ];
  return {
    path: rubricPath(rubric, 'standings'),
    madeFrom: [rubric.file],
    config: {
      type: 'incremental',
      uniqueKey: ['lead_id'],
      protected: true,
      description: `The tier of each lead by the rubric ${rubric.name} in the last run that scored it: while it is frozen, the one in which it stood before. It cannot be recomputed, so a full refresh leaves it alone; of several as_of in one run the newest counts. Grain: one row per lead.`,
      tags: ['rubric', rubric.name, 'state'],
      columns: { as_of: 'The newest moment for which the lead was scored' },
      assertions: { uniqueKey: ['lead_id'], nonNull: ['lead_id', 'as_of', 'tier'] },
    },
    sql: `
WITH newest AS (
  SELECT as_of, lead_id, tier${isWatched ? ', tier_position' : ''}
  FROM ${rubricRef(rubric, 'tiers')}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY as_of DESC) = 1
),
${
  freeze.length === 0
    ? ''
    : `
frozen AS (
  SELECT scores.as_of, scores.lead_id
  ${contextFrom(rubric).replaceAll('\n', '\n  ')}
  WHERE ${tests.join('\n  OR ').replaceAll('\n', '\n  ')}
),
`
}${isWatched ? `\n${tierRows(rubric)},\n` : ''}${isOverridden ? `\n${overridden(rubric)},\n` : ''}
-- A tier that the rubric no longer has cannot be kept.
earlier AS (
  \${when(incremental(), \`SELECT lead_id, as_of, tier
  FROM \${self()}
  WHERE tier IN ${textList(rubric.tiers.map((tier) => tier.name))}\`, \`SELECT ${typedNull('STRING')} AS lead_id, ${typedNull('TIMESTAMP')} AS as_of, ${typedNull('STRING')} AS tier
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE\`)}
)

SELECT
  newest.lead_id,
  newest.as_of,
  COALESCE(${kept.join(', ')}) AS tier
FROM newest
LEFT JOIN earlier ON earlier.lead_id = newest.lead_id${freeze.length === 0 ? '' : '\nLEFT JOIN frozen ON frozen.as_of = newest.as_of AND frozen.lead_id = newest.lead_id'}${isWatched ? `\nLEFT JOIN tiers AS stood ON stood.tier = earlier.tier\nLEFT JOIN ${rubricRef(rubric, 'breaker')} AS breaker ON breaker.as_of = newest.as_of AND breaker.lead_id = newest.lead_id` : ''}${isOverridden ? '\nLEFT JOIN overridden ON overridden.as_of = newest.as_of AND overridden.lead_id = newest.lead_id' : ''}
-- What is scored anew for an earlier moment does not turn the clock back.
WHERE COALESCE(earlier.as_of <= newest.as_of, TRUE)`,
  };
}
