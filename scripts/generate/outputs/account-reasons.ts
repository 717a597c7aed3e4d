/** account_score_reasons: why an account has its score, and the assertion that it adds up. */
import type { Project, Rubric } from '../../rubric/model.js';
import { rubricRef } from '../rubric/names.js';
import type { Model } from '../sqlx.js';
import { indent } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { accountRubrics } from './shape.js';

function branch(rubric: Rubric): string {
  return `-- ${rubric.file}
SELECT
  ${sqlxText(rubric.name)} AS rubric,
  c.as_of,
  c.account_id,
  c.rule,
  c.kind,
  c.arm,
  c.points,
  c.people,
  c.acts,
  c.last_day,
  c.is_known,
  CASE c.kind
    WHEN 'criterion' THEN IF(rules.outcome = '', rules.label, CONCAT(rules.label, ': ', rules.outcome))
    WHEN 'act' THEN CONCAT(rules.label, IF(c.acts = 1, '', CONCAT(' ', CAST(c.acts AS STRING), ' times')), ', last on ', CAST(c.last_day AS STRING))
    WHEN 'from_people' THEN CONCAT(rules.label, ' (', CAST(c.people AS STRING), ')')
    WHEN 'engaged_people' THEN CONCAT(rules.label, ' (', CAST(c.people AS STRING), ')')
    WHEN 'committee' THEN CONCAT(rules.label, ': ', c.detail)
    ELSE rules.label
  END AS reason,
  rules.place
FROM ${rubricRef(rubric, 'account_contributions')} AS c
INNER JOIN ${rubricRef(rubric, 'rules')} AS rules ON rules.dimension = 'account' AND rules.rule = c.rule AND rules.arm = c.arm`;
}

/** Grain: (rubric, as_of, account_id, rule, kind). */
function accountScoreReasonsTable(rubrics: readonly Rubric[]): Model {
  return {
    path: 'definitions/outputs/account_score_reasons.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'table',
      description:
        'Why an account has its score: every contribution with its words; the score is the sum of their points. Grain: one row per rubric, as_of, account, rule and kind.',
      tags: ['output'],
      columns: {
        kind: 'criterion, act, session_cap, day_cap, signal_cap, from_people, dominance, committee, engaged_people or range',
        people: 'People whom it counts',
        acts: 'Facts of the account, without a person, that counted',
        last_day: 'Day of the last of them',
        reason: 'In words',
        reason_number: '1 for the reason that weighs most, for or against',
        place: 'Where the rule stands',
      },
      bigquery: { clusterBy: ['rubric', 'account_id'] },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'account_id', 'rule', 'kind'],
        nonNull: ['rubric', 'as_of', 'account_id', 'points', 'reason', 'reason_number'],
      },
    },
    sql: `
WITH reasons AS (
  ${rubrics.map((rubric) => indent(branch(rubric), 2)).join('\n\n  UNION ALL\n\n  ')}
)

SELECT
  rubric,
  as_of,
  account_id,
  rule,
  kind,
  arm,
  points,
  people,
  acts,
  last_day,
  is_known,
  reason,
  ROW_NUMBER() OVER (PARTITION BY rubric, as_of, account_id ORDER BY ABS(points) DESC, rule, kind) AS reason_number,
  place
FROM reasons`,
  };
}

/** Fails when the score of an account is not the sum of its reasons, to the last digit, or has reasons and no score. */
function accountReasonsAddUpAssertion(rubrics: readonly Rubric[]): Model {
  return {
    path: 'definitions/outputs/assert_account_reasons_add_up.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'assertion',
      description: 'Scores of accounts that are not the sum of their reasons, or reasons without a score.',
      tags: ['output'],
    },
    sql: `
WITH amounts AS (
  SELECT rubric, as_of, account_id, account_score, NUMERIC '0' AS points
  FROM \${ref("account_scores")}
  WHERE account_score IS NOT NULL
  UNION ALL
  SELECT rubric, as_of, account_id, CAST(NULL AS NUMERIC) AS account_score, points
  FROM \${ref("account_score_reasons")}
),

sums AS (
  SELECT rubric, as_of, account_id, MAX(account_score) AS score, SUM(points) AS sum_of_reasons
  FROM amounts
  GROUP BY rubric, as_of, account_id
)

SELECT rubric, as_of, account_id, score, sum_of_reasons
FROM sums
WHERE score IS NULL OR score != sum_of_reasons`,
  };
}

/** Nothing for a project without an account section. */
export function accountReasonsModels(project: Project): readonly Model[] {
  const rubrics = accountRubrics(project);
  return rubrics.length === 0 ? [] : [accountScoreReasonsTable(rubrics), accountReasonsAddUpAssertion(rubrics)];
}
