import type { Project } from '../../rubric/model.js';
import { indent } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { leadAttributes, survivingPersonColumns } from './person-records.js';
import { committeeRoleCase, companySizeCase, employeesFrom, labelCase, regionCase } from './standard-labels.js';
import { filledColumns, survivingValue } from './survivorship.js';

/** The newest record that has a value gives it; ties go to the record key. */
export function newestValue(column: string, order = 'r.updated_at DESC, r.record_key'): string {
  return `ARRAY_AGG(r.${column} IGNORE NULLS ORDER BY ${order} LIMIT 1)[SAFE_OFFSET(0)] AS ${column}`;
}

/** int_people: one row per person, each column from the record that survivorship names. Grain: lead_id. */
export function peopleModel(project: Project): Model {
  const { identity, standards } = project;
  const surviving = [
    ...survivingPersonColumns.map(([column]) => column),
    ...leadAttributes(project).map((attribute) => attribute.name),
  ];
  const filled = filledColumns(identity, surviving);
  return {
    path: 'definitions/intermediate/int_people.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml', 'rubrics/shared/identity.yaml', 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'One row per person: each column from the record that survivorship names among those that have a value, deleted records left out. A person all of whose records were deleted is gone. Grain: one row per lead_id.',
      tags: ['intermediate'],
      columns: {
        lead_id: 'The person',
        first_known_at: 'When the first of the records was known',
        records: 'Number of records that are not deleted',
        email_kind:
          'business, free, disposable, role, test, internal, competitor; invalid when no record has an address that is one, none when none has any',
        seniority: "From the title, by the patterns of standards.yaml; 'other' when none fits",
        function: "From the title, by the patterns of standards.yaml; 'other' when none fits",
        committee_role: "From title, seniority and function, by the rules of standards.yaml; 'other' when none holds",
        country_code: 'ISO 3166-1, from the country as written; NULL where that is no known spelling',
        region: 'From the country, by the regions of standards.yaml',
        industry_group: "From the industry as written, by the patterns of standards.yaml; 'other' when none fits",
        employees_from: 'Number of employees; where only a range is written, its lower bound',
        company_size: 'From the number of employees, else from the size as written, by the sizes of standards.yaml',
        crm_account_key: 'The account record that the records name',
        last_recycled_at: 'When sales last gave one of the records back',
        converted_at: 'When the first of the lead records was converted',
      },
      assertions: { uniqueKey: ['lead_id'], nonNull: ['lead_id', 'first_known_at', 'email_kind'] },
    },
    sql: `
WITH live_records AS (
  SELECT
    p.lead_id,
    CONCAT('crm:', r.source, ':', r.account_id) AS crm_account_key,${filled === undefined ? '' : `\n    ${filled},`}
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
    ${survivingValue(identity, 'crm_account_key', 'account_id')},
    ${survivingValue(identity, 'mailbox', 'email')},
    ${surviving.map((column) => survivingValue(identity, column)).join(',\n    ')}
  FROM live_records AS r
  GROUP BY r.lead_id
),

labelled AS (
  SELECT
    *,
    ${indent(labelCase('title', standards.seniority), 4)} AS seniority,
    ${indent(labelCase('title', standards.functions), 4)} AS function,
    ${indent(employeesFrom('employees', 'size_range'), 4)} AS employees_from
  FROM people
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
  people.seniority,
  people.function,
  ${indent(committeeRoleCase(standards), 2)} AS committee_role,
  countries.country_code,
  ${indent(regionCase(standards, 'countries.country_code'), 2)} AS region,
  ${indent(labelCase('people.industry', standards.industries), 2)} AS industry_group,
  people.employees_from,
  ${indent(companySizeCase(standards), 2)} AS company_size,
  ${surviving.map((column) => `people.${column}`).join(',\n  ')}
FROM labelled AS people
INNER JOIN first_known ON first_known.lead_id = people.lead_id
LEFT JOIN \${ref("int_mailboxes")} AS mailboxes ON mailboxes.mailbox = people.mailbox
LEFT JOIN \${ref("int_countries")} AS countries ON countries.spelling = LOWER(TRIM(people.country))`,
  };
}
