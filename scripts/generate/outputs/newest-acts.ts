/** Steps of crm_updates that find which act of a lead became known last: from it a sync measures how long an act takes into the CRM. */
import type { Project } from '../../rubric/model.js';
import { measuredDays, signalsUsed } from '../rubric/leads.js';
import { rubricRef } from '../rubric/names.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { scoredRubrics } from './shape.js';

/**
 * Behind `newest`, the scores. The last step is `newest_acts` (lead_id, acted_at, act_known_at), of the rubric that decides for
 * the lead. None where no live rubric reads an act.
 */
export function newestActSteps(project: Project): readonly string[] {
  const branches = scoredRubrics(project)
    .filter((rubric) => rubric.status === 'live' && signalsUsed(rubric).length > 0)
    .map(
      (rubric) => `-- ${rubric.file}
  SELECT ${sqlxText(rubric.name)} AS rubric, as_of, lead_id, happened_at, counts_from, is_known_at_assumed
  FROM ${rubricRef(rubric, 'acts')}
  WHERE age_days < ${measuredDays}`,
    );
  if (branches.length === 0) return [];
  return [
    `recent_acts AS (
  ${branches.join('\n  UNION ALL\n  ')}
)`,
    `acts_of_newest AS (
  SELECT acts.lead_id, acts.happened_at, acts.counts_from, acts.is_known_at_assumed
  FROM recent_acts AS acts
  INNER JOIN newest ON newest.rubric = acts.rubric AND newest.as_of = acts.as_of AND newest.lead_id = acts.lead_id
)`,
    // Few are left to be sorted.
    `known_last AS (
  SELECT lead_id, MAX(counts_from) AS counts_from
  FROM acts_of_newest
  GROUP BY lead_id
)`,
    `newest_acts AS (
  SELECT
    acts.lead_id,
    acts.happened_at AS acted_at,
    IF(acts.is_known_at_assumed, NULL, acts.counts_from) AS act_known_at
  FROM acts_of_newest AS acts
  INNER JOIN known_last ON known_last.lead_id = acts.lead_id AND known_last.counts_from = acts.counts_from
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY acts.lead_id
    ORDER BY acts.happened_at DESC, acts.is_known_at_assumed
  ) = 1
)`,
  ];
}

/** The columns that crm_updates has of them. */
export function actColumns(steps: readonly string[]): readonly string[] {
  return ['acted_at', 'act_known_at'].map((name) =>
    steps.length === 0 ? `${typedNull('TIMESTAMP')} AS ${name}` : `newest_acts.${name}`,
  );
}
