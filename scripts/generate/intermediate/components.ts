/**
 * Connected records, by "alternating large star and small star" (Kiveris and others, Connected Components in MapReduce
 * and Beyond, 2014): every edge leads from a later record to an earlier one, and each round moves both ends nearer to the
 * earliest. A round reads the one before once, so that an engine that repeats a CTE for each use does no more work.
 */
import type { Identity } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { identityFile } from './match-keys.js';

/** A chain of 40 records needs six, one of 200 eight; an assertion fails if one was longer. */
const rounds = 8;

function round(n: number): string {
  return `
-- Round ${n}: whoever is later than a record is tied to the earliest of its neighbours, ...
large_${n} AS (
  SELECT DISTINCT level, neighbour AS later, least AS earlier
  FROM (
    SELECT level, here, neighbour, LEAST(here, MIN(neighbour) OVER (PARTITION BY level, here)) AS least
    FROM (
      SELECT level, IF(is_turned, earlier, later) AS here, IF(is_turned, later, earlier) AS neighbour
      FROM round_${n - 1}
      CROSS JOIN UNNEST([FALSE, TRUE]) AS is_turned
    )
  )
  WHERE neighbour > here
),

-- ... then the record itself and whoever is earlier.
round_${n} AS (
  SELECT DISTINCT level, IF(earlier = least, later, earlier) AS later, least AS earlier
  FROM (
    SELECT level, later, earlier, MIN(earlier) OVER (PARTITION BY level, later) AS least
    FROM large_${n}
  )
)`.trim();
}

/** int_record_components: which records are connected. Grain: record_key, of records that share a key with another. */
export function componentsModel(identity: Identity): Model {
  const { records, companies } = identity.largestPerson;
  const levels = identity.matchKeys.map((_, index) => index + 1);
  const last = levels.length;
  const fits = [
    ...(records === undefined ? [] : [`component_records <= ${records}`]),
    ...(companies === undefined ? [] : [`component_companies <= ${companies}`]),
  ].join(' AND ');
  return {
    path: 'definitions/intermediate/int_record_components.sqlx',
    madeFrom: [identityFile],
    config: {
      type: 'table',
      description:
        'Which records are connected by their keys. Where more of them are than a person may have, the weakest kind of key no longer joins them, then the next, until what is left is small enough; only the ids and merges of the CRM always join. Grain: one row per source record that shares a key with another.',
      tags: ['intermediate'],
      columns: {
        first_record_key: 'The connected record that came to be known first',
        level:
          'The weakest kind of key that joins it, as strength in int_match_keys; NULL where the record was cut off alone',
        whole_first_record_key: 'The first one of all that the keys connect, whatever the limit of a person',
        whole_records: 'How many records the keys connect',
        whole_companies: 'How many companies these have',
        is_cut: 'More than a person may have: the weaker keys do not join them',
      },
      assertions: {
        uniqueKey: ['record_key'],
        nonNull: ['record_key', 'first_record_key', 'whole_first_record_key', 'is_cut'],
      },
    },
    sql: `
WITH keys AS (
  SELECT * FROM \${ref("int_match_keys")}
  WHERE ignored_because IS NULL
),

records AS (
  SELECT DISTINCT record_rank, record_key, company_domain FROM keys
),

firsts AS (
  SELECT record_rank, strength, MIN(record_rank) OVER (PARTITION BY match_key) AS first_rank
  FROM keys
),

-- Each level joins by the keys of its strength and by all stronger ones.
round_0 AS (
  SELECT DISTINCT level, record_rank AS later, first_rank AS earlier
  FROM firsts
  CROSS JOIN UNNEST([${[0, ...levels].join(', ')}]) AS level
  WHERE record_rank > first_rank AND strength <= level
),

${Array.from({ length: rounds }, (_, index) => round(index + 1)).join(',\n\n')},

members AS (
  SELECT DISTINCT level, IF(is_first, earlier, later) AS record_rank, earlier AS first_rank
  FROM round_${rounds}
  CROSS JOIN UNNEST([FALSE, TRUE]) AS is_first
),

known AS (
  SELECT
    members.level,
    members.record_rank,
    members.first_rank,
    records.company_domain,
    ROW_NUMBER() OVER (PARTITION BY members.level, members.first_rank, records.company_domain ORDER BY members.record_rank) AS number_in_company
  FROM members
  INNER JOIN records ON records.record_rank = members.record_rank
),

sized AS (
  SELECT
    level,
    record_rank,
    first_rank,
    COUNT(*) OVER (PARTITION BY level, first_rank) AS component_records,
    SUM(IF(company_domain IS NOT NULL AND number_in_company = 1, 1, 0)) OVER (PARTITION BY level, first_rank) AS component_companies
  FROM known
),

judged AS (
  SELECT
    record_rank,
    level,
    first_rank,
    MAX(IF(level = ${last}, first_rank, NULL)) OVER (PARTITION BY record_rank) AS whole_first_rank,
    MAX(IF(level = ${last}, component_records, NULL)) OVER (PARTITION BY record_rank) AS whole_records,
    MAX(IF(level = ${last}, component_companies, NULL)) OVER (PARTITION BY record_rank) AS whole_companies,
    MAX(IF(level = 0${fits === '' ? ' OR TRUE' : ` OR (${fits})`}, level, NULL)) OVER (PARTITION BY record_rank) AS level_that_fits
  FROM sized
),

chosen AS (
  SELECT
    record_rank,
    level_that_fits AS level,
    IF(level_that_fits IS NULL, record_rank, first_rank) AS first_rank,
    whole_first_rank,
    whole_records,
    whole_companies
  FROM judged
  WHERE level = COALESCE(level_that_fits, ${last})
)

SELECT
  records.record_key,
  first_records.record_key AS first_record_key,
  chosen.level,
  whole_first_records.record_key AS whole_first_record_key,
  chosen.whole_records,
  chosen.whole_companies,
  COALESCE(chosen.level < ${last}, TRUE) AS is_cut
FROM chosen
INNER JOIN records ON records.record_rank = chosen.record_rank
INNER JOIN records AS first_records ON first_records.record_rank = chosen.first_rank
INNER JOIN records AS whole_first_records ON whole_first_records.record_rank = chosen.whole_first_rank`,
  };
}

/** Fails when one key still joins records of two people: then the rounds were too few. */
export function recordsConvergedAssertion(): Model {
  return {
    path: 'definitions/intermediate/assert_int_record_persons_converged.sqlx',
    madeFrom: [identityFile],
    config: {
      type: 'assertion',
      description: `Keys whose records ended in different people after ${rounds} rounds: a chain of records is longer than these reach.`,
      tags: ['intermediate'],
    },
    sql: `
SELECT
  keys.match_key,
  COUNT(DISTINCT persons.lead_id) AS people
FROM \${ref("int_match_keys")} AS keys
INNER JOIN \${ref("int_record_components")} AS components ON components.record_key = keys.record_key
INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = keys.record_key
WHERE keys.ignored_because IS NULL AND keys.strength <= components.level
GROUP BY keys.match_key
HAVING COUNT(DISTINCT persons.lead_id) > 1`,
  };
}
