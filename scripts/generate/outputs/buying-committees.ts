/** buying_committees and buying_committee_people, and the assertion that they say what the score of the account says. */
import type { Project, Rubric } from '../../rubric/model.js';
import { rubricRef } from '../rubric/names.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { accountRubrics } from './shape.js';

const roleColumns = [
  'as_of',
  'account_id',
  'committee_role',
  'is_required',
  'is_filled',
  'people',
  'engaged_people',
  'counted_people',
  'last_engaged_on',
  'best_lead_id',
  'people_counted',
  'roles_required',
  'roles_filled',
  'completeness',
  'points',
] as const;

function union(rubrics: readonly Rubric[], branch: (rubric: Rubric) => string): string {
  return rubrics.map(branch).join('\n\nUNION ALL\n\n');
}

/** Grain: (rubric, as_of, account_id, committee_role). */
function buyingCommitteesTable(rubrics: readonly Rubric[]): Model {
  return {
    path: 'definitions/outputs/buying_committees.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'table',
      description:
        'The buying committee of each account by rubric: every role that the rubric asks for, filled or missing, and those that its people have beside them. A rubric that asks for none has only the latter. Grain: one row per rubric, as_of, account and committee role.',
      tags: ['output'],
      columns: {
        is_required: 'The rubric asks for this role',
        is_filled: 'Somebody of this role counts for the committee',
        people: 'People of this role whom the rubric scores',
        engaged_people: 'Of them engaged, as the rubric says',
        counted_people: "Of them with an act that gave points within the committee's days",
        best_lead_id:
          'Who of this role counts, else is engaged, else is there; of several the one whose acts gave most, ties by lead_id',
        people_counted: 'People of the account who count, whatever their role',
        roles_required: 'How many roles the rubric asks for',
        roles_filled: 'How many of these are filled',
        completeness: 'Share of these that is filled, to six digits; NULL where the rubric asks for none',
        points: 'What the role gives to the score of the account',
      },
      bigquery: { clusterBy: ['rubric', 'account_id'] },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'account_id', 'committee_role'],
        nonNull: ['rubric', 'as_of', 'account_id', 'committee_role', 'is_required', 'is_filled', 'points'],
      },
    },
    sql: `
${union(
  rubrics,
  (rubric) => `-- ${rubric.file}
SELECT
  ${sqlxText(rubric.name)} AS rubric,
  ${roleColumns.join(',\n  ')}
FROM ${rubricRef(rubric, 'committee_roles')}`,
)}`,
  };
}

const personColumns = [
  'as_of',
  'account_id',
  'lead_id',
  'committee_role',
  'is_required',
  'is_engaged',
  'is_counted',
  'last_engaged_on',
  'evidence_dimension',
  'evidence_rule',
  'evidence_signal',
  'evidence_on',
  'evidence_points',
  'acts',
  'acts_points',
  'people_points',
  'dominance_points',
] as const;

function peopleBranch(rubric: Rubric): string {
  return `-- ${rubric.file}
SELECT
  ${sqlxText(rubric.name)} AS rubric,
  ${personColumns.map((column) => `people.${column}`).join(',\n  ')},
  CONCAT(rules.label, ', on ', CAST(people.evidence_on AS STRING)) AS evidence
FROM ${rubricRef(rubric, 'committee_people')} AS people
LEFT JOIN ${rubricRef(rubric, 'rules')} AS rules ON rules.dimension = people.evidence_dimension AND rules.rule = people.evidence_rule AND rules.arm = 'act'`;
}

/** Grain: (rubric, as_of, lead_id). */
function buyingCommitteePeopleTable(rubrics: readonly Rubric[]): Model {
  return {
    path: 'definitions/outputs/buying_committee_people.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'table',
      description:
        'The people of an account by rubric who have a committee role, are engaged or give the account points: whether they count for the committee, and the act that shows it best. Grain: one row per rubric, as_of and lead.',
      tags: ['output'],
      columns: {
        account_id:
          'The account that the lead scores for: that at the top of its group, where the rubric scores groups',
        committee_role: "The person's role; other where the title fits none, NULL where there is no title",
        is_required: 'The rubric asks for this role',
        is_engaged: 'Engaged, as the rubric says',
        is_counted: "Counts for the committee: engaged, with an act that gave points within the committee's days",
        last_engaged_on: 'Day of the last act that gave points',
        evidence_rule: 'The rule of the act that gave most, of those that make the person engaged',
        evidence: 'That act in words',
        acts: 'How many acts make the person engaged',
        acts_points: 'Their points together, before caps',
        people_points: 'What the person gives to the account, before dominance',
        dominance_points: 'What dominance takes away of it: below zero, or zero',
      },
      bigquery: { clusterBy: ['rubric', 'account_id'] },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'lead_id'],
        nonNull: ['rubric', 'as_of', 'account_id', 'lead_id', 'is_engaged', 'is_counted'],
        rowConditions: ['is_engaged = (evidence IS NOT NULL)'],
      },
    },
    sql: `
${union(rubrics, peopleBranch)}`,
  };
}

/** What one of the two sides says of accounts. */
function amount(measure: string, side: 'committee' | 'account', value: string, from: string): string {
  const [committee, account] = side === 'committee' ? [value, "NUMERIC '0'"] : ["NUMERIC '0'", value];
  return `SELECT rubric, as_of, account_id, '${measure}' AS measure, ${committee} AS of_committee, ${account} AS of_account
  ${from}`;
}

/** Fails where roles, people and cuts of a committee are not what the account's reasons and scores say. */
function committeesAgreeAssertion(rubrics: readonly Rubric[]): Model {
  const people = 'FROM ${ref("buying_committee_people")}';
  const reasons = (kind: string): string => `FROM \${ref("account_score_reasons")}\n  WHERE kind = '${kind}'`;
  const amounts = [
    amount('committee points', 'committee', 'points', 'FROM ${ref("buying_committees")}'),
    amount('committee points', 'account', 'points', reasons('committee')),
    amount('points of people', 'committee', 'people_points', people),
    amount('points of people', 'account', 'points', reasons('from_people')),
    amount('dominance', 'committee', 'dominance_points', people),
    amount('dominance', 'account', 'points', reasons('dominance')),
    amount('engaged people', 'committee', "IF(is_engaged, NUMERIC '1', NUMERIC '0')", people),
    amount(
      'engaged people',
      'account',
      'CAST(engaged_people AS NUMERIC)',
      'FROM ${ref("account_scores")}\n  WHERE account_score IS NOT NULL',
    ),
  ];
  return {
    path: 'definitions/outputs/assert_buying_committees_agree.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'assertion',
      description:
        'Accounts whose committee says something else than the reasons of their score: points of roles, points and cuts of people, or how many are engaged.',
      tags: ['output'],
    },
    sql: `
WITH amounts AS (
  ${amounts.join('\n  UNION ALL\n  ')}
),

sums AS (
  SELECT rubric, as_of, account_id, measure, SUM(of_committee) AS of_committee, SUM(of_account) AS of_account
  FROM amounts
  GROUP BY rubric, as_of, account_id, measure
)

SELECT rubric, as_of, account_id, measure, of_committee, of_account
FROM sums
WHERE of_committee != of_account`,
  };
}

/** Nothing for a project none of whose rubrics scores accounts. */
export function buyingCommitteeModels(project: Project): readonly Model[] {
  const rubrics = accountRubrics(project);
  return rubrics.length === 0
    ? []
    : [buyingCommitteesTable(rubrics), buyingCommitteePeopleTable(rubrics), committeesAgreeAssertion(rubrics)];
}
