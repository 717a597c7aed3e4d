/** account_issues: what of accounts and their groups does not fit together, and what was made of it. */
import type { Model } from '../sqlx.js';

/** Grain: (issue, subject). */
export function accountIssuesTable(): Model {
  return {
    path: 'definitions/outputs/account_issues.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'What of account records and their parents does not fit together, and since when. Grain: one row per issue and subject.',
      tags: ['output'],
      columns: {
        issue:
          'parent_circle: parents that lead back to where they began, cut at the subject; parents_differ: records of one account name different parents, of which the oldest counts; parent_is_itself and parent_unknown: a record names itself or a record that is not there, and has no parent; domain_shared: several records of one domain are one account; merge_unknown: merged into a record that is not there, and goes on by itself; merge_circle: merges that lead back to where they began, or are more than 16 in a row',
        subject: 'The account, or the key of the record',
        account_id: 'The account concerned',
        records: 'How many records it concerns',
        accounts: 'How many accounts it concerns',
        detail:
          'The accounts of a circle, the parents that are named, the domain, or the key of the record that is named',
        since: 'When the record was first known by which it came about',
      },
      assertions: {
        uniqueKey: ['issue', 'subject'],
        nonNull: ['issue', 'subject', 'account_id', 'records', 'accounts', 'since'],
      },
    },
    sql: `
WITH records AS (
  SELECT * FROM \${ref("int_account_records")}
),

-- A circle is closed by the last of its accounts.
account_ages AS (
  SELECT account_id, MIN(first_known_at) AS first_known_at, COUNT(*) AS records
  FROM records
  GROUP BY account_id
),

circles AS (
  SELECT
    'parent_circle' AS issue,
    parents.ultimate_parent_id AS subject,
    parents.ultimate_parent_id AS account_id,
    SUM(ages.records) AS records,
    COUNT(*) AS accounts,
    STRING_AGG(parents.account_id, ', ' ORDER BY parents.account_id) AS detail,
    MAX(ages.first_known_at) AS since
  FROM \${ref("int_account_parents")} AS parents
  INNER JOIN account_ages AS ages ON ages.account_id = parents.account_id
  WHERE parents.is_in_circle
  GROUP BY parents.ultimate_parent_id
),

named_parents AS (
  SELECT
    r.account_id,
    r.record_key,
    r.first_known_at,
    parent.account_id AS parent_account_id,
    FIRST_VALUE(parent.account_id) OVER (PARTITION BY r.account_id ORDER BY r.first_known_at, r.record_key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS first_parent_id
  FROM records AS r
  INNER JOIN records AS parent ON parent.record_key = r.parent_key
  WHERE parent.account_id != r.account_id
),

different_parents AS (
  SELECT account_id, parent_account_id, COUNT(*) AS records, MIN(IF(parent_account_id = first_parent_id, NULL, first_known_at)) AS since
  FROM named_parents
  GROUP BY account_id, parent_account_id
),

differing AS (
  SELECT
    'parents_differ' AS issue,
    account_id AS subject,
    account_id,
    SUM(records) AS records,
    COUNT(*) AS accounts,
    STRING_AGG(parent_account_id, ', ' ORDER BY parent_account_id) AS detail,
    MIN(since) AS since
  FROM different_parents
  GROUP BY account_id
  HAVING COUNT(*) > 1
),

-- Of a record that is merged only the survivor counts.
live AS (
  SELECT
    account_id,
    domain,
    first_known_at,
    ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY first_known_at, record_key) AS place
  FROM records
  WHERE record_key = survivor_key AND is_deleted IS NOT TRUE AND domain IS NOT NULL
),

shared AS (
  SELECT
    'domain_shared' AS issue,
    account_id AS subject,
    account_id,
    COUNT(*) AS records,
    1 AS accounts,
    MIN(domain) AS detail,
    MIN(IF(place = 2, first_known_at, NULL)) AS since
  FROM live
  GROUP BY account_id
  HAVING COUNT(*) > 1
),

single AS (
  SELECT
    CASE
      WHEN r.parent_key = r.record_key THEN 'parent_is_itself'
      WHEN r.parent_key IS NOT NULL AND parent.record_key IS NULL THEN 'parent_unknown'
    END AS parent_issue,
    CASE
      WHEN r.merged_into_key IS NOT NULL AND target.record_key IS NULL THEN 'merge_unknown'
      WHEN survivor.merged_into_key IS NOT NULL AND beyond.record_key IS NOT NULL THEN 'merge_circle'
    END AS merge_issue,
    r.record_key,
    r.account_id,
    r.parent_key,
    r.merged_into_key,
    r.first_known_at
  FROM records AS r
  INNER JOIN records AS survivor ON survivor.record_key = r.survivor_key
  LEFT JOIN records AS beyond ON beyond.record_key = survivor.merged_into_key
  LEFT JOIN records AS parent ON parent.record_key = r.parent_key
  LEFT JOIN records AS target ON target.record_key = r.merged_into_key
)

SELECT issue, subject, account_id, records, accounts, detail, since FROM circles
UNION ALL
SELECT issue, subject, account_id, records, accounts, detail, since FROM differing
UNION ALL
SELECT issue, subject, account_id, records, accounts, detail, since FROM shared
UNION ALL
SELECT parent_issue AS issue, record_key AS subject, account_id, 1 AS records, 1 AS accounts, parent_key AS detail, first_known_at AS since
FROM single
WHERE parent_issue IS NOT NULL
UNION ALL
SELECT merge_issue AS issue, record_key AS subject, account_id, 1 AS records, 1 AS accounts, merged_into_key AS detail, first_known_at AS since
FROM single
WHERE merge_issue IS NOT NULL`,
  };
}
