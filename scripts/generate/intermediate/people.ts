import type { Project, TitleLabel } from '../../rubric/model.js';
import { foldedList } from '../text/sql.js';
import { sqlxPattern, sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { leadAttributes, survivingPersonColumns } from './person-records.js';

/** The newest record that has a value gives it; ties go to the record key. */
export function newestValue(column: string, order = 'r.updated_at DESC, r.record_key'): string {
  return `ARRAY_AGG(r.${column} IGNORE NULLS ORDER BY ${order} LIMIT 1)[SAFE_OFFSET(0)] AS ${column}`;
}

/** The first label one of whose patterns is found in the title; NULL without a title, 'other' when none is found. */
function titleCase(labels: readonly TitleLabel[], indentation: string): string {
  if (labels.length === 0) return 'CAST(NULL AS STRING)';
  const arms = labels.map(
    (label) =>
      `${indentation}  -- rubrics/shared/standards.yaml:${label.at.line}\n${indentation}  WHEN ${label.patterns
        .map((pattern) => `REGEXP_CONTAINS(title, ${sqlxPattern(pattern)})`)
        .join(' OR ')} THEN ${sqlxText(label.label)}`,
  );
  return `CASE\n${indentation}  WHEN title IS NULL THEN NULL\n${arms.join('\n')}\n${indentation}  ELSE 'other'\n${indentation}END`;
}

/** A country's region; NULL without a country or where no region names it. */
export function regionCase(project: Project, country: string, indentation: string): string {
  const { regions } = project.standards;
  if (regions.length === 0) return 'CAST(NULL AS STRING)';
  const arms = regions.map(
    (region) =>
      `${indentation}  -- rubrics/shared/standards.yaml:${region.at.line}\n${indentation}  WHEN LOWER(TRIM(${country})) IN ${foldedList(region.countries)} THEN ${sqlxText(region.region)}`,
  );
  return `CASE\n${arms.join('\n')}\n${indentation}END`;
}

/** int_people: one row per person, each column from the newest record that has it. Grain: lead_id. */
export function peopleModel(project: Project): Model {
  const surviving = [
    ...survivingPersonColumns.map(([column]) => column),
    ...leadAttributes(project).map((attribute) => attribute.name),
  ];
  return {
    path: 'definitions/intermediate/int_people.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml', 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'One row per person: each column from the newest record that has a value, deleted records left out. A person all of whose records were deleted is gone. Grain: one row per lead_id.',
      tags: ['intermediate'],
      columns: {
        lead_id: 'The person',
        first_known_at: 'When the first of the records was known',
        records: 'Number of records that are not deleted',
        email_kind:
          'business, free, disposable, role, test, internal, competitor; invalid when no record has an address that is one, none when none has any',
        seniority: "From the title, by the patterns of standards.yaml; 'other' when none fits",
        function: "From the title, by the patterns of standards.yaml; 'other' when none fits",
        crm_account_key: 'The account record that the newest of the records names',
        last_recycled_at: 'When sales last gave one of the records back',
        converted_at: 'When the first of the lead records was converted',
      },
      assertions: { uniqueKey: ['lead_id'], nonNull: ['lead_id', 'first_known_at', 'email_kind'] },
    },
    sql: `
WITH live_records AS (
  SELECT
    p.lead_id,
    CONCAT('crm:', r.source, ':', r.account_id) AS crm_account_key,
    r.*
  FROM \${ref("int_person_records")} AS r
  INNER JOIN \${ref("int_record_persons")} AS p ON p.record_key = r.record_key
  WHERE r.is_deleted IS NOT TRUE
),

first_known AS (
  SELECT p.lead_id, MIN(r.first_known_at) AS first_known_at
  FROM \${ref("int_person_records")} AS r
  INNER JOIN \${ref("int_record_persons")} AS p ON p.record_key = r.record_key
  GROUP BY p.lead_id
),

people AS (
  SELECT
    r.lead_id,
    COUNT(*) AS records,
    MIN(r.created_at) AS created_at,
    MIN(r.converted_at) AS converted_at,
    LOGICAL_OR(COALESCE(r.do_not_contact, FALSE)) AS do_not_contact,
    MAX(r.last_recycled_at) AS last_recycled_at,
    ${newestValue('crm_account_key')},
    ${newestValue('mailbox')},
    ${surviving.map((column) => newestValue(column)).join(',\n    ')}
  FROM live_records AS r
  GROUP BY r.lead_id
)

SELECT
  people.lead_id,
  first_known.first_known_at,
  people.records,
  people.created_at,
  people.converted_at,
  people.do_not_contact,
  people.last_recycled_at,
  people.crm_account_key,
  people.mailbox,
  mailboxes.email_domain,
  mailboxes.registrable_domain,
  CASE
    WHEN mailboxes.email_kind IS NOT NULL THEN mailboxes.email_kind
    WHEN people.email IS NOT NULL THEN 'invalid'
    ELSE 'none'
  END AS email_kind,
  ${titleCase(project.standards.seniority, '  ')} AS seniority,
  ${titleCase(project.standards.functions, '  ')} AS function,
  ${regionCase(project, 'people.country', '  ')} AS region,
  ${surviving.map((column) => `people.${column}`).join(',\n  ')}
FROM people
INNER JOIN first_known ON first_known.lead_id = people.lead_id
LEFT JOIN \${ref("int_mailboxes")} AS mailboxes ON mailboxes.mailbox = people.mailbox`,
  };
}
