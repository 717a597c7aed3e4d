import type { Project } from '../../rubric/model.js';
import { textList } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { actColumns, newestActSteps } from './newest-acts.js';
import { crmColumns, packedColumns } from './crm-columns.js';
import { toldKinds } from './result-columns.js';
import { scoredRubrics } from './shape.js';

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

/** The reasons of the leads that go into a field of so many characters, whole ones only; the first is cut where even it is too long. */
function packed(length: number): string {
  const joined = (count: number): string =>
    count === 1
      ? 'reasons.reason_1'
      : `CONCAT(reasons.reason_1${Array.from({ length: count - 1 }, (_, index) => `, COALESCE(CONCAT('; ', reasons.reason_${index + 2}), '')`).join('')})`;
  return `CASE
    WHEN LENGTH(s.top_reasons) <= ${length} THEN s.top_reasons
    WHEN LENGTH(${joined(2)}) <= ${length} THEN ${joined(2)}
    WHEN LENGTH(reasons.reason_1) <= ${length} THEN reasons.reason_1
    ELSE CONCAT(SUBSTR(reasons.reason_1, 1, ${length - 1}), '…')
  END`;
}

/** Of the leads whose three reasons do not fit into the shortest field, or that have none in words. */
const reasonSteps = (project: Project, shortest: number): string => `

ranked AS (
  SELECT
    told.lead_id,
    told.reason,
    ROW_NUMBER() OVER (PARTITION BY told.lead_id ORDER BY told.reason_number) AS place
  FROM \${ref("lead_score_reasons")} AS told
  INNER JOIN newest ON newest.rubric = told.rubric AND newest.as_of = told.as_of AND newest.lead_id = told.lead_id
  WHERE (LENGTH(newest.top_reasons) > ${shortest} OR newest.top_reasons IS NULL)
    AND told.kind IN (${toldKinds(project).map(sqlxText).join(', ')}) AND told.total_points != NUMERIC '0'
),

reasons AS (
  SELECT
    lead_id,
    MAX(IF(place = 1, reason, NULL)) AS reason_1,
    MAX(IF(place = 2, reason, NULL)) AS reason_2
  FROM ranked
  WHERE place <= 2
  GROUP BY lead_id
)`;

/** crm_updates: what the CRM should hold. Grain: (source, object, record_id). */
export function crmUpdatesTable(project: Project): Model {
  const columns = crmColumns(project);
  const packs = packedColumns(project);
  const acts = newestActSteps(project);
  const read = new Set(['lead_id', 'rubric', 'as_of', 'tier', 'top_reasons']);
  for (const { name, sql } of columns) if (sql.includes(`s.${name}`)) read.add(name);
  return {
    path: 'definitions/outputs/crm_updates.sqlx',
    madeFrom: ['rubrics/*.yaml'],
    config: {
      type: 'table',
      description:
        "What each CRM record should hold: every live record of a person gets the person's values by the one rubric that decides for them. A record that was merged into another has no row, its survivor has. Shadow rubrics never come here. Grain: one row per source, object and record.",
      tags: ['output'],
      columns: {
        account_record_id: "The record's account in the CRM; of a converted lead, the one that it became part of",
        ...Object.fromEntries(
          columns.flatMap(({ name, description }) => (description === undefined ? [] : [[name, description]])),
        ),
        top_reasons:
          'The three facts and acts that weigh most, in words: what, how often and on which day, never how old',
        reason_rules: 'Their rules in the same order: a change of the reasons is a change here',
        ...Object.fromEntries(
          packs.map(({ name, length }) => [name, `Those of them that fit whole into ${length} characters`]),
        ),
        acted_at:
          'When that act happened which became known last, of those of the last 30 days that the rubric reads; NULL without one',
        act_known_at: 'When it became known, and whose it was; NULL where that is assumed',
        state:
          'write; or why not: converted (a converted lead lives on as its contact), holdout (the experiment writes nothing)',
      },
      assertions: {
        uniqueKey: ['source', 'object', 'record_id'],
        nonNull: ['rubric', 'source', 'object', 'record_id', 'lead_id', 'total_score', 'tier', 'state'],
      },
    },
    sql: `
WITH newest AS (
  SELECT
    ${[...read].join(',\n    ')}
  FROM \${ref("lead_scores")}
  WHERE is_primary
  QUALIFY ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY as_of DESC) = 1
),

-- Where the lead came last; by when something is to be done about it.
due AS (
  SELECT rubric, lead_id, to_tier, action_due_at
  FROM \${ref("tier_transitions")}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY rubric, lead_id ORDER BY as_of DESC, transition_id) = 1
)${packs.length === 0 ? '' : `,${reasonSteps(project, Math.min(...packs.map(({ length }) => length)))}`}${acts.map((step) => `,\n\n${step}`).join('')}

SELECT
  r.source,
  r.object,
  r.record_id,
  r.account_id AS account_record_id,
  s.lead_id,
  ${[...columns.map(({ name, sql }) => (sql === `s.${name}` ? sql : `${sql} AS ${name}`)), ...packs.map(({ name, length }) => `${packed(length)} AS ${name}`), ...actColumns(acts)].join(',\n  ')},
  ${stateCase(project)} AS state
FROM newest AS s
INNER JOIN \${ref("int_record_persons")} AS p ON p.lead_id = s.lead_id
INNER JOIN \${ref("int_person_records")} AS r ON r.record_key = p.record_key
LEFT JOIN due ON due.rubric = s.rubric AND due.lead_id = s.lead_id AND due.to_tier = s.tier${packs.length === 0 ? '' : '\nLEFT JOIN reasons ON reasons.lead_id = s.lead_id'}${acts.length === 0 ? '' : '\nLEFT JOIN newest_acts ON newest_acts.lead_id = s.lead_id'}
WHERE r.is_deleted IS NOT TRUE
  AND r.merged_into_id IS NULL
  AND r.first_known_at <= s.as_of`,
  };
}
