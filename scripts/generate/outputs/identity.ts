/** lead_records, person_id_history and identity_issues: who is made of which records, what changed in that, and what was not joined. */
import type { Project } from '../../rubric/model.js';
import { identityFile, measures } from '../intermediate/match-keys.js';
import { hasHashes } from '../intermediate/address-hashes.js';
import { sharedLimit } from '../intermediate/record-person.js';
import type { Model } from '../sqlx.js';

/** Grain: record_key. */
export function leadRecordsTable(): Model {
  return {
    path: 'definitions/outputs/lead_records.sqlx',
    madeFrom: [identityFile, 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Every lead and contact record of every source, once, with the person that it is: from a record to the person and back. A person all of whose records were deleted is here, and not in leads. Grain: one row per source record.',
      tags: ['output'],
      columns: {
        lead_id: 'The person',
        matched_by:
          'The strongest key that the record shares with another of the person: crm_id, or one of identity.yaml; NULL where the person has one record',
        is_first: 'The record that was known first; the id of the person is made from it',
      },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'lead_id', 'source', 'object', 'record_id'] },
    },
    sql: `
WITH persons AS (
  SELECT * FROM \${ref("int_record_persons")}
),

keys AS (
  SELECT
    keys.record_key,
    keys.match_key,
    keys.key_kind,
    keys.strength,
    COUNT(*) OVER (PARTITION BY keys.match_key, persons.lead_id) AS records_of_person
  FROM \${ref("int_match_keys")} AS keys
  INNER JOIN persons ON persons.record_key = keys.record_key
  WHERE keys.ignored_because IS NULL
),

matched AS (
  SELECT record_key, key_kind
  FROM keys
  WHERE records_of_person > 1
  QUALIFY ROW_NUMBER() OVER (PARTITION BY record_key ORDER BY strength, match_key) = 1
)

SELECT
  persons.lead_id,
  records.record_key,
  records.source,
  records.object,
  records.record_id,
  records.first_known_at,
  COALESCE(records.is_deleted, FALSE) AS is_deleted,
  matched.key_kind AS matched_by,
  persons.lead_id = CONCAT('p_', SUBSTR(TO_HEX(SHA256(records.record_key)), 1, 16)) AS is_first
FROM \${ref("int_person_records")} AS records
INNER JOIN persons ON persons.record_key = records.record_key
LEFT JOIN matched ON matched.record_key = records.record_key`,
  };
}

/** Fails on a record that is nobody's or several people's, and on a person without a record. */
export function leadRecordsCompleteAssertion(): Model {
  return {
    path: 'definitions/outputs/assert_lead_records_complete.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'assertion',
      description: 'Source records that lead_records has not exactly once, and people of whom it has no record.',
      tags: ['output'],
    },
    sql: `
WITH told AS (
  SELECT record_key, COUNT(*) AS times
  FROM \${ref("lead_records")}
  GROUP BY record_key
),

people AS (
  SELECT DISTINCT lead_id FROM \${ref("lead_records")}
)

SELECT records.record_key AS id, 'record that is not there once' AS what
FROM \${ref("int_person_records")} AS records
LEFT JOIN told ON told.record_key = records.record_key
WHERE told.times IS NULL OR told.times > 1
UNION ALL
SELECT int_people.lead_id AS id, 'person without a record' AS what
FROM \${ref("int_people")} AS int_people
LEFT JOIN people ON people.lead_id = int_people.lead_id
WHERE people.lead_id IS NULL`,
  };
}

/** Grain: (from_lead_id, to_lead_id, changed_at, cause). */
export function personIdHistoryTable(): Model {
  return {
    path: 'definitions/outputs/person_id_history.sqlx',
    madeFrom: [identityFile],
    config: {
      type: 'table',
      description:
        'Merges and splits: which person’s records became whose, when, and why. What is stored of a person follows it. Grain: one row per change of a person into another.',
      tags: ['output'],
      columns: {
        from_lead_id: 'The person that the records were',
        to_lead_id: 'The person that they are from then on; it may have changed again since',
        changed_at: 'as_of of the run that saw it',
        cause:
          'merge: the one became part of the other; split: records left a person that goes on without them; key: the record that gave the id is gone or went elsewhere, and the rest goes on under another id',
        records: 'How many records changed',
      },
      assertions: {
        uniqueKey: ['from_lead_id', 'to_lead_id', 'changed_at', 'cause'],
        nonNull: ['from_lead_id', 'to_lead_id', 'changed_at', 'cause'],
      },
    },
    sql: `
SELECT
  previous_lead_id AS from_lead_id,
  lead_id AS to_lead_id,
  changed_at,
  cause,
  COUNT(*) AS records
FROM \${ref("int_person_id_log")}
WHERE previous_lead_id IS NOT NULL
GROUP BY previous_lead_id, lead_id, changed_at, cause`,
  };
}

