/** int_account_parents: from an account to the one at the top of its group. */
import type { Rubric } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';

/** Each round doubles the steps up: after five, 32 levels; an assertion fails if a group is deeper than they reach. */
const rounds = 5;

function round(n: number): string {
  const before = `round_${n - 1}`;
  return `
round_${n} AS (
  SELECT
    here.account_id,
    above.ancestor_id,
    LEAST(here.least_id, above.least_id) AS least_id
  FROM ${before} AS here
  INNER JOIN ${before} AS above ON above.account_id = here.ancestor_id
)`.trimStart();
}

/** int_account_parents with its assertion, where one of the rubrics scores whole groups. */
export function accountParentsModels(rubrics: readonly Rubric[]): readonly Model[] {
  const isAsked = rubrics.some((rubric) => rubric.account?.level === 'ultimate_parent');
  return isAsked ? [accountParentsModel(), parentsConvergedAssertion()] : [];
}

/** Grain: account_id. */
function accountParentsModel(): Model {
  return {
    path: 'definitions/intermediate/int_account_parents.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'The account at the top of the group of each account: itself where it has no parent. Where parents form a circle, it is cut at the account with the least id, which is then the top. Grain: one row per account_id.',
      tags: ['intermediate'],
      columns: { ultimate_parent_id: 'The account at the top of the group' },
      assertions: { uniqueKey: ['account_id'], nonNull: ['account_id', 'ultimate_parent_id'] },
    },
    sql: `
WITH accounts AS (
  SELECT * FROM \${ref("int_accounts")}
),

-- The account one step up, itself at the top, and the least id on the way there.
round_0 AS (
  SELECT
    accounts.account_id,
    COALESCE(parent.account_id, accounts.account_id) AS ancestor_id,
    LEAST(accounts.account_id, COALESCE(parent.account_id, accounts.account_id)) AS least_id
  FROM accounts
  LEFT JOIN accounts AS parent ON parent.account_id = accounts.parent_account_id
),

${Array.from({ length: rounds }, (_, index) => round(index + 1)).join(',\n\n')}

-- What was reached is the top, whose least id is its own, or lies in a circle, of which every account knows the least id.
SELECT
  here.account_id,
  above.least_id AS ultimate_parent_id
FROM round_${rounds} AS here
INNER JOIN round_${rounds} AS above ON above.account_id = here.ancestor_id`,
  };
}

/** Fails when an account and its parent are not of one group: then the rounds were too few. */
function parentsConvergedAssertion(): Model {
  return {
    path: 'definitions/intermediate/assert_int_account_parents_converged.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'assertion',
      description: `Accounts whose top is not that of their parent after ${rounds} rounds: their group has more levels than the ${2 ** rounds} that these reach.`,
      tags: ['intermediate'],
    },
    sql: `
SELECT
  accounts.account_id,
  own.ultimate_parent_id,
  parent.ultimate_parent_id AS ultimate_parent_of_parent
FROM \${ref("int_accounts")} AS accounts
INNER JOIN \${ref("int_account_parents")} AS own ON own.account_id = accounts.account_id
INNER JOIN \${ref("int_account_parents")} AS parent ON parent.account_id = accounts.parent_account_id
WHERE own.ultimate_parent_id != parent.ultimate_parent_id`,
  };
}
