/** sales_rejections: leads that sales gave back with a reason, beside where the rubrics had put them. */
import type { Project } from '../../rubric/model.js';
import { inputsOf } from '../intermediate/inputs.js';
import { leadAttributes } from '../intermediate/person-records.js';
import type { Model } from '../sqlx.js';
import { foldedList } from '../text/sql.js';

/** A list of standards.yaml, and an attribute of leads or contacts, by which rejections are told. */
const listName = 'rejection_reasons';
const attribute = 'rejection_reason';

/** Branches: rejection_key, source, lead_id, status, reason, rejected_at, known_at, is_from_history. */
function branches(project: Project): readonly string[] {
  const reasons = project.standards.lists.get(listName);
  const isOne = (column: string): string =>
    reasons === undefined
      ? `NULLIF(TRIM(${column}), '') IS NOT NULL`
      : `LOWER(TRIM(${column})) IN ${foldedList(reasons.map(String))}`;
  const hasHistory = inputsOf(project, 'status_history').length > 0;
  const hasAttribute = leadAttributes(project).some(({ name, type }) => name === attribute && type === 'STRING');
  return [
    ...(hasHistory
      ? [
          `SELECT
    fact_key AS rejection_key,
    source,
    lead_id,
    status,
    TRIM(reason) AS reason,
    happened_at AS rejected_at,
    first_known_at AS known_at,
    TRUE AS is_from_history
  FROM \${ref("int_status_history")}
  WHERE lead_id IS NOT NULL AND ${isOne('reason')}`,
        ]
      : []),
    ...(hasAttribute
      ? [
          `SELECT
    records.record_key AS rejection_key,
    records.source,
    persons.lead_id,
    records.status,
    TRIM(records.${attribute}) AS reason,
    COALESCE(records.last_recycled_at, records.updated_at, records.first_known_at) AS rejected_at,
    records.first_known_at AS known_at,
    FALSE AS is_from_history
  FROM \${ref("int_person_records")} AS records
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = records.record_key
  WHERE records.is_deleted IS NOT TRUE AND ${isOne(`records.${attribute}`)}`,
        ]
      : []),
  ];
}

/** Grain: (rejection_key, rubric). undefined where no source tells of rejections. */
export function salesRejectionsTable(project: Project): Model | undefined {
  const told = branches(project);
  if (told.length === 0) return undefined;
  return {
    path: 'definitions/outputs/sales_rejections.sqlx',
    madeFrom: ['rubrics/sources/*.yaml', 'rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description:
        'Leads that sales gave back with a reason, as the CRM tells it, with the tier in which each rubric had them at that time and the rules that weighed most. Grain: one row per rejection and rubric; one without a rubric where none had scored the lead by then.',
      tags: ['output'],
      columns: {
        rejection_key: 'The change of status; the record, where only it tells of the reason',
        lead_id: 'The person now',
        status: 'What the status became',
        rejected_at: 'When; of a record that says no more than the reason, when it was given back or last changed',
        rubric: 'NULL where no rubric had scored the lead by then',
        tier: 'Where the lead stood at that time',
        was_acted_on: 'The rubric decided for the lead, and the action of the tier was done',
        top_rule: 'The rule that weighed most when the lead was last noted there, as <dimension>.<rule>',
        reason_rules: 'The three that weighed most, between bars',
        days_after_entry: 'Whole days since the lead, or what was read of it, had last changed',
      },
      assertions: {
        uniqueKey: ['rejection_key', 'rubric'],
        nonNull: ['rejection_key', 'lead_id', 'reason', 'rejected_at'],
      },
    },
    sql: `
WITH told AS (
  ${told.join('\n  UNION ALL\n  ')}
),

with_history AS (
  SELECT DISTINCT lead_id FROM told WHERE is_from_history
),

-- What a record says beside its history is no second rejection.
rejections AS (
  SELECT told.*
  FROM told
  LEFT JOIN with_history ON with_history.lead_id = told.lead_id
  WHERE told.is_from_history OR with_history.lead_id IS NULL
),

log AS (
  SELECT
    COALESCE(moved.lead_id, log.lead_id) AS lead_id,
    log.lead_id AS logged_lead_id,
    log.rubric,
    log.rubric_version,
    log.as_of,
    log.tier,
    log.tier_position,
    log.stopped_by,
    log.reason_rules
  FROM \${ref("int_tier_log")} AS log
  LEFT JOIN \${ref("int_moved_people")} AS moved ON moved.from_lead_id = log.lead_id
  WHERE log.lead_id IS NOT NULL
),

stood AS (
  SELECT rejections.rejection_key, log.*
  FROM rejections
  INNER JOIN log ON log.lead_id = rejections.lead_id
  WHERE log.as_of <= rejections.rejected_at
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY rejections.rejection_key, log.rubric
    ORDER BY log.as_of DESC, log.logged_lead_id
  ) = 1
)

SELECT
  rejections.rejection_key,
  rejections.source,
  rejections.lead_id,
  rejections.status,
  rejections.reason,
  rejections.rejected_at,
  rejections.known_at,
  stood.rubric,
  stood.rubric_version,
  stood.tier,
  stood.tier_position,
  stood.stopped_by IS NULL AND stood.rubric IS NOT NULL AS was_acted_on,
  REGEXP_EXTRACT(stood.reason_rules, r'^[^|]+') AS top_rule,
  stood.reason_rules,
  TIMESTAMP_DIFF(rejections.rejected_at, stood.as_of, DAY) AS days_after_entry
FROM rejections
LEFT JOIN stood ON stood.rejection_key = rejections.rejection_key`,
  };
}
