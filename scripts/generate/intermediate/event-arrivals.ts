/** int_event_arrivals: when an event of a source without an arrival column was first seen. */
import type { Project } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { eventInputs, streamName, usualLagHoursOfThese } from './event-inputs.js';
import { appendedOf, newOfEveryStream, watermark } from './watermark.js';

/** Grain: (stream, event_id). undefined where every source says when its events arrive. */
export function eventArrivalsModel(project: Project): Model | undefined {
  const inputs = eventInputs(project).filter((input) => !input.saysKnownAt);
  if (inputs.length === 0) return undefined;
  const streams = inputs.map((input) => sqlxText(streamName(input)));
  // Of events that may change each run sees all, so that all have to be noted: a new one may have happened at any time.
  const appended = appendedOf(inputs);
  const isNew = newOfEveryStream(inputs, 'events.', project.standards.timeZone);
  const firstLoad = inputs.map(
    (input) =>
      `WHEN ${sqlxText(streamName(input))} THEN ${input.mapping.mayChange ? 'TRUE' : `events.happened_at >= newest.${streamName(input)}_since`}`,
  );
  const newest = appended.map(
    (input) =>
      `TIMESTAMP_SUB(MAX(IF(stream = ${sqlxText(streamName(input))}, happened_at, NULL)), INTERVAL ${input.mapping.lookbackDays} DAY) AS ${streamName(input)}_since`,
  );
  const newestStep =
    appended.length === 0
      ? ''
      : `\${when(incremental(), \`\`, \`-- Of the first load only the look-back is kept, counted from the newest event.
newest AS (
  SELECT
    ${newest.join(',\n    ')}
  FROM \${ref("int_events")}
),

\`)}`;
  const onFirstLoad =
    appended.length === 0
      ? ''
      : `
  \${when(incremental(), \`\`, \`AND CASE events.stream
    ${firstLoad.join('\n    ')}
  END\`)}`;
  return {
    path: 'definitions/intermediate/int_event_arrivals.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'incremental',
      protected: true,
      description:
        'When events of sources without an arrival column were first seen. The first load assumes the usual lag and keeps only the look-back; every later run adds what it sees for the first time. It cannot be recomputed, so a full refresh leaves it alone. Grain: one row per stream and event.',
      tags: ['intermediate', 'state'],
      columns: {
        stream: 'The source, and whether its events or its campaign responses',
        known_at: 'The as_of of the run that first saw the event; at the first load the time it usually arrives',
        is_assumed: 'known_at is the usual time, not an observed one',
      },
      bigquery: { partitionBy: 'DATE(happened_at)', clusterBy: ['stream', 'event_id'] },
      assertions: { uniqueKey: ['stream', 'event_id'], nonNull: ['stream', 'event_id', 'known_at'] },
    },
    sql: `
WITH ${watermark(inputs)}${newestStep}seen AS (
  SELECT
    events.stream,
    events.event_id,
    events.happened_at
  FROM \${ref("int_events")} AS events${appended.length === 0 ? '' : '\n  ${when(incremental(), `CROSS JOIN watermark`, `CROSS JOIN newest`)}'}
  WHERE events.stream IN (${streams.join(', ')})${isNew.where}${onFirstLoad}
),

run AS (
  SELECT MAX(as_of) AS as_of FROM \${ref("int_as_of")}
)

SELECT
  seen.stream,
  seen.event_id,
  seen.happened_at,
  \${when(incremental(), \`GREATEST(run.as_of, seen.happened_at)\`, \`TIMESTAMP_ADD(seen.happened_at, INTERVAL ${usualLagHoursOfThese(inputs, 'seen.stream')} HOUR)\`)} AS known_at,
  \${when(incremental(), "FALSE", "TRUE")} AS is_assumed
FROM seen
CROSS JOIN run
\${when(incremental(), \`LEFT JOIN \${self()} AS before ON before.stream = seen.stream AND before.event_id = seen.event_id
WHERE before.event_id IS NULL\`)}`,
  };
}
