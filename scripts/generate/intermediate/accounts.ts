import type { Attribute, Project } from '../../rubric/model.js';
import { indent, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hostOf } from './domains.js';
import { type Input, inputsOf } from './inputs.js';
import { newestValue } from './people.js';
import { attributesOf } from './person-records.js';
import { companySizeCase, employeesFrom, labelCase, regionCase } from './standard-labels.js';

export const survivingAccountColumns = [
  'name',
  'industry',
  'employees',
  'annual_revenue',
  'size_range',
  'website',
  'country',
  'account_type',
  'owner_id',
] as const;

export function accountAttributes(project: Project): readonly Attribute[] {
  return attributesOf(inputsOf(project, 'accounts'));
}

function branch(input: Input, attributes: readonly Attribute[]): string {
  const declared = new Set(input.mapping.attributes.map((attribute) => attribute.name));
  const lines = [
    `${sqlxText(input.source.name)} AS source`,
    'record_id',
    ...survivingAccountColumns,
    'is_customer',
    'parent_id',
    'merged_into_id',
    'is_deleted',
    'created_at',
    'updated_at',
    'known_at',
    ...attributes.map((attribute) =>
      declared.has(attribute.name) ? attribute.name : `${typedNull(attribute.type)} AS ${attribute.name}`,
    ),
  ];
  return `SELECT\n    ${lines.join(',\n    ')}\n  FROM \${ref("${input.model}")}`;
}

/** What stands in for the records where no source has accounts: the same columns and no row. */
function noRecords(attributes: readonly Attribute[]): string {
  const types: readonly (readonly [string, Parameters<typeof typedNull>[0]])[] = [
    ['source', 'STRING'],
    ['record_id', 'STRING'],
    ...survivingAccountColumns.map(
      (column) =>
        [column, column === 'employees' ? 'INT64' : column === 'annual_revenue' ? 'NUMERIC' : 'STRING'] as const,
    ),
    ['is_customer', 'BOOL'],
    ['parent_id', 'STRING'],
    ['merged_into_id', 'STRING'],
    ['is_deleted', 'BOOL'],
    ['created_at', 'TIMESTAMP'],
    ['updated_at', 'TIMESTAMP'],
    ['known_at', 'TIMESTAMP'],
    ...attributes.map((attribute) => [attribute.name, attribute.type] as const),
  ];
  return `SELECT\n    ${types.map(([name, type]) => `${typedNull(type)} AS ${name}`).join(',\n    ')}\n  FROM UNNEST(['nothing']) AS nothing\n  WHERE FALSE`;
}

/** Each round doubles the merges that are followed: after four, sixteen. What goes on longer is said in account_issues. */
const mergeRounds = 4;

function mergeRound(n: number): string {
  return `
trail_${n} AS (
  SELECT here.record_key, above.survivor_key
  FROM trail_${n - 1} AS here
  INNER JOIN trail_${n - 1} AS above ON above.record_key = here.survivor_key
)`.trimStart();
}

/** int_account_records: every account record and the account it belongs to. Grain: (source, record_id). */
export function accountRecordsModel(project: Project): Model {
  const inputs = inputsOf(project, 'accounts');
  const attributes = accountAttributes(project);
  const names = [
    ...survivingAccountColumns,
    'is_customer',
    'is_deleted',
    'created_at',
    'updated_at',
    ...attributes.map((attribute) => attribute.name),
  ];
  return {
    path: 'definitions/intermediate/int_account_records.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      dependOnDependencyAssertions: true,
      description:
        'Every account record of every source with the account it belongs to: that of its registrable domain, or of itself where it has none. A merged record belongs where the survivor does. Grain: one row per source record.',
      tags: ['intermediate'],
      columns: {
        record_key: 'Source and id of the record',
        record_id: "The source's own id",
        account_id: 'The account: a hash of its registrable domain, else of the record that survived the merges',
        domain: 'Registrable domain of the website, unless it is a free-mail one',
        merged_into_key: 'The record that it was merged into',
        survivor_key: 'The record at the end of the merges; itself where it was not merged',
        parent_key: 'The record that it names as its parent',
      },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'account_id', 'first_known_at'] },
    },
    sql: `
WITH records AS (
  ${inputs.length === 0 ? noRecords(attributes) : inputs.map((input) => branch(input, attributes)).join('\n  UNION ALL\n  ')}
),

newest AS (
  SELECT
    *,
    CONCAT('crm:', source, ':', record_id) AS record_key,
    CONCAT('crm:', source, ':', merged_into_id) AS merged_into_key,
    CONCAT('crm:', source, ':', parent_id) AS parent_key,
    COALESCE(known_at, created_at, TIMESTAMP '1970-01-01 00:00:00+00') AS first_known_at,
    ${hostOf('website')} AS host
  FROM records
  WHERE record_id IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY source, record_id ORDER BY updated_at DESC, created_at DESC, name, website) = 1
),

with_domain AS (
  SELECT
    newest.*,
    IF(free.domain IS NULL, hosts.registrable_domain, NULL) AS domain
  FROM newest
  LEFT JOIN \${ref("int_hosts")} AS hosts ON hosts.host = newest.host
  LEFT JOIN \${ref("int_mailbox_domains")} AS free ON free.domain = hosts.registrable_domain
),

account_keys AS (
  SELECT
    record_key,
    COALESCE(CONCAT('domain:', domain), record_key) AS account_key
  FROM with_domain
),

-- The record that each was merged into, itself where that is none or not there; then on from there.
trail_0 AS (
  SELECT own.record_key, COALESCE(next.record_key, own.record_key) AS survivor_key
  FROM with_domain AS own
  LEFT JOIN with_domain AS next ON next.record_key = own.merged_into_key
),

${Array.from({ length: mergeRounds }, (_, index) => mergeRound(index + 1)).join(',\n\n')}

SELECT
  r.record_key,
  r.source,
  r.record_id,
  CONCAT('a_', SUBSTR(TO_HEX(SHA256(survivor.account_key)), 1, 16)) AS account_id,
  IF(survivor.account_key = own.account_key, r.domain, NULL) AS domain,
  r.merged_into_key,
  trail.survivor_key,
  r.parent_key,
  r.first_known_at,
  ${names.map((name) => `r.${name}`).join(',\n  ')}
FROM with_domain AS r
INNER JOIN trail_${mergeRounds} AS trail ON trail.record_key = r.record_key
INNER JOIN account_keys AS own ON own.record_key = r.record_key
INNER JOIN account_keys AS survivor ON survivor.record_key = trail.survivor_key`,
  };
}

