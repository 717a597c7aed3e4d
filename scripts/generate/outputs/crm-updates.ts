import type { Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { allDimensions } from './shape.js';

/** crm_updates: what the CRM should hold. Grain: (rubric, source, object, record_id). */
export function crmUpdatesTable(project: Project): Model {
  const dimensions = allDimensions(project);
  return {
    path: 'definitions/outputs/crm_updates.sqlx',
    madeFrom: ['rubrics/*.yaml'],
    config: {
      type: 'table',
      description:
        "What each CRM record should hold: every live record of a person gets the person's values by the primary rubric. Shadow rubrics never come here. Grain: one row per rubric, source, object and record.",
      tags: ['output'],
      columns: {
        state: 'write; or why not: converted (a converted lead lives on as its contact)',
        total_score: 'Whole points, cut off: a number shown never passes a threshold that the exact one does not',
      },
      assertions: {
        uniqueKey: ['rubric', 'source', 'object', 'record_id'],
        nonNull: ['rubric', 'source', 'object', 'record_id', 'total_score', 'tier', 'state'],
      },
    },
    sql: `
WITH newest AS (
  SELECT *
  FROM \${ref("lead_scores")}
  WHERE is_primary
  QUALIFY ROW_NUMBER() OVER (PARTITION BY rubric, lead_id ORDER BY as_of DESC) = 1
)

SELECT
  s.rubric,
  r.source,
  r.object,
  r.record_id,
  s.lead_id,
  s.as_of,
  CAST(FLOOR(s.total_score) AS INT64) AS total_score,
  ${dimensions.map((name) => `CAST(FLOOR(s.${name}_score) AS INT64) AS ${name}_score`).join(',\n  ')},
  s.tier,
  s.disposition,
  s.action,
  s.action_details,
  s.suppressed_because,
  s.top_reasons,
  s.last_act_on,
  IF(r.converted_at <= s.as_of, 'converted', 'write') AS state
FROM newest AS s
INNER JOIN \${ref("int_record_persons")} AS p ON p.lead_id = s.lead_id
INNER JOIN \${ref("int_person_records")} AS r ON r.record_key = p.record_key
WHERE r.is_deleted IS NOT TRUE
  AND r.merged_into_id IS NULL
  AND r.first_known_at <= s.as_of`,
  };
}
