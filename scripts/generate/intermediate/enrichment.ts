/** What vendors say of accounts: every answer, the one that is taken, and an account's facts with it. */
import { canonicalEntities, type EnrichableField, enrichableFields } from '../canonical.js';
import type { Cadence, Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { indent, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { accountOfFactSteps } from './account-of-fact.js';
import { accountAttributes, survivingAccountColumns } from './accounts.js';
import { hostOf } from './domains.js';
import { type Input, inputsOf } from './inputs.js';
import { companySizeCase, employeesFrom, labelCase, regionCase } from './standard-labels.js';

const columns = canonicalEntities.enrichment.columns;

/** Whether vendors have a say: standards.yaml orders them. */
export function isEnriched({ standards }: Project): boolean {
  return standards.enrichment !== undefined;
}

/** Of the models whose rows depend on when attributes are read; '' for at every run. */
export function cadenceSuffix(cadence: Cadence | undefined): string {
  return cadence === undefined ? '' : `_${cadence}`;
}

/** The first day on which what became known does not count yet, as SQL; undefined where everything known by as_of counts. */
export function boundaryDay(cadence: Cadence | undefined, asOfDay: string): string | undefined {
  switch (cadence) {
    case undefined:
      return undefined;
    case 'daily':
      return asOfDay;
    case 'weekly':
      return `DATE_TRUNC(${asOfDay}, ISOWEEK)`;
    case 'monthly':
      return `DATE_TRUNC(${asOfDay}, MONTH)`;
  }
}

function branch({ source, model }: Input): string {
  return `-- ${model}
  SELECT
    ${sqlxText(source.name)} AS source,
    ${Object.keys(columns).join(',\n    ')}
  FROM \${ref("${model}")}
  WHERE record_id IS NOT NULL AND vendor IS NOT NULL AND fetched_at IS NOT NULL`;
}

const noAnswers = `SELECT
    ${typedNull('STRING')} AS source,
    ${Object.entries(columns)
      .map(([name, { type }]) => `${typedNull(type)} AS ${name}`)
      .join(',\n    ')}
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE`;

/** Grain: enrichment_key. */
function enrichmentModel(project: Project): Model {
  const inputs = inputsOf(project, 'enrichment');
  return {
    path: 'definitions/intermediate/int_enrichment.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Every answer of a vendor about a company, once, with the account: that of the record it names, else of the registrable domain. Grain: one row per enrichment_key.',
      tags: ['intermediate'],
      columns: {
        enrichment_key: 'Source and id of the answer',
        vendor: 'Who says so, in small letters',
        fetched_at: 'When the vendor was asked: the answer ages from then on',
        known_at: 'When the answer reached the warehouse',
      },
      assertions: { uniqueKey: ['enrichment_key'], nonNull: ['enrichment_key', 'account_id', 'vendor', 'known_at'] },
    },
    sql: `
WITH answers AS (
  ${(inputs.length === 0 ? [noAnswers] : inputs.map(branch)).join('\n\n  UNION ALL\n\n  ')}
),

keyed AS (
  SELECT
    *,
    CONCAT(source, ':', record_id) AS enrichment_key,
    ${hostOf('domain')} AS host
  FROM answers
),

-- The same answer twice in the raw data: the row known first stays.
once AS (
  SELECT *
  FROM keyed
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY enrichment_key
    ORDER BY COALESCE(known_at, fetched_at), fetched_at, vendor, account_record_id, domain, ${enrichableFields.join(', ')}, is_confirmed
  ) = 1
),

${accountOfFactSteps('enrichment_key', project.standards).join(',\n\n')}

SELECT
  once.enrichment_key,
  nearest.account_id,
  LOWER(TRIM(once.vendor)) AS vendor,
  ${enrichableFields.map((field) => `once.${field}`).join(',\n  ')},
  COALESCE(once.is_confirmed, FALSE) AS is_confirmed,
  once.fetched_at,
  COALESCE(once.known_at, once.fetched_at) AS known_at
FROM once
INNER JOIN nearest ON nearest.enrichment_key = once.enrichment_key`,
  };
}

function asText(field: EnrichableField, from: string): string {
  return columns[field].type === 'STRING' ? `${from}.${field}` : `CAST(${from}.${field} AS STRING)`;
}

function told(from: string): string {
  return enrichableFields
    .map((field) => `STRUCT('${field}' AS field, ${asText(field, from)} AS answer)`)
    .join(',\n    ');
}

/** Grain: (as_of, account_id, field, vendor). */
function enrichedValuesModel(project: Project, cadence: Cadence | undefined): Model {
  const fields = project.standards.enrichment?.fields ?? [];
  const zone = sqlxText(project.standards.timeZone);
  const boundary = boundaryDay(cadence, 'as_of_day');
  const suffix = cadenceSuffix(cadence);
  const ranks = fields.flatMap(({ field, vendors, at }) =>
    vendors.map(
      (vendor, index) =>
        `${index === 0 ? `      -- ${at.file}:${at.line}\n` : ''}      WHEN field = '${field}' AND vendor = ${sqlxText(vendor)} THEN ${index + 1}`,
    ),
  );
  const refused = fields.flatMap(({ field, maxAgeDays, needsConfirmation }) => [
    ...(maxAgeDays === undefined ? [] : [`      WHEN field = '${field}' AND age_days >= ${maxAgeDays} THEN 'too old'`]),
    ...(needsConfirmation ? [`      WHEN field = '${field}' AND NOT is_confirmed THEN 'not confirmed'`] : []),
  ]);
  return {
    path: `definitions/intermediate/int_enriched_values${suffix}.sqlx`,
    madeFrom: ['rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description: `What the CRM and each vendor say of each account of which some vendor says something, the newest answer of each${cadence === undefined ? ' that was known by as_of' : ` that was known before attributes were last read (${cadence})`}, and whose value is taken. Grain: one row per as_of, account, field and vendor.`,
      tags: ['intermediate'],
      columns: {
        read_on: 'The day by which ages are counted',
        vendor: 'Who says so; crm for the CRM itself',
        value: 'What is said, as text',
        age_days: 'Whole days since the vendor was asked; NULL for the CRM, whose values have no age',
        standing:
          'taken, outranked, too old, not confirmed, or not asked where standards.yaml does not name the vendor',
      },
      assertions: {
        uniqueKey: ['as_of', 'account_id', 'field', 'vendor'],
        nonNull: ['as_of', 'account_id', 'field', 'vendor', 'value', 'standing'],
      },
    },
    sql: `
WITH clock AS (
  SELECT as_of, ${boundary ?? 'as_of_day'} AS read_on
  FROM \${ref("int_as_of")}
),

-- Joined first: what stands beside UNNEST is one relation.
read_answers AS (
  SELECT
    clock.as_of,
    clock.read_on,
    e.*
  FROM \${ref("int_enrichment")} AS e
  INNER JOIN clock ON ${boundary === undefined ? 'e.known_at <= clock.as_of' : `DATE(e.known_at, ${zone}) < clock.read_on`}
  WHERE e.vendor != 'crm'
),

answers AS (
  SELECT
    e.as_of,
    e.read_on,
    e.account_id,
    e.vendor,
    e.enrichment_key,
    e.fetched_at,
    e.known_at,
    DATE_DIFF(e.read_on, DATE(e.fetched_at, ${zone}), DAY) AS age_days,
    e.is_confirmed,
    f.field,
    f.answer AS value
  FROM read_answers AS e
  CROSS JOIN UNNEST([
    ${told('e')}
  ]) AS f
  WHERE f.answer IS NOT NULL
),

newest AS (
  SELECT *
  FROM answers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY as_of, account_id, field, vendor ORDER BY fetched_at DESC, known_at DESC, enrichment_key) = 1
),

spoken_of AS (
  SELECT DISTINCT as_of, read_on, account_id
  FROM newest
),

own_values AS (
  SELECT
    spoken_of.as_of,
    spoken_of.read_on,
    accounts.account_id,
    ${enrichableFields.map((field) => `accounts.${field}`).join(',\n    ')}
  FROM spoken_of
  INNER JOIN \${ref("int_accounts")} AS accounts ON accounts.account_id = spoken_of.account_id
),

own AS (
  SELECT
    o.as_of,
    o.read_on,
    o.account_id,
    f.field,
    f.answer AS value
  FROM own_values AS o
  CROSS JOIN UNNEST([
    ${told('o')}
  ]) AS f
  WHERE f.answer IS NOT NULL
),

said AS (
  SELECT as_of, read_on, account_id, field, vendor, value, fetched_at, age_days, is_confirmed FROM newest
  UNION ALL
  SELECT as_of, read_on, account_id, field, 'crm' AS vendor, value, CAST(NULL AS TIMESTAMP) AS fetched_at, CAST(NULL AS INT64) AS age_days, TRUE AS is_confirmed FROM own
),

ranked AS (
  SELECT
    *,
    CASE
${ranks.join('\n')}
    END AS place
  FROM said
),

judged AS (
  SELECT
    *,
    CASE
      WHEN place IS NULL THEN 'not asked'${refused.length === 0 ? '' : `\n${refused.join('\n')}`}
    END AS refused_because
  FROM ranked
),

first_places AS (
  SELECT as_of, account_id, field, MIN(place) AS place
  FROM judged
  WHERE refused_because IS NULL
  GROUP BY as_of, account_id, field
)

SELECT
  judged.as_of,
  judged.read_on,
  judged.account_id,
  judged.field,
  judged.vendor,
  judged.value,
  judged.fetched_at,
  judged.age_days,
  judged.is_confirmed,
  COALESCE(judged.refused_because, IF(judged.place = first_places.place, 'taken', 'outranked')) AS standing
FROM judged
LEFT JOIN first_places ON first_places.as_of = judged.as_of AND first_places.account_id = judged.account_id AND first_places.field = judged.field`,
  };
}

/** Grain: (as_of, account_id): the columns of int_accounts that a rubric may read, with what is taken from vendors. */
function accountFactsModel(project: Project, cadence: Cadence | undefined): Model {
  const { standards } = project;
  const suffix = cadenceSuffix(cadence);
  const isVendors = (column: string): boolean => enrichableFields.some((field) => field === column);
  const kept = [
    ...survivingAccountColumns.filter((column) => !isVendors(column)),
    ...accountAttributes(project).map((attribute) => attribute.name),
  ];
  const taken = enrichableFields.map((field) => {
    const value = `MAX(IF(field = '${field}', value, NULL))`;
    const { type } = columns[field];
    return `${type === 'STRING' ? value : `CAST(${value} AS ${type})`} AS ${field}`;
  });
  return {
    path: `definitions/intermediate/int_account_facts${suffix}.sqlx`,
    madeFrom: ['rubrics/sources/*.yaml', 'rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description: `What a rubric may read of an account${cadence === undefined ? '' : ` where attributes are read ${cadence}`}: the CRM's own values, and in their place those of vendors that are believed more. Grain: one row per as_of and account.`,
      tags: ['intermediate'],
      assertions: { uniqueKey: ['as_of', 'account_id'], nonNull: ['as_of', 'account_id', 'people'] },
    },
    sql: `
WITH taken AS (
  SELECT
    as_of,
    account_id,
    ${taken.join(',\n    ')}
  FROM \${ref("int_enriched_values${suffix}")}
  WHERE standing = 'taken'
  GROUP BY as_of, account_id
),

whole AS (
  SELECT
    clock.as_of,
    accounts.account_id,
    accounts.domain,
    accounts.is_customer,
    accounts.people,
    ${enrichableFields.map((field) => `COALESCE(taken.${field}, accounts.${field}) AS ${field}`).join(',\n    ')},
    ${kept.map((column) => `accounts.${column}`).join(',\n    ')}
  FROM \${ref("int_accounts")} AS accounts
  CROSS JOIN \${ref("int_as_of")} AS clock
  LEFT JOIN taken ON taken.as_of = clock.as_of AND taken.account_id = accounts.account_id
),

sized AS (
  SELECT
    *,
    ${indent(employeesFrom('employees', 'size_range'), 4)} AS employees_from
  FROM whole
)

SELECT
  sized.as_of,
  sized.account_id,
  sized.domain,
  sized.is_customer,
  sized.people,
  countries.country_code,
  ${indent(regionCase(standards, 'countries.country_code'), 2)} AS region,
  ${indent(labelCase('sized.industry', standards.industries), 2)} AS industry_group,
  sized.employees_from,
  ${indent(companySizeCase(standards), 2)} AS company_size,
  ${[...enrichableFields, ...kept].map((column) => `sized.${column}`).join(',\n  ')}
FROM sized
LEFT JOIN \${ref("int_countries")} AS countries ON countries.spelling = LOWER(TRIM(sized.country))`,
  };
}

/** When attributes are read, by the rubrics that are scored; undefined for at every run, which is always there. */
export function cadencesOf(project: Project): readonly (Cadence | undefined)[] {
  const asked = project.rubrics.flatMap(({ status, recalculate }) =>
    (status === 'live' || status === 'shadow') && recalculate !== undefined ? [recalculate.attributes] : [],
  );
  return [undefined, ...new Set(asked)];
}

/** Nothing for a project in which no vendor has a say. */
export function enrichmentModels(project: Project): readonly Model[] {
  if (!isEnriched(project)) return [];
  return [
    enrichmentModel(project),
    ...cadencesOf(project).flatMap((cadence) => [
      enrichedValuesModel(project, cadence),
      accountFactsModel(project, cadence),
    ]),
  ];
}
