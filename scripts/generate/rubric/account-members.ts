/** <rubric>_members and <rubric>_accounts: whose people score for which account, and what is known of it. */
import type { Project, Rubric } from '../../rubric/model.js';
import { isEnriched } from '../intermediate/enrichment.js';
import { accountFacts, accountFactsFrom, openOpportunities } from '../intermediate/lead-facts.js';
import type { Model } from '../sqlx.js';
import { rubricPath, rubricRef } from './names.js';

/** Grain: (as_of, lead_id), for scored leads with an account. */
export function membersModel(rubric: Rubric): Model | undefined {
  if (rubric.account === undefined) return undefined;
  const isOfGroup = rubric.account.level === 'ultimate_parent';
  const parents = isOfGroup
    ? '\nINNER JOIN ${ref("int_account_parents")} AS parents ON parents.account_id = member.account_id'
    : '';
  return {
    path: rubricPath(rubric, 'members'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The leads that the rubric ${rubric.name} scores and the account that they score for. Grain: one row per as_of and lead with an account.`,
      tags: ['rubric', rubric.name],
      columns: {
        account_id: isOfGroup ? "The account at the top of the group of the lead's account" : "The lead's account",
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'account_id'] },
    },
    sql: `
SELECT
  leads.as_of,
  leads.as_of_day,
  leads.lead_id,
  ${isOfGroup ? 'parents.ultimate_parent_id AS account_id' : 'member.account_id'}
FROM ${rubricRef(rubric, 'leads')} AS leads
INNER JOIN \${ref("int_person_accounts")} AS member ON member.lead_id = leads.lead_id${parents}`,
  };
}

/** Grain: (as_of, account_id), for accounts with a member. */
export function rubricAccountsModel(project: Project, rubric: Rubric): Model | undefined {
  if (rubric.account === undefined) return undefined;
  const facts = accountFacts(project);
  return {
    path: rubricPath(rubric, 'accounts'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The accounts that the rubric ${rubric.name} scores, with what it may read of them. Grain: one row per as_of and account.`,
      tags: ['rubric', rubric.name],
      columns: { leads: 'Leads that score for the account' },
      assertions: { uniqueKey: ['as_of', 'account_id'], nonNull: ['as_of', 'account_id', 'leads'] },
    },
    sql: `
WITH clock AS (
  SELECT * FROM \${ref("int_as_of")}
),

${openOpportunities},

members AS (
  SELECT as_of, as_of_day, account_id, COUNT(*) AS leads
  FROM ${rubricRef(rubric, 'members')}
  GROUP BY as_of, as_of_day, account_id
)

SELECT
  members.as_of,
  members.as_of_day,
  members.account_id,
  members.leads,
  ${facts.map((column) => `accounts.${column} AS account_${column}`).join(',\n  ')},
  accounts.people AS account_people,
  open_opportunities.account_id IS NOT NULL AS account_has_open_opportunity
FROM members
INNER JOIN ${accountFactsFrom(project, rubric.recalculate?.attributes)} AS accounts ON accounts.account_id = members.account_id${isEnriched(project) ? ' AND accounts.as_of = members.as_of' : ''}
LEFT JOIN open_opportunities ON open_opportunities.account_id = members.account_id AND open_opportunities.as_of = members.as_of`,
  };
}