/** int_accounts: one row per account, from CRM records and from the domains of people. Grain: account_id. */
export function accountsModel(project: Project): Model {
  const { standards } = project;
  const surviving = [...survivingAccountColumns, ...accountAttributes(project).map((attribute) => attribute.name)];
  return {
    path: 'definitions/intermediate/int_accounts.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml', 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'One row per account: CRM records of one registrable domain are one account, and a domain that only people have is one, too. Grain: one row per account_id.',
      tags: ['intermediate'],
      columns: {
        account_id: 'The account',
        domain: 'Registrable domain',
        parent_account_id: 'The account of the parent record that the oldest record with a parent names',
        people: 'Number of people',
      },
      assertions: { uniqueKey: ['account_id'], nonNull: ['account_id', 'people'] },
    },
    sql: `
WITH records AS (
  SELECT * FROM \${ref("int_account_records")}
),

from_records AS (
  SELECT
    r.account_id,
    ${newestValue('domain', 'r.first_known_at, r.record_key')},
    ARRAY_AGG(parent.account_id IGNORE NULLS ORDER BY r.first_known_at, r.record_key LIMIT 1)[SAFE_OFFSET(0)] AS parent_account_id,
    LOGICAL_OR(COALESCE(r.is_customer, FALSE)) AS is_customer,
    COUNTIF(r.is_deleted IS NOT TRUE) AS records,
    ${surviving.map((column) => newestValue(column)).join(',\n    ')}
  FROM records AS r
  LEFT JOIN records AS parent ON parent.record_key = r.parent_key AND parent.account_id != r.account_id
  GROUP BY r.account_id
),

sized AS (
  SELECT
    *,
    ${indent(employeesFrom('employees', 'size_range'), 4)} AS employees_from
  FROM from_records
),

from_people AS (
  SELECT account_id, MIN(matched_domain) AS domain, COUNT(*) AS people
  FROM \${ref("int_person_accounts")}
  GROUP BY account_id
),

either AS (
  SELECT account_id FROM from_records
  UNION ALL
  SELECT account_id FROM from_people
),

all_ids AS (
  SELECT DISTINCT account_id FROM either
)

SELECT
  all_ids.account_id,
  COALESCE(from_records.domain, from_people.domain) AS domain,
  from_records.parent_account_id,
  from_records.is_customer,
  COALESCE(from_records.records, 0) AS records,
  COALESCE(from_people.people, 0) AS people,
  countries.country_code,
  ${indent(regionCase(standards, 'countries.country_code'), 2)} AS region,
  ${indent(labelCase('from_records.industry', standards.industries), 2)} AS industry_group,
  from_records.employees_from,
  ${indent(companySizeCase(standards), 2)} AS company_size,
  ${surviving.map((column) => `from_records.${column}`).join(',\n  ')}
FROM all_ids
LEFT JOIN sized AS from_records ON from_records.account_id = all_ids.account_id
LEFT JOIN from_people ON from_people.account_id = all_ids.account_id
LEFT JOIN \${ref("int_countries")} AS countries ON countries.spelling = LOWER(TRIM(from_records.country))`,
  };
}
