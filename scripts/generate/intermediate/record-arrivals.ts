import type { Model } from '../sqlx.js';

/** int_record_arrivals: in which order records came to be known. Grain: record_key. */
export function recordArrivalsModel(): Model {
  return {
    path: 'definitions/intermediate/int_record_arrivals.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'incremental',
      protected: true,
      description:
        'In which order records came to be known: by the run that first saw them, then by what their source says. The oldest record of a person gives the id, so that none that comes later, however old it is, changes it. It cannot be recomputed, so a full refresh leaves it alone. Grain: one row per source record.',
      tags: ['intermediate', 'state'],
      columns: {
        batch: 'Number of the run that first saw the record, counting only runs that saw one',
        first_known_at: 'When the record was first known, as its source said then',
        seen_at: 'as_of of that run',
      },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'batch', 'first_known_at', 'seen_at'] },
    },
    sql: `
WITH records AS (
  SELECT record_key, first_known_at FROM \${ref("int_person_records")}
),

run AS (
  SELECT MAX(as_of) AS as_of FROM \${ref("int_as_of")}
),

earlier AS (
  SELECT \${when(incremental(), \`COALESCE(MAX(batch), 0) AS batch FROM \${self()}\`, "0 AS batch FROM UNNEST(['nothing']) AS nothing")}
)

SELECT
  records.record_key,
  earlier.batch + 1 AS batch,
  records.first_known_at,
  run.as_of AS seen_at
FROM records
CROSS JOIN run
CROSS JOIN earlier
\${when(incremental(), \`LEFT JOIN \${self()} AS before ON before.record_key = records.record_key
WHERE before.record_key IS NULL\`)}`,
  };
}
