/** int_account_parents: from an account to the one at the top of its group. */
import type { Model } from '../sqlx.js';

/** Each round doubles the steps up: after five, 32 levels; an assertion fails if a group is deeper than they reach. */
export const rounds = 5;

/** From where each account has come to twice as far up; `carried` is what is told of the way. */
export function doublingRound(n: number, carried: string): string {
  const before = `round_${n - 1}`;
  return `
round_${n} AS (
  SELECT
    here.account_id,
    above.ancestor_id,
    ${carried}
  FROM ${before} AS here
  INNER JOIN ${before} AS above ON above.account_id = here.ancestor_id
)`.trimStart();
}

/** Grain: account_id. */
export function accountParentsModel(): Model {
  return {
    path: 'definitions/intermediate/int_account_parents.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'The account at the top of the group of each account: itself where it has no parent. Where parents form a circle, it is cut at the account with the least id, which is then the top. Grain: one row per account_id.',
      tags: ['intermediate'],
      columns: {
        parent_account_id: 'The account one step up; NULL at the top, also at that of a circle',
        ultimate_parent_id: 'The account at the top of the group',
        is_in_circle: 'Its parents lead back to itself',
      },
      assertions: { uniqueKey: ['account_id'], nonNull: ['account_id', 'ultimate_parent_id', 'is_in_circle'] },
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

${Array.from({ length: rounds }, (_, index) => doublingRound(index + 1, 'LEAST(here.least_id, above.least_id) AS least_id')).join(',\n\n')},

-- After so many steps up one stands at the top, which has no parent, or in a circle, all of whose accounts are reached so.
reached AS (
  SELECT DISTINCT ancestor_id FROM round_${rounds}
),

-- The least id of the top is its own, and each account of a circle knows the least one there.
topped AS (
  SELECT
    here.account_id,
    above.least_id AS ultimate_parent_id
  FROM round_${rounds} AS here
  INNER JOIN round_${rounds} AS above ON above.account_id = here.ancestor_id
)

SELECT
  accounts.account_id,
  IF(accounts.account_id = topped.ultimate_parent_id, NULL, parent.account_id) AS parent_account_id,
  topped.ultimate_parent_id,
  parent.account_id IS NOT NULL AND reached.ancestor_id IS NOT NULL AS is_in_circle
FROM accounts
INNER JOIN topped ON topped.account_id = accounts.account_id
LEFT JOIN accounts AS parent ON parent.account_id = accounts.parent_account_id
LEFT JOIN reached ON reached.ancestor_id = accounts.account_id`,
  };
}

/** Fails when an account and its parent are not of one group or not both of one circle: then the rounds were too few. */
export function parentsConvergedAssertion(): Model {
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
WHERE own.ultimate_parent_id != parent.ultimate_parent_id OR (own.is_in_circle AND NOT parent.is_in_circle)`,
  };
}
