/** The score of accounts, and what of it reaches the leads: <rubric>_account_scores, _lead_accounts, _account_points. */
import type { AccountSection, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { numeric } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { crowdStep } from './account-people.js';
import { insideRange } from './inside-range.js';
import { hasEngaged } from './engaged.js';
import { rubricPath, rubricRef } from './names.js';

/** Parts of an account's score by the kind of their rows: all of them together are the score. */
export const accountParts = [
  ['criteria_points', ['criterion']],
  ['acts_points', ['act', 'session_cap', 'day_cap', 'signal_cap']],
  ['people_points', ['from_people']],
  ['dominance_points', ['dominance']],
  ['committee_points', ['committee']],
  ['engaged_people_points', ['engaged_people']],
  ['range_points', ['range']],
] as const;

const zero = "NUMERIC '0'";

/** CTEs `crowd` and `role_lists`: who is engaged in an account. */
function engagedParts(rubric: Rubric, account: AccountSection): { readonly ctes: string; readonly joins: string } {
  if (!hasEngaged(rubric)) return { ctes: '', joins: '' };
  const hasRoles = account.committee !== undefined;
  const roles = `

roles AS (
  SELECT DISTINCT members.as_of, members.account_id, LOWER(TRIM(facts.committee_role)) AS committee_role
  FROM ${rubricRef(rubric, 'members')} AS members
  INNER JOIN ${rubricRef(rubric, 'engaged')} AS e ON e.as_of = members.as_of AND e.lead_id = members.lead_id
  INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = members.as_of AND facts.lead_id = members.lead_id
  WHERE facts.committee_role != 'other'
),

role_lists AS (
  SELECT as_of, account_id, STRING_AGG(committee_role, ', ' ORDER BY committee_role) AS roles_seen
  FROM roles
  GROUP BY as_of, account_id
),`;
  return {
    ctes: `

crowd AS (
  SELECT members.as_of, members.account_id, COUNT(*) AS people, MAX(e.last_day) AS last_day
  FROM ${rubricRef(rubric, 'members')} AS members
  INNER JOIN ${rubricRef(rubric, 'engaged')} AS e ON e.as_of = members.as_of AND e.lead_id = members.lead_id
  GROUP BY members.as_of, members.account_id
),${hasRoles ? roles : ''}`,
    joins: [
      '\nLEFT JOIN crowd ON crowd.as_of = accounts.as_of AND crowd.account_id = accounts.account_id',
      ...(hasRoles
        ? [
            '\nLEFT JOIN role_lists ON role_lists.as_of = accounts.as_of AND role_lists.account_id = accounts.account_id',
          ]
        : []),
    ].join(''),
  };
}

/** Grain: (as_of, account_id). undefined without an account section. */
export function accountScoresModel(rubric: Rubric): Model | undefined {
  const { account } = rubric;
  if (account === undefined) return undefined;
  const engaged = engagedParts(rubric, account);
  const parts = accountParts.map(([column, kinds]) => {
    const test =
      kinds.length === 1 ? `kind = '${kinds[0]}'` : `kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`;
    return `SUM(IF(${test}, points, ${zero})) AS ${column}`;
  });
  const bound = (side: 'could_fall' | 'could_rise'): string =>
    insideRange(`COALESCE(sums.unranged + sums.${side}, ${zero})`, account.range);
  return {
    path: rubricPath(rubric, 'account_scores'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The score of each account of the rubric ${rubric.name}. Grain: one row per as_of and account.`,
      tags: ['rubric', rubric.name],
      columns: {
        account_score: 'The sum of its contributions',
        account_lowest: 'What it would be if everything unknown of the account turned out worst',
        account_highest: 'What it would be if everything unknown of the account turned out best',
        engaged_people: 'Leads of the account that are engaged',
        roles_seen: 'The committee roles of its engaged people',
      },
      assertions: {
        uniqueKey: ['as_of', 'account_id'],
        nonNull: ['as_of', 'account_id', 'account_score'],
        rowConditions: ['account_lowest <= account_score AND account_score <= account_highest'],
      },
    },
    sql: `
WITH sums AS (
  SELECT
    as_of,
    account_id,
    SUM(points) AS account_score,
    SUM(IF(kind = 'range', ${zero}, points)) AS unranged,
    SUM(IF(is_known, ${zero}, LEAST(lowest - points, ${zero}))) AS could_fall,
    SUM(IF(is_known, ${zero}, GREATEST(highest - points, ${zero}))) AS could_rise,
    ${parts.join(',\n    ')}
  FROM ${rubricRef(rubric, 'account_contributions')}
  GROUP BY as_of, account_id
),${engaged.ctes}

accounts AS (
  SELECT * FROM ${rubricRef(rubric, 'accounts')}
)

SELECT
  accounts.as_of,
  accounts.account_id,
  COALESCE(sums.account_score, ${zero}) AS account_score,
  ${bound('could_fall')} AS account_lowest,
  ${bound('could_rise')} AS account_highest,
  ${accountParts.map(([column]) => `COALESCE(sums.${column}, ${zero}) AS ${column}`).join(',\n  ')},
  accounts.leads,
  ${hasEngaged(rubric) ? 'COALESCE(crowd.people, 0)' : '0'} AS engaged_people,
  ${hasEngaged(rubric) ? 'crowd.last_day' : 'CAST(NULL AS DATE)'} AS last_engaged_on,
  ${engaged.joins.includes('role_lists') ? 'role_lists.roles_seen' : 'CAST(NULL AS STRING)'} AS roles_seen
FROM accounts
LEFT JOIN sums ON sums.as_of = accounts.as_of AND sums.account_id = accounts.account_id${engaged.joins}`,
  };
}

/** Grain: (as_of, lead_id), for leads with an account: its score beside each. undefined without an account section. */
export function leadAccountsModel(rubric: Rubric): Model | undefined {
  if (rubric.account === undefined) return undefined;
  return {
    path: rubricPath(rubric, 'lead_accounts'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The score of the account of each lead of the rubric ${rubric.name}. Grain: one row per as_of and lead with an account.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'account_id', 'account_score'] },
    },
    sql: `
SELECT
  members.as_of,
  members.lead_id,
  members.account_id,
  scores.account_score,
  scores.account_lowest,
  scores.account_highest
FROM ${rubricRef(rubric, 'members')} AS members
INNER JOIN ${rubricRef(rubric, 'account_scores')} AS scores ON scores.as_of = members.as_of AND scores.account_id = members.account_id`,
  };
}

/** Whether an account gives rows to the totals of its leads. */
export function hasAccountPoints(rubric: Rubric): boolean {
  const { account, total } = rubric;
  if (account === undefined) return false;
  return total.accountWeight !== undefined || (account.engagedPeople?.onEngagedLeads === true && hasEngaged(rubric));
}

/** What `expression` of an account's score is worth in a lead's total, as SQL. */
export function inTotal(rubric: Rubric, expression: string): string {
  const weight = rubric.total.accountWeight;
  if (weight === undefined) return zero;
  return weight.equals(1) ? expression : `ROUND(${expression} * ${numeric(weight)}, 9)`;
}

/** Grain: (as_of, lead_id, rule, kind), as the points of a dimension. undefined where the account gives leads nothing. */
export function accountPointsModel(rubric: Rubric): Model | undefined {
  if (!hasAccountPoints(rubric)) return undefined;
  const { account, total } = rubric;
  const engaged = account?.engagedPeople;
  const isOnLeads = engaged?.onEngagedLeads === true && hasEngaged(rubric);
  const row = (rule: string, points: string, totalPoints: string, from: string): string =>
    `SELECT as_of, lead_id, '${rule}' AS rule, '${rule}' AS kind, '${rule}' AS arm, ${points} AS points, ${totalPoints} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known FROM ${from}`;
  const rows = [
    ...(total.accountWeight === undefined
      ? []
      : [
          `-- ${total.at.file}:${total.at.line}\n${row('account', 'account_score', inTotal(rubric, 'account_score'), rubricRef(rubric, 'lead_accounts'))}`,
        ]),
    ...(engaged !== undefined && isOnLeads
      ? [row('engaged_people', numeric(engaged.points), numeric(engaged.points), 'with_crowd')]
      : []),
  ];
  const ctes =
    engaged === undefined || !isOnLeads
      ? ''
      : `
WITH engaged AS (
  SELECT members.as_of, members.account_id, members.lead_id, e.age_days
  FROM ${rubricRef(rubric, 'members')} AS members
  INNER JOIN ${rubricRef(rubric, 'engaged')} AS e ON e.as_of = members.as_of AND e.lead_id = members.lead_id
),

${crowdStep(engaged)},

with_crowd AS (
  SELECT engaged.as_of, engaged.lead_id
  FROM engaged
  INNER JOIN crowds ON crowds.as_of = engaged.as_of AND crowds.account_id = engaged.account_id
)
`;
  return {
    path: rubricPath(rubric, 'account_points'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What the account gives to the total of each lead of the rubric ${rubric.name}. Grain: one row per as_of, lead, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        rule: 'account: its score; engaged_people: enough people of it are engaged, this one among them',
        points: 'Points of the account',
        total_points: 'Points in the total: weighted, exact to nine digits',
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'rule', 'kind'],
        nonNull: ['as_of', 'lead_id', 'rule', 'kind', 'points'],
      },
    },
    sql: `${ctes}
${rows.join('\nUNION ALL\n')}`,
  };
}
