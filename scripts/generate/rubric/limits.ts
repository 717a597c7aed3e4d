/** <rubric>_limits: the lowest limit that holds for a lead. */
import { within } from '../../rubric/conditions.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { behavioursOf } from './behaviour.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { rubricPath, rubricRef } from './names.js';

/** What limits may ask: the dimensions, and the score of the account where one of them asks for it. */
function resultsBeforeTotal(rubric: Rubric): string {
  const dimensions = rubricRef(rubric, 'dimensions');
  const asked = rubric.limits.flatMap((limit) => within(limit.when));
  if (!asked.some((one) => one.kind === 'result' && one.result.kind === 'account')) return dimensions;
  return `(
  SELECT d.*, account.account_score
  FROM ${dimensions} AS d
  LEFT JOIN ${rubricRef(rubric, 'lead_accounts')} AS account ON account.as_of = d.as_of AND account.lead_id = d.lead_id
)`;
}

/** Grain: (as_of, lead_id), for leads of whom a limit holds: the lowest one. undefined for a rubric without limits. */
export function limitsModel(project: Project, rubric: Rubric): Model | undefined {
  if (rubric.limits.length === 0) return undefined;
  const scope: ConditionScope = {
    facts: 'facts',
    behaviour: 'behaviour',
    scores: 'scores',
    standards: project.standards,
  };
  const structs = rubric.limits.map(
    (limit) =>
      `-- ${limit.at.file}:${limit.at.line}\n    STRUCT(${sqlxText(limit.name)} AS rule, COALESCE(${conditionSql(limit.when, scope)}, FALSE) AS holds, ${numeric(limit.totalAtMost)} AS total_at_most)`,
  );
  const behaviour =
    behavioursOf(rubric).size === 0
      ? ''
      : `\nLEFT JOIN ${rubricRef(rubric, 'behaviour')} AS behaviour ON behaviour.as_of = scores.as_of AND behaviour.lead_id = scores.lead_id`;
  return {
    path: rubricPath(rubric, 'limits'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The lowest limit of the rubric ${rubric.name} that holds for a lead, whether or not its total reaches it. Grain: one row per as_of and lead with a limit.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'rule', 'total_at_most'] },
    },
    sql: `
SELECT
  scores.as_of,
  scores.lead_id,
  l.rule,
  l.total_at_most
FROM ${resultsBeforeTotal(rubric)} AS scores
INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = scores.as_of AND facts.lead_id = scores.lead_id${behaviour}
CROSS JOIN UNNEST([
    ${structs.join(',\n    ')}
]) AS l
WHERE l.holds
QUALIFY ROW_NUMBER() OVER (PARTITION BY scores.as_of, scores.lead_id ORDER BY l.total_at_most, l.rule) = 1`,
  };
}
