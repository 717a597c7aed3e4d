/**
 * The records of crm_updates that a sync has something to write to, as one query of portable GoogleSQL. Columns: row_key,
 * object, crm_id, parent_id, payload, causes, fingerprint, previous_fingerprint, operation, skipped_because, acted_at,
 * known_at. Of a record that is as the CRM acknowledged it there is no row. Its values are compared before anything is hashed: only
 * what may have to be written gets a payload.
 */
import { textLiteral } from '../mapping/canonical-sql.js';
import type { RecordMapping } from '../mapping/mapping.js';
import { causesSql, emptiedSql, firedSql } from './causes-sql.js';
import { fingerprintSql, indented, mappedRecords } from './mapped-records.js';
import { type ColumnTypes, payloadSql, tooLongSql } from './payload-sql.js';

export interface JudgedQuery {
  readonly mappings: readonly RecordMapping[];
  /** Of crm_updates. */
  readonly types: ColumnTypes;
  readonly source: string;
  /** In backticks. */
  readonly updates: string;
  readonly state: string;
  /** ISO 8601: rejected rows that are due by then are sent again. */
  readonly now: string;
  /** A table that has what `sendableSql` gives, without records that are as the CRM acknowledged them; unless given, all are looked at. */
  readonly sendable?: string;
}

/** Of which records: those of a source, and by which mappings. */
export type RecordsQuery = Pick<JudgedQuery, 'mappings' | 'types' | 'source' | 'updates'>;

/** Records that may be written, each with what makes it be written again: `sendableColumns`. */
export function sendableSql(of: RecordsQuery): string {
  const { sql, byMapping } = mappedRecords(of);
  const columns = sendableColumns(of).filter((name) => name !== 'causes');
  return `WITH records AS (
  ${indented(sql, 2)}
)

SELECT
  ${columns.map((name) => `r.${name}`).join(',\n  ')},
  ${indented(
    byMapping((each) => causesSql(each, of.types, 'r'), "''", 'r'),
    2,
  )} AS causes
FROM records AS r
WHERE r.state = 'write' AND r.mapping > 0 AND r.crm_id != ''`;
}

export function sendableColumns(of: RecordsQuery): readonly string[] {
  const { columns } = mappedRecords(of);
  return ['row_key', 'object', 'crm_id', 'parent_id', 'acted_at', 'known_at', ...columns, 'mapping', 'causes'];
}

export function judgedSql({ mappings, types, source, updates, state, now, sendable }: JudgedQuery): string {
  const of = { mappings, types, source, updates };
  const { byMapping } = mappedRecords(of);
  const given = `sendable AS (
  ${indented(sendableSql(of), 2)}
),

`;
  return `WITH ${sendable === undefined ? given : ''}moved AS (
  -- Those whose values are not the ones that the CRM acknowledged.
  SELECT
    ${sendableColumns(of)
      .map((name) => `r.${name}`)
      .join(',\n    ')},
    s.acked_causes,
    s.acked_fingerprint,
    s.failed_fingerprint,
    s.status,
    s.error_class,
    s.retry_at
  FROM ${sendable ?? 'sendable'} AS r
  LEFT JOIN ${state} AS s ON s.row_key = r.row_key
  WHERE s.row_key IS NULL OR s.status NOT IN ('ok', 'kept') OR s.acked_causes IS NULL OR s.acked_causes != r.causes
),

payloads AS (
  SELECT
    m.row_key,
    m.object,
    m.crm_id,
    m.parent_id,
    m.acted_at,
    m.known_at,
    m.mapping,
    m.causes,
    m.acked_causes,
    m.acked_fingerprint,
    m.failed_fingerprint,
    m.status,
    m.error_class,
    m.retry_at,
    ${indented(
      byMapping((each) => payloadSql(each, types, 'm'), "''", 'm'),
      4,
    )} AS payload,
    ${indented(
      byMapping((each) => tooLongSql(each, types, 'm'), 'CAST(NULL AS STRING)', 'm'),
      4,
    )} AS too_long
  FROM moved AS m
),

hashed AS (
  SELECT
    p.row_key,
    p.object,
    p.crm_id,
    p.parent_id,
    p.acted_at,
    p.known_at,
    p.causes,
    p.acked_fingerprint,
    p.failed_fingerprint,
    p.status,
    p.error_class,
    p.retry_at,
    p.payload,
    p.too_long,
    ${fingerprintSql(byMapping, 'p')} AS fingerprint,
    ${indented(
      byMapping((each) => `(${firedSql(each, 'p.acked_causes', 'p.causes')})`, 'FALSE', 'p'),
      4,
    )} AS has_fired,
    ${indented(
      byMapping((each) => `(${emptiedSql(each, 'p.acked_causes', 'p.causes')})`, 'FALSE', 'p'),
      4,
    )} AS is_emptied
  FROM payloads AS p
),

due AS (
  -- Nothing is due where the CRM holds these very values, or where no change counts.
  SELECT
    h.row_key,
    h.object,
    h.crm_id,
    h.parent_id,
    h.acted_at,
    h.known_at,
    h.causes,
    h.acked_fingerprint,
    h.payload,
    h.fingerprint,
    CASE
      WHEN h.status IN ('rejected', 'deferred') AND (h.failed_fingerprint = h.fingerprint OR h.failed_fingerprint IS NULL) THEN 'retry'
      WHEN h.acked_fingerprint IS NULL THEN 'new'
      WHEN h.is_emptied THEN 'clear'
      ELSE 'changed'
    END AS operation,
    CASE
      WHEN h.error_class = 'gone' AND h.status = 'rejected' AND (h.retry_at IS NULL OR h.retry_at > TIMESTAMP(${textLiteral(now)})) THEN 'gone'
      WHEN h.too_long IS NOT NULL THEN CONCAT('too_long:', h.too_long)
      WHEN h.payload = '' THEN 'nothing_known'
      WHEN h.status = 'rejected' AND h.failed_fingerprint = h.fingerprint AND (h.retry_at IS NULL OR h.retry_at > TIMESTAMP(${textLiteral(now)}))
        THEN 'rejected_before'
    END AS skipped_because
  FROM hashed AS h
  WHERE h.acked_fingerprint IS NULL
    OR (h.acked_fingerprint != h.fingerprint AND h.has_fired)
)

SELECT
  d.row_key,
  d.object,
  d.crm_id,
  d.parent_id,
  d.acted_at,
  d.known_at,
  d.payload,
  d.causes,
  d.fingerprint,
  d.acked_fingerprint AS previous_fingerprint,
  d.operation,
  d.skipped_because
FROM due AS d
`;
}
