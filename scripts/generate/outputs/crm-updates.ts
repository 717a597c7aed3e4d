import type { Project } from '../../rubric/model.js';
import { textList } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { dispositionColumns } from './disposition-columns.js';
import { allDimensions, scoredRubrics } from './shape.js';

/** A holdout of which nothing is written is one by its draw, whatever else applies to it. */
function stateCase(project: Project): string {
  const silent = scoredRubrics(project)
    .filter(({ status, experiment }) => status === 'live' && experiment?.holdout?.write === 'nothing')
    .map(({ name }) => name);
  const holdout =
    silent.length === 0 ? '' : ` WHEN s.experiment_arm = 'holdout' AND s.rubric IN ${textList(silent)} THEN 'holdout'`;
  return holdout === ''
    ? "IF(r.converted_at <= s.as_of, 'converted', 'write')"
    : `CASE WHEN r.converted_at <= s.as_of THEN 'converted'${holdout} ELSE 'write' END`;
}

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
        state:
          'write; or why not: converted (a converted lead lives on as its contact), holdout (the experiment writes nothing)',
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
  ${dispositionColumns(project)
    .map(({ name }) => `s.${name}`)
    .join(',\n  ')},
  s.top_reasons,
  s.last_act_on,
  ${stateCase(project)} AS state
FROM newest AS s
INNER JOIN \${ref("int_record_persons")} AS p ON p.lead_id = s.lead_id
INNER JOIN \${ref("int_person_records")} AS r ON r.record_key = p.record_key
WHERE r.is_deleted IS NOT TRUE
  AND r.merged_into_id IS NULL
  AND r.first_known_at <= s.as_of`,
  };
}
