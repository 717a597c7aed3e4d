/** int_account_ancestors: every account above an account, and how far above it stands. */
import type { Model } from '../sqlx.js';
import { doublingRound, rounds } from './account-parents.js';

/** Grain: (account_id, ancestor_id). A way is the ids of its steps with blanks between: no id of an account holds one. */
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

${Array.from({ length: rounds }, (_, index) => doublingRound(index + 1, 'CONCAT(here.way, above.way) AS way')).join(',\n\n')}

SELECT
  ways.account_id,
  above AS ancestor_id,
  place + 1 AS distance
FROM round_${rounds} AS ways
CROSS JOIN UNNEST(SPLIT(TRIM(ways.way), ' ')) AS above WITH OFFSET AS place
WHERE above != ''`,
  };
}
