/** accounts and account_scores. */
import type { Project } from '../../rubric/model.js';
import { accountAttributes, survivingAccountColumns } from '../intermediate/accounts.js';
import type { Model } from '../sqlx.js';
import { accountParts } from '../rubric/account-scores.js';
import { rubricRef } from '../rubric/names.js';
import { sqlxText } from '../text/sqlx-text.js';
import { accountRubrics, allDimensions } from './shape.js';

/** Grain: account_id. */
export function accountsTable(project: Project): Model {
  const columns = [...survivingAccountColumns, ...accountAttributes(project).map((attribute) => attribute.name)];
  return {
    path: 'definitions/outputs/accounts.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Every account, once: CRM records of one registrable domain together, and domains that only people have. Grain: one row per account_id.',
      tags: ['output'],
      columns: {
        parent_account_id: 'The account one step up; NULL at the top of a group, also where a circle was cut',
        ultimate_parent_id: 'The account at the top of the group: itself, where it has no parent',
        group_level: 'Steps up to the top; 0 there',
        subsidiaries: 'Accounts one step below it',
        all_subsidiaries: 'Accounts any number of steps below it',
        people: 'People of the account itself',
        group_people: 'These and the people of all accounts below it',
      },
      assertions: {
        uniqueKey: ['account_id'],
        nonNull: ['account_id', 'ultimate_parent_id', 'group_level', 'subsidiaries', 'all_subsidiaries'],
      },
    },
    sql: `
WITH accounts AS (
  SELECT * FROM \${ref("int_accounts")}
),

ancestors AS (
  SELECT * FROM \${ref("int_account_ancestors")}
),

above AS (
  SELECT account_id, MAX(distance) AS group_level
  FROM ancestors
  GROUP BY account_id
),

below AS (
  SELECT
    ancestors.ancestor_id AS account_id,
    COUNTIF(ancestors.distance = 1) AS subsidiaries,
    COUNT(*) AS all_subsidiaries,
    SUM(accounts.people) AS people
  FROM ancestors
  INNER JOIN accounts ON accounts.account_id = ancestors.account_id
  GROUP BY ancestors.ancestor_id
)

SELECT
  accounts.account_id,
  accounts.domain,
  parents.parent_account_id,
  parents.ultimate_parent_id,
  COALESCE(above.group_level, 0) AS group_level,
  COALESCE(below.subsidiaries, 0) AS subsidiaries,
  COALESCE(below.all_subsidiaries, 0) AS all_subsidiaries,
  accounts.is_customer,
  accounts.records,
  accounts.people,
  accounts.people + COALESCE(below.people, 0) AS group_people,
  accounts.country_code,
  accounts.region,
  accounts.industry_group,
  accounts.employees_from,
  accounts.company_size,
  ${columns.map((column) => `accounts.${column}`).join(',\n  ')}
FROM accounts
INNER JOIN \${ref("int_account_parents")} AS parents ON parents.account_id = accounts.account_id
LEFT JOIN above ON above.account_id = accounts.account_id
LEFT JOIN below ON below.account_id = accounts.account_id`,
  };
}

/** Grain: (rubric, as_of, account_id). The best lead of an account and, by rubrics with an account section, its own score. */
export function accountScoresTable(project: Project): Model {
  const dimensions = allDimensions(project);
  const rubrics = accountRubrics(project);
  const ofSection =
    rubrics.length === 0
      ? []
      : [
          'account_score',
          'account_lowest',
          'account_highest',
          ...accountParts.map(([column]) => column),
          'engaged_people',
          'last_engaged_on',
          'roles_seen',
        ];
  const sectionStep =
    rubrics.length === 0
      ? ''
      : `

section AS (
  ${rubrics.map((rubric) => `-- ${rubric.file}\n  SELECT ${sqlxText(rubric.name)} AS rubric, * FROM ${rubricRef(rubric, 'account_scores')}`).join('\n  UNION ALL\n  ')}
),`;
  const sectionJoin =
    rubrics.length === 0
      ? ''
      : '\nLEFT JOIN section ON section.rubric = sums.rubric AND section.as_of = sums.as_of AND section.account_id = sums.account_id';
  return {
    path: 'definitions/outputs/account_scores.sqlx',
    madeFrom: ['rubrics/*.yaml'],
    config: {
      type: 'table',
      description:
        "An account's people by rubric: the best score of each kind and the best-placed lead. Suppressed leads count. Grain: one row per rubric, as_of and account.",
      tags: ['output'],
      columns: {
        leads: 'Leads of the account that the rubric scores',
        engaged_leads: 'Leads with an act that gave points',
        best_lead_id: 'The lead with the highest total, ties by lead_id',
        best_tier: "That lead's tier",
        highest_total: 'Its total',
        ...(rubrics.length > 0 && {
          account_score: 'The sum of its reasons; NULL by a rubric without an account section',
          account_lowest: 'What it would be if everything unknown of the account turned out worst',
          account_highest: 'What it would be if everything unknown of the account turned out best',
          engaged_people: 'People who are engaged, as the rubric says',
          roles_seen: 'The committee roles of the engaged people',
        }),
      },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'account_id'],
        nonNull: ['rubric', 'as_of', 'account_id', 'leads', 'highest_total'],
      },
    },
    sql: `
WITH scores AS (
  SELECT
    s.*${rubrics.length === 0 ? '' : ' EXCEPT (account_id)'},
    ${rubrics.length === 0 ? 'member.account_id' : 'COALESCE(s.account_id, member.account_id) AS account_id'}
  FROM \${ref("lead_scores")} AS s
  INNER JOIN \${ref("int_person_accounts")} AS member ON member.lead_id = s.lead_id
),${sectionStep}

sums AS (
  SELECT
    rubric,
    as_of,
    account_id,
    COUNT(*) AS leads,
    COUNTIF(last_act_on IS NOT NULL) AS engaged_leads,
    ${dimensions.map((name) => `MAX(${name}_score) AS highest_${name}`).join(',\n    ')},
    MAX(total_score) AS highest_total,
    MAX(last_act_on) AS last_act_on
  FROM scores
  GROUP BY rubric, as_of, account_id
),

best AS (
  SELECT rubric, as_of, account_id, lead_id, tier
  FROM scores
  QUALIFY ROW_NUMBER() OVER (PARTITION BY rubric, as_of, account_id ORDER BY total_score DESC, lead_id) = 1
)

SELECT
  sums.rubric,
  sums.as_of,
  sums.account_id,
  sums.leads,
  sums.engaged_leads,
  best.lead_id AS best_lead_id,
  best.tier AS best_tier,
  sums.highest_total,
  ${[...dimensions.map((name) => `sums.highest_${name}`), ...ofSection.map((column) => `section.${column}`)].join(',\n  ')},
  sums.last_act_on
FROM sums
INNER JOIN best ON best.rubric = sums.rubric AND best.as_of = sums.as_of AND best.account_id = sums.account_id${sectionJoin}`,
  };
}
