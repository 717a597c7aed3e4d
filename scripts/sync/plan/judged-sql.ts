/**
 * The records of crm_updates that a sync has something to write to, as one query of portable GoogleSQL. Columns: row_key,
 * object, crm_id, parent_id, payload, causes, fingerprint, previous_fingerprint, operation, skipped_because, acted_at,
 * known_at. Of a record that is as the CRM acknowledged it there is no row. Its values are compared before anything is hashed: only
 * what may have to be written gets a payload.
 */
import { textLiteral } from '../mapping/canonical-sql.js';
import type { RecordMapping } from '../mapping/mapping.js';
import { causesSql, emptiedSql, firedSql } from './causes-sql.js';
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
}

export function judgedSql({ mappings, types, source, updates, state, now }: JudgedQuery): string {
  const columns = neededColumns(mappings, types).map((name) => `u.${name}`);
  const carried = (alias: string): string => columns.map((name) => `${alias}.${name.slice(2)}`).join(',\n    ');
  const byMapping = (piece: (mapping: RecordMapping) => string, fallback: string, on: string): string =>
    mappings.length === 0
      ? fallback
      : `CASE ${on}.mapping\n${mappings.map((mapping, index) => `WHEN ${index + 1} THEN ${piece(mapping)}`).join('\n')}\nELSE ${fallback}\nEND`;
  const mapping = mappings
    .map(
      ({ rubric, object }, index) =>
        `WHEN u.rubric = ${textLiteral(rubric)} AND u.object = ${textLiteral(object)} THEN ${index + 1}`,
    )
    .join('\n      ');
  return `WITH records AS (
  -- The records of the source, and by which mapping each is written.
  SELECT
    CONCAT(u.object, '/', u.record_id) AS row_key,
    u.object,
    u.record_id AS crm_id,
    ${types.has('account_record_id') ? 'u.account_record_id' : 'CAST(NULL AS STRING)'} AS parent_id,
    u.state,
    ${actTime('acted_at', types)} AS acted_at,
    ${actTime('act_known_at', types)} AS known_at,
    ${columns.join(',\n    ')},
    ${mapping === '' ? '0' : `CASE\n      ${mapping}\n      ELSE 0\n    END`} AS mapping
  FROM ${updates} AS u
  WHERE u.source = ${textLiteral(source)}
),

sendable AS (
  -- What makes each be written again.
  SELECT
    r.row_key,
    r.object,
    r.crm_id,
    r.parent_id,
    r.acted_at,
    r.known_at,
    ${carried('r')},
    r.mapping,
    ${indented(
      byMapping((each) => causesSql(each, types, 'r'), "''", 'r'),
      4,
    )} AS causes
  FROM records AS r
  WHERE r.state = 'write' AND r.mapping > 0 AND r.crm_id != ''
),

moved AS (
  -- Those whose values are not the ones that the CRM acknowledged.
  SELECT
    r.row_key,
    r.object,
    r.crm_id,
    r.parent_id,
    r.acted_at,
    r.known_at,
    ${carried('r')},
    r.mapping,
    r.causes,
    s.acked_causes,
    s.acked_fingerprint,
    s.failed_fingerprint,
    s.status,
    s.error_class,
    s.retry_at
  FROM sendable AS r
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
    TO_HEX(SHA256(CONCAT(${indented(
      byMapping(({ hash }) => textLiteral(hash), "''", 'p'),
      4,
    )}, p.payload))) AS fingerprint,
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

/** Columns of crm_updates that a payload or a cause reads, beside those that every record has. */
function neededColumns(mappings: readonly RecordMapping[], types: ColumnTypes): readonly string[] {
  const named = mappings.flatMap(({ fields, causes }) => [
    ...fields.map(({ from }) => from),
    ...causes.map(({ column }) => column),
  ]);
  return [...new Set(named)].filter((name) => types.has(name) && !carriedAnyway.has(name)).toSorted();
}

const carriedAnyway: ReadonlySet<string> = new Set([
  'row_key',
  'object',
  'crm_id',
  'parent_id',
  'acted_at',
  'known_at',
  'state',
  'mapping',
]);

/** Unknown where crm_updates was made before it had them. */
function actTime(column: string, types: ColumnTypes): string {
  return types.has(column) ? `u.${column}` : 'CAST(NULL AS TIMESTAMP)';
}

function indented(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