/** Grain: (issue, subject). */
export function identityIssuesTable(project: Project): Model {
  const { identity } = project;
  const hashed = hasHashes(project) ? " WHEN STARTS_WITH(record_key, 'hash:') THEN 'email_sha256'" : '';
  const { records, companies } = identity.largestPerson;
  const limits = measures.map((measure) => ({
    measure,
    arms: identity.matchKeys.flatMap(({ atMost }, index) => {
      const most = atMost[measure];
      return most === undefined ? [] : [`WHEN ${index + 1} THEN ${most}`];
    }),
  }));
  const hasLimit = new Set(limits.flatMap(({ measure, arms }) => (arms.length > 0 ? [measure] : [])));
  const numbers = (['emails', 'companies'] as const)
    .filter((measure) => hasLimit.has(measure))
    .map((measure) => ` WHEN '${measure}' THEN ${measure === 'emails' ? 'email' : 'company'}_number`);
  const number =
    numbers.length === 0 ? 'record_number' : `CASE ignored_because${numbers.join('')} ELSE record_number END`;
  const limitOf = limits
    .filter(({ arms }) => arms.length > 0)
    .map(({ measure, arms }) => `\n      WHEN '${measure}' THEN CASE strength ${arms.join(' ')} END`);
  const mergedTooOften = [
    ...(records === undefined ? [] : [`whole_records > ${records}`]),
    ...(companies === undefined ? [] : [`whole_companies > ${companies}`]),
  ];
  const isLarge = `MAX(whole_records) > ${records}`;
  const isLargeSince = `MIN(IF(record_number > ${records}, first_known_at, NULL))`;
  const [tooMany, tooManySince] =
    records === undefined
      ? ["'companies'", 'MAX(first_known_at)']
      : companies === undefined
        ? ["'records'", isLargeSince]
        : [`IF(${isLarge}, 'records', 'companies')`, `IF(${isLarge}, ${isLargeSince}, MAX(first_known_at))`];
  return {
    path: 'definitions/outputs/identity_issues.sqlx',
    madeFrom: [identityFile],
    config: {
      type: 'table',
      description:
        'What identity.yaml kept apart: keys above a limit, keys that never match, people above theirs, and identities that too many people share. Grain: one row per issue and subject.',
      tags: ['output'],
      columns: {
        issue:
          'key_above_limit and key_never_matches: the key joins nobody; person_cut: the weaker keys do not join these records; person_above_limit: the CRM itself made them one, and they stay so; identity_shared: acts that carry nothing else are nobody’s',
        subject: 'The value of the key; for a person the first of the records',
        key_kind: 'The kind of the key; NULL for a person',
        too_many:
          'What there is more of than the limit: records, emails, companies or people; NULL for a key that never matches',
        records: 'How many records share it',
        emails: 'How many addresses these have; NULL for a person',
        companies: 'How many companies these have',
        people: 'How many people these records are now; how many the identity leads to',
        since: 'When a record that is too much was first known; for a key that never matches, the second record',
      },
      assertions: { uniqueKey: ['issue', 'subject'], nonNull: ['issue', 'subject', 'records', 'people', 'since'] },
    },
    sql: `
WITH persons AS (
  SELECT record_key, lead_id FROM \${ref("int_record_persons")}
),

records AS (
  SELECT record_key, first_known_at, mailbox FROM \${ref("int_person_records")}
),

ignored AS (
  SELECT
    keys.*,
    records.first_known_at,
    persons.lead_id,
    ROW_NUMBER() OVER (PARTITION BY keys.match_key ORDER BY records.first_known_at, keys.record_key) AS record_number,
    ROW_NUMBER() OVER (PARTITION BY keys.match_key, records.mailbox ORDER BY records.first_known_at, keys.record_key) = 1 AND records.mailbox IS NOT NULL AS is_new_email,
    ROW_NUMBER() OVER (PARTITION BY keys.match_key, keys.company_domain ORDER BY records.first_known_at, keys.record_key) = 1 AND keys.company_domain IS NOT NULL AS is_new_company
  FROM \${ref("int_match_keys")} AS keys
  INNER JOIN records ON records.record_key = keys.record_key
  INNER JOIN persons ON persons.record_key = keys.record_key
  WHERE keys.ignored_because IS NOT NULL
),

counted AS (
  SELECT
    *,
    SUM(IF(is_new_email, 1, 0)) OVER (PARTITION BY match_key ORDER BY record_number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS email_number,
    SUM(IF(is_new_company, 1, 0)) OVER (PARTITION BY match_key ORDER BY record_number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS company_number,
    CASE ignored_because
      WHEN 'never_matches' THEN 1${limitOf.join('')}
    END AS most
  FROM ignored
),

key_issues AS (
  SELECT
    IF(ignored_because = 'never_matches', 'key_never_matches', 'key_above_limit') AS issue,
    match_key AS subject,
    key_kind,
    NULLIF(ignored_because, 'never_matches') AS too_many,
    COUNT(*) AS records,
    MAX(emails) AS emails,
    MAX(companies) AS companies,
    COUNT(DISTINCT lead_id) AS people,
    MIN(IF(${number} > most, first_known_at, NULL)) AS since
  FROM counted
  GROUP BY ignored_because, match_key, key_kind
),

large AS (
  SELECT
    components.*,
    records.first_known_at,
    persons.lead_id,
    ROW_NUMBER() OVER (PARTITION BY components.whole_first_record_key ORDER BY records.first_known_at, components.record_key) AS record_number
  FROM \${ref("int_record_components")} AS components
  INNER JOIN records ON records.record_key = components.record_key
  INNER JOIN persons ON persons.record_key = components.record_key
  WHERE components.is_cut${mergedTooOften.length === 0 ? '' : ` OR ${mergedTooOften.join(' OR ')}`}
),

large_people AS (
  SELECT
    IF(COUNT(DISTINCT lead_id) > 1, 'person_cut', 'person_above_limit') AS issue,
    whole_first_record_key AS subject,
    CAST(NULL AS STRING) AS key_kind,
    ${tooMany} AS too_many,
    COUNT(*) AS records,
    CAST(NULL AS INT64) AS emails,
    MAX(whole_companies) AS companies,
    COUNT(DISTINCT lead_id) AS people,
    ${tooManySince} AS since
  FROM large
  GROUP BY whole_first_record_key
),

shared AS (
  SELECT
    record_key,
    hops,
    people,
    linked_at,
    ${sharedLimit(identity.sharedBy)} AS most,
    ROW_NUMBER() OVER (PARTITION BY record_key ORDER BY linked_at, lead_id) AS person_number
  FROM \${ref("int_identity_people")}
  WHERE people > ${Math.min(...Object.values(identity.sharedBy))}
),

shared_identities AS (
  SELECT
    'identity_shared' AS issue,
    record_key AS subject,
    CASE WHEN STARTS_WITH(record_key, 'anon:') THEN 'anonymous_id' WHEN STARTS_WITH(record_key, 'user:') THEN 'user_id'${hashed} ELSE 'email' END AS key_kind,
    'people' AS too_many,
    COUNTIF(hops = 0) AS records,
    CAST(NULL AS INT64) AS emails,
    CAST(NULL AS INT64) AS companies,
    MAX(people) AS people,
    MIN(IF(person_number > most, linked_at, NULL)) AS since
  FROM shared
  WHERE people > most
  GROUP BY record_key
)

SELECT issue, subject, key_kind, too_many, records, emails, companies, people, since FROM key_issues
UNION ALL
SELECT issue, subject, key_kind, too_many, records, emails, companies, people, since FROM large_people
UNION ALL
SELECT issue, subject, key_kind, too_many, records, emails, companies, people, since FROM shared_identities`,
  };
}
