/** int_gone_records: since when the source of a record has it no more. From then on what is noted of it grows old. */
import type { Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';

/** Grain: record_key. undefined where what is noted of records is kept for ever. */
export function goneRecordsModel({ retention }: Project): Model | undefined {
  if (retention?.records === undefined) return undefined;
  return {
    path: 'definitions/intermediate/int_gone_records.sqlx',
    madeFrom: ['rubrics/shared/retention.yaml'],
    config: {
      type: 'incremental',
      protected: true,
      uniqueKey: ['record_key'],
      description:
        'Records that no source has any more, and since when: only what is noted of them is deleted by age, so that an export which came empty once costs nothing. It cannot be recomputed, so a full refresh leaves it alone. Grain: one row per source record that was missed at some time.',
      tags: ['intermediate', 'state'],
      columns: { gone_at: 'as_of of the first run that missed it; NULL once it is back' },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key'] },
    },
    sql: `
WITH arrivals AS (
  SELECT record_key, seen_at FROM \${ref("int_record_arrivals")}
),

records AS (
  SELECT record_key FROM \${ref("int_person_records")}
),

-- A run for an earlier moment knows no less than the runs before it.
run AS (
  SELECT GREATEST(clock.as_of, newest.seen_at) AS as_of
  FROM (SELECT MAX(as_of) AS as_of FROM \${ref("int_as_of")}) AS clock
  CROSS JOIN (SELECT MAX(seen_at) AS seen_at FROM arrivals) AS newest
),

before AS (
  \${when(incremental(), \`SELECT record_key, gone_at FROM \${self()}
  WHERE gone_at IS NOT NULL\`, \`SELECT CAST(NULL AS STRING) AS record_key, CAST(NULL AS TIMESTAMP) AS gone_at
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE\`)}
)

SELECT
  arrivals.record_key,
  IF(records.record_key IS NULL, run.as_of, NULL) AS gone_at
FROM arrivals
CROSS JOIN run
LEFT JOIN records ON records.record_key = arrivals.record_key
LEFT JOIN before ON before.record_key = arrivals.record_key
WHERE (records.record_key IS NULL) != (before.record_key IS NOT NULL)`,
  };
}
