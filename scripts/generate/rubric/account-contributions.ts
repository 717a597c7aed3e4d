/** <rubric>_account_contributions: the rows whose sum is the score of an account. */
import { accountActs } from '../../rubric/account-acts.js';
import type { AccountSection, Project, Rubric } from '../../rubric/model.js';
import { indent } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { accountRow, engagedSteps, fromPeopleSteps, type Steps } from './account-people.js';
import { accounts } from './actor.js';
import type { InTotal } from './cap-row.js';
import { capSteps } from './caps.js';
import { armCase } from './criteria.js';
import { insideRange } from './inside-range.js';
import { rubricPath, rubricRef } from './names.js';

function criteriaSteps(project: Project, rubric: Rubric, account: AccountSection): Steps {
  if (account.criteria.length === 0) return { ctes: [], rows: [] };
  const scope = { facts: 'facts', behaviour: 'behaviour', scores: 'scores', standards: project.standards };
  const structs = account.criteria.map(
    (criterion) => `STRUCT(
  -- ${criterion.at.file}:${criterion.at.line}
  ${sqlxText(criterion.name)} AS rule,
  ${indent(armCase(criterion, scope, sqlxText), 2)} AS arm
)`,
  );
  return {
    ctes: [
      `arms AS (
  SELECT
    facts.as_of,
    facts.account_id,
    c.rule,
    c.arm
  FROM accounts AS facts
  CROSS JOIN UNNEST([
    ${indent(structs.join(',\n'), 4)}
  ]) AS c
)`,
      `criteria AS (
  SELECT
    arms.as_of,
    arms.account_id,
    arms.rule,
    arms.arm,
    rules.points,
    rules.is_known,
    rules.lowest,
    rules.highest
  FROM arms
  INNER JOIN ${rubricRef(rubric, 'rules')} AS rules
    ON rules.dimension = 'account' AND rules.rule = arms.rule AND rules.arm = arms.arm
)`,
    ],
    rows: [
      "SELECT as_of, account_id, rule, 'criterion' AS kind, arm, points, 0 AS people, 0 AS acts, CAST(NULL AS DATE) AS last_day, CAST(NULL AS STRING) AS detail, is_known, lowest, highest FROM criteria",
    ],
  };
}

const sameAsWritten: InTotal = (points) => points;

/** The acts of the account, from `<rubric>_account_acts`: each rule's points, then what its caps take. */
function actSteps(rubric: Rubric): Steps {
  const [section] = accountActs(rubric);
  if (section === undefined) return { ctes: [], rows: [] };
  const caps = capSteps(section, sameAsWritten, accounts);
  return {
    ctes: [
      `counted AS (
  SELECT *
  FROM ${rubricRef(rubric, 'account_acts')}
  WHERE is_counted
)`,
      `by_rule AS (
  SELECT as_of, account_id, rule, SUM(points) AS points, COUNT(*) AS acts, MAX(day) AS last_day
  FROM counted
  GROUP BY as_of, account_id, rule
)`,
      ...caps.ctes,
      `act_rows AS (
  SELECT as_of, account_id, rule, 'act' AS kind, 'act' AS arm, points, points AS total_points, acts, last_day FROM by_rule
${caps.rows.map((row) => `  UNION ALL\n  ${row}`).join('\n')}
)`,
    ],
    rows: [
      "SELECT as_of, account_id, rule, kind, arm, points, 0 AS people, acts, last_day, CAST(NULL AS STRING) AS detail, TRUE AS is_known, NUMERIC '0' AS lowest, NUMERIC '0' AS highest FROM act_rows",
    ],
  };
}

const columns = [
  'as_of',
  'account_id',
  'rule',
  'kind',
  'arm',
  'points',
  'people',
  'acts',
  'last_day',
  'detail',
  'is_known',
  'lowest',
  'highest',
] as const;

/** Grain: (as_of, account_id, rule, kind). undefined without an account section. */
export function accountContributionsModel(project: Project, rubric: Rubric): Model | undefined {
  const { account } = rubric;
  if (account === undefined) return undefined;
  const steps = [
    criteriaSteps(project, rubric, account),
    actSteps(rubric),
    fromPeopleSteps(rubric, account),
    engagedSteps(rubric, account),
  ];
  const rows = steps.flatMap((step) => step.rows);
  const inside = insideRange('points', account.range);
  const nothing = `SELECT as_of, account_id, 'account' AS rule, 'none' AS kind, 'none' AS arm, NUMERIC '0' AS points, 0 AS people, 0 AS acts, CAST(NULL AS DATE) AS last_day, CAST(NULL AS STRING) AS detail, TRUE AS is_known, NUMERIC '0' AS lowest, NUMERIC '0' AS highest FROM accounts WHERE FALSE`;
  const ctes = [
    `accounts AS (
  SELECT * FROM ${rubricRef(rubric, 'accounts')}
)`,
    `members AS (
  SELECT * FROM ${rubricRef(rubric, 'members')}
)`,
    ...steps.flatMap((step) => step.ctes),
    `rule_rows AS (
  ${(rows.length === 0 ? [nothing] : rows).join('\n  UNION ALL\n  ')}
)`,
    `sums AS (
  SELECT as_of, account_id, SUM(points) AS points
  FROM rule_rows
  GROUP BY as_of, account_id
)`,
    `whole AS (
  SELECT accounts.as_of, accounts.account_id, COALESCE(sums.points, NUMERIC '0') AS points
  FROM accounts
  LEFT JOIN sums ON sums.as_of = accounts.as_of AND sums.account_id = accounts.account_id
)`,
    `all_rows AS (
  SELECT ${columns.join(', ')} FROM rule_rows
  UNION ALL
  -- ${account.at.file}:${account.at.line}
  ${accountRow({ rule: "'account'", kind: 'range', points: `${inside} - points`, from: 'whole' })}
)`,
  ];
  return {
    path: rubricPath(rubric, 'account_contributions'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Every contribution to the score of every account of the rubric ${rubric.name}: the score is the sum of its points. Rows without points are left out, unless something was unknown. Grain: one row per as_of, account, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        rule: 'The criterion, the dimension whose values people give, or what else gives or takes points',
        kind: 'criterion, act, session_cap, day_cap, signal_cap, from_people, dominance, committee, engaged_people or range',
        arm: 'What became of the rule; see the rules table',
        people: 'People whom it counts',
        acts: 'Facts of the account that counted',
        last_day: 'Day of the last of them',
        detail: 'The roles of the committee that are there',
        is_known: 'What the criterion asks is known of the account',
        lowest: 'The least the criterion could give',
        highest: 'The most the criterion could give',
      },
      bigquery: { clusterBy: ['account_id'] },
      assertions: {
        uniqueKey: ['as_of', 'account_id', 'rule', 'kind'],
        nonNull: ['as_of', 'account_id', 'rule', 'kind', 'points'],
      },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

SELECT
  ${columns.join(',\n  ')}
FROM all_rows
WHERE points != NUMERIC '0' OR NOT is_known`,
  };
}
