import type { Model } from '../sqlx.js';

/** Rounds of spreading the oldest record's rank; an assertion fails if a chain of records was longer. */
const rounds = 6;

function round(n: number): string {
  const before = n === 1 ? 'keys' : `round_${n - 1}`;
  const rank = n === 1 ? 'record_rank' : 'oldest_rank';
  return `
round_${n} AS (
  SELECT keys.record_key, MIN(by_key.oldest_rank) AS oldest_rank
  FROM keys
  INNER JOIN (
    SELECT keys.match_key, MIN(${before}.${rank}) AS oldest_rank
    FROM keys
    ${n === 1 ? '' : `INNER JOIN ${before} ON ${before}.record_key = keys.record_key\n    `}GROUP BY keys.match_key
  ) AS by_key ON by_key.match_key = keys.match_key
  GROUP BY keys.record_key
)`.trimStart();
}

/** int_match_keys: what a record can be matched by. Grain: (record_key, match_key). */
export function matchKeysModel(): Model {
  return {
    path: 'definitions/intermediate/int_match_keys.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'The keys that join records into people: the record itself, the record it was merged into or converted to, its mailbox, its user id. Role, test and disposable addresses join nobody. Grain: one row per record and key.',
      tags: ['intermediate'],
      assertions: { uniqueKey: ['record_key', 'match_key'], nonNull: ['record_key', 'match_key', 'record_rank'] },
    },
    sql: `
WITH records AS (
  SELECT
    r.record_key,
    r.merge_target_key,
    r.mailbox,
    r.user_id,
    k.email_kind,
    ROW_NUMBER() OVER (ORDER BY r.first_known_at, r.record_key) AS record_rank
  FROM \${ref("int_person_records")} AS r
  LEFT JOIN \${ref("int_mailboxes")} AS k ON k.mailbox = r.mailbox
),

all_keys AS (
  SELECT record_key, record_rank, record_key AS match_key FROM records
  UNION ALL
  SELECT record_key, record_rank, merge_target_key AS match_key FROM records WHERE merge_target_key IS NOT NULL
  UNION ALL
  SELECT record_key, record_rank, CONCAT('email:', mailbox) AS match_key
  FROM records
  WHERE mailbox IS NOT NULL AND email_kind NOT IN ('role', 'test', 'disposable')
  UNION ALL
  SELECT record_key, record_rank, CONCAT('user:', user_id) AS match_key FROM records WHERE user_id IS NOT NULL
)

SELECT DISTINCT
  record_key,
  match_key,
  record_rank
FROM all_keys`,
  };
}

/** int_record_persons: which person a record is. Grain: record_key. */
export function recordPersonsModel(): Model {
  return {
    path: 'definitions/intermediate/int_record_persons.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Which person a record belongs to: connected records share the id of the one known first, so that a later record never changes it. Grain: one row per source record.',
      tags: ['intermediate'],
      columns: { lead_id: 'The person: a hash of the key of the record that was known first' },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'lead_id'] },
    },
    sql: `
WITH keys AS (
  SELECT * FROM \${ref("int_match_keys")}
),

-- Each round passes the rank of the oldest record one step on: record -> key -> record.
${Array.from({ length: rounds }, (_, index) => round(index + 1)).join(',\n\n')},

ranks AS (
  SELECT DISTINCT record_rank, record_key FROM keys
)

SELECT
  round_${rounds}.record_key,
  CONCAT('p_', SUBSTR(TO_HEX(SHA256(ranks.record_key)), 1, 16)) AS lead_id
FROM round_${rounds}
INNER JOIN ranks ON ranks.record_rank = round_${rounds}.oldest_rank`,
  };
}

/** Fails when one key still joins records of two people: then the rounds were too few. */
export function recordsConvergedAssertion(): Model {
  return {
    path: 'definitions/intermediate/assert_int_record_persons_converged.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'assertion',
      description: `Keys whose records ended in different people after ${rounds} rounds: a chain of merged records is longer than that.`,
      tags: ['intermediate'],
    },
    sql: `
SELECT
  keys.match_key,
  COUNT(DISTINCT persons.lead_id) AS people
FROM \${ref("int_match_keys")} AS keys
INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = keys.record_key
GROUP BY keys.match_key
HAVING COUNT(DISTINCT persons.lead_id) > 1`,
  };
}
