import type { Cadence, FieldRef, Project, Rubric } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { accountAttributes, survivingAccountColumns } from './accounts.js';
import { cadenceSuffix, isEnriched } from './enrichment.js';
import { leadAttributes, survivingPersonColumns } from './person-records.js';

const derivedLeadColumns = [
  'email_kind',
  'email_domain',
  'registrable_domain',
  'seniority',
  'function',
  'committee_role',
  'country_code',
  'region',
  'industry_group',
  'employees_from',
  'company_size',
] as const;

/** The column of int_lead_facts that holds a field of the rubric language. */
export function factColumn(field: Pick<FieldRef, 'entity' | 'name'>): string {
  return field.entity === 'lead' ? field.name : `account_${field.name}`;
}

/** The columns of int_accounts that a rubric may read; `account.people` and whether an opportunity is open stand beside them. */
export function accountFacts(project: Project): readonly string[] {
  return [
    'domain',
    'country_code',
    'region',
    'industry_group',
    'employees_from',
    'company_size',
    'is_customer',
    ...survivingAccountColumns,
    ...accountAttributes(project).map((attribute) => attribute.name),
  ];
}

/** A step of a model that has `clock`: the accounts with an opportunity that was created and not closed by as_of. */
export const openOpportunities = `open_opportunities AS (
  SELECT DISTINCT clock.as_of, o.account_id
  FROM \${ref("int_opportunities")} AS o
  CROSS JOIN clock
  WHERE o.account_id IS NOT NULL
    AND o.created_at < clock.as_of
    AND o.first_known_at <= clock.as_of
    AND (NOT o.is_closed OR o.closed_at > clock.as_of)
)`;

/** Where accounts' facts are read from; with an enrichment they are known by as_of. */
export function accountFactsFrom(project: Project, cadence: Cadence | undefined): string {
  return isEnriched(project) ? `\${ref("int_account_facts${cadenceSuffix(cadence)}")}` : '${ref("int_accounts")}';
}

/** What a rubric reads of leads, by when it reads attributes. */
export function leadFactsRef({ recalculate }: Pick<Rubric, 'recalculate'>): string {
  return `\${ref("int_lead_facts${cadenceSuffix(recalculate?.attributes)}")}`;
}

/** int_lead_facts: what a rubric may read of a lead and its account at each as_of. Grain: (as_of, lead_id). */
export function leadFactsModel(project: Project, cadence: Cadence | undefined): Model {
  const lead = [
    'created_at',
    'do_not_contact',
    'mailbox',
    ...derivedLeadColumns,
    ...survivingPersonColumns.map(([column]) => column),
    ...leadAttributes(project).map((attribute) => attribute.name),
  ];
  const account = accountFacts(project);
  return {
    path: `definitions/intermediate/int_lead_facts${cadenceSuffix(cadence)}.sqlx`,
    madeFrom: ['rubrics/sources/*.yaml', 'rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description: `What a rubric may read of a lead and its account${cadence === undefined ? '' : ` where attributes are read ${cadence}`}, for every lead known at as_of. Grain: one row per as_of and lead.`,
      tags: ['intermediate'],
      columns: {
        last_recycled_at: 'When sales had last given one of the records back by as_of',
        is_converted: 'A lead record of the person had been converted by as_of',
        account_has_open_opportunity:
          'The account had an opportunity that was created and not closed by as_of; NULL without an account',
      },
      bigquery: { clusterBy: ['lead_id'] },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'email_kind'] },
    },
    sql: `
WITH clock AS (
  SELECT * FROM \${ref("int_as_of")}
),

${openOpportunities}

SELECT
  clock.as_of,
  clock.as_of_day,
  people.lead_id,
  people.first_known_at,
  COALESCE(people.converted_at <= clock.as_of, FALSE) AS is_converted,
  IF(people.last_recycled_at <= clock.as_of, people.last_recycled_at, NULL) AS last_recycled_at,
  member.account_id IS NOT NULL AS has_account,
  member.account_id,
  ${lead.map((column) => `people.${column}`).join(',\n  ')},
  ${account.map((column) => `accounts.${column} AS account_${column}`).join(',\n  ')},
  accounts.people AS account_people,
  IF(member.account_id IS NULL, NULL, open_opportunities.account_id IS NOT NULL) AS account_has_open_opportunity
FROM \${ref("int_people")} AS people
INNER JOIN clock ON people.first_known_at <= clock.as_of
LEFT JOIN \${ref("int_person_accounts")} AS member ON member.lead_id = people.lead_id
LEFT JOIN ${accountFactsFrom(project, cadence)} AS accounts ON accounts.account_id = member.account_id${isEnriched(project) ? ' AND accounts.as_of = clock.as_of' : ''}
LEFT JOIN open_opportunities ON open_opportunities.account_id = member.account_id AND open_opportunities.as_of = clock.as_of`,
  };
}
