/** Which person a record was in earlier runs: what a merge or a split changes, and what is re-keyed by it. */
import { typedNull } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { identityFile } from './match-keys.js';

/** int_person_id_log: every change of the person that a record is. Grain: (record_key, change_number). */
export function personIdLogModel(): Model {
  return {
    path: 'definitions/intermediate/int_person_id_log.sqlx',
    madeFrom: [identityFile],
    config: {
      type: 'incremental',
      protected: true,
      description:
        'Which person each record is, and every change of that: rows are only added, and only for records whose person changed. It cannot be recomputed, so a full refresh leaves it alone. Grain: one row per source record and change.',
      tags: ['intermediate', 'state'],
      columns: {
        change_number: '1 when the record was first seen, then counted up',
        lead_id: 'The person from this change on',
        previous_lead_id: 'The person before; NULL when the record was first seen',
        cause:
          'first; merge: its person became part of another; split: it left a person that goes on without it; key: the record that gave the id is gone or went elsewhere, and the person goes on under another',
        changed_at: 'as_of of the run that saw the change',
      },
      assertions: {
        uniqueKey: ['record_key', 'change_number'],
        nonNull: ['record_key', 'change_number', 'lead_id', 'cause', 'changed_at'],
      },
    },
    sql: `
WITH persons AS (
  SELECT * FROM \${ref("int_record_persons")}
),

run AS (
  SELECT MAX(as_of) AS as_of FROM \${ref("int_as_of")}
),

before AS (
  \${when(incremental(), \`SELECT record_key, change_number, lead_id
  FROM \${self()}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY record_key ORDER BY change_number DESC) = 1\`, \`SELECT ${typedNull('STRING')} AS record_key, ${typedNull('INT64')} AS change_number, ${typedNull('STRING')} AS lead_id
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE\`)}
),

people_before AS (
  SELECT DISTINCT lead_id FROM before
),

people AS (
  SELECT DISTINCT lead_id FROM persons
),

changed AS (
  SELECT
    persons.record_key,
    COALESCE(before.change_number, 0) + 1 AS change_number,
    persons.lead_id,
    before.lead_id AS previous_lead_id,
    run.as_of AS changed_at
  FROM persons
  CROSS JOIN run
  LEFT JOIN before ON before.record_key = persons.record_key
  WHERE before.record_key IS NULL OR before.lead_id != persons.lead_id
)

SELECT
  changed.record_key,
  changed.change_number,
  changed.lead_id,
  changed.previous_lead_id,
  CASE
    WHEN changed.previous_lead_id IS NULL THEN 'first'
    WHEN people.lead_id IS NOT NULL THEN 'split'
    WHEN people_before.lead_id IS NOT NULL THEN 'merge'
    ELSE 'key'
  END AS cause,
  changed.changed_at
FROM changed
LEFT JOIN people ON people.lead_id = changed.previous_lead_id
LEFT JOIN people_before ON people_before.lead_id = changed.lead_id`,
  };
}

/** int_moved_people: under which id a person goes on whose own is nobody's any more. Grain: from_lead_id. */
export function movedPeopleModel(): Model {
  return {
    path: 'definitions/intermediate/int_moved_people.sqlx',
    madeFrom: [identityFile],
    config: {
      type: 'table',
      description:
        'Ids that were a person’s and are nobody’s now, with the person who has taken them over: that of the oldest of their records. What is stored under the old id is read under the new one; everybody else’s is left alone. Grain: one row per id that was given up.',
      tags: ['intermediate'],
      columns: {
        from_lead_id: 'The id that was given up',
        lead_id: 'The person now',
        seniority: 'Among the ids that the person has taken over: 1 for the one whose oldest record is the oldest',
      },
      assertions: { uniqueKey: ['from_lead_id'], nonNull: ['from_lead_id', 'lead_id', 'seniority'] },
    },
    sql: `
WITH people AS (
  SELECT DISTINCT lead_id FROM \${ref("int_record_persons")}
),

given_up AS (
  SELECT DISTINCT log.record_key, log.previous_lead_id AS from_lead_id
  FROM \${ref("int_person_id_log")} AS log
  LEFT JOIN people ON people.lead_id = log.previous_lead_id
  WHERE log.previous_lead_id IS NOT NULL AND people.lead_id IS NULL
),

oldest AS (
  SELECT given_up.from_lead_id, persons.lead_id, arrivals.batch, arrivals.first_known_at, given_up.record_key
  FROM given_up
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = given_up.record_key
  INNER JOIN \${ref("int_record_arrivals")} AS arrivals ON arrivals.record_key = given_up.record_key
  QUALIFY ROW_NUMBER() OVER (PARTITION BY given_up.from_lead_id ORDER BY arrivals.batch, arrivals.first_known_at, given_up.record_key) = 1
)

SELECT
  from_lead_id,
  lead_id,
  ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY batch, first_known_at, record_key, from_lead_id) AS seniority
FROM oldest`,
  };
}
