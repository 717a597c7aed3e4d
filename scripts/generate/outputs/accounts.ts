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
      assertions: { uniqueKey: ['account_id'], nonNull: ['account_id'] },
    },
    sql: `
SELECT
  account_id,
  domain,
  parent_account_id,
  is_customer,
  records,
  people,
  country_code,
  region,
  industry_group,
  employees_from,
  company_size,
  ${columns.join(',\n  ')}
FROM \${ref("int_accounts")}`,
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
