/** int_account_ancestors: every account above an account, and how far above it stands. */
import type { Model } from '../sqlx.js';
import { rounds } from './account-parents.js';

/** Each round doubles the way up; at the top it ends. Ids of accounts hold no blank. */
function round(n: number): string {
  const before = `round_${n - 1}`;
  return `
round_${n} AS (
  SELECT
    here.account_id,
    above.ancestor_id,
    CONCAT(here.way, above.way) AS way
  FROM ${before} AS here
  INNER JOIN ${before} AS above ON above.account_id = here.ancestor_id
)`.trimStart();
}

/** Grain: (account_id, ancestor_id). */
export function accountAncestorsModel(): Model {
  return {
    path: 'definitions/intermediate/int_account_ancestors.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      dependOnDependencyAssertions: true,
      description:
        'Every account above an account, circles cut: its parent, the parent of that, and so on to the top. Grain: one row per account and account above it.',
      tags: ['intermediate'],
      columns: { ancestor_id: 'The account above', distance: 'Steps up to it: 1 is the parent' },
      assertions: {
        uniqueKey: ['account_id', 'ancestor_id'],
        nonNull: ['account_id', 'ancestor_id', 'distance'],
      },
    },
    sql: `
WITH parents AS (
  SELECT account_id, parent_account_id FROM \${ref("int_account_parents")}
),

-- The account one step up, itself at the top, and the ids on the way there.
round_0 AS (
  SELECT
    account_id,
    COALESCE(parent_account_id, account_id) AS ancestor_id,
    COALESCE(CONCAT(parent_account_id, ' '), '') AS way
  FROM parents
),

${Array.from({ length: rounds }, (_, index) => round(index + 1)).join(',\n\n')}

SELECT
  ways.account_id,
  above AS ancestor_id,
  place + 1 AS distance
FROM round_${rounds} AS ways
CROSS JOIN UNNEST(SPLIT(TRIM(ways.way), ' ')) AS above WITH OFFSET AS place
WHERE above != ''`,
  };
}
