/** int_raw_event_counts: how often the raw rows of one event came, and which of them no run has read. */
import type { Project } from '../../rubric/model.js';
import { hashAsHex } from '../text/address-hash.js';
import { indent, mailboxOf } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { type EventInput, eventIdOf, eventInputs, streamName } from '../intermediate/event-inputs.js';
import { type Forgettable, forgottenJoins, forgottenSteps, remembered } from '../intermediate/forgotten.js';
import { inShard } from '../sources/shards.js';
import { healthFile } from './inputs.js';
import { auditDays } from './windows.js';

/** What int_events leaves out on purpose is not unread. */
function forgettable({ kind, source, mapping }: EventInput): readonly Forgettable[] {
  const isHashed = mapping.columns.has('email_sha256');
  return [
    { as: 'own', identity: `CONCAT('crm:', ${sqlxText(source.name)}, ':', person_record_id)` },
    { as: 'address', identity: `CONCAT('email:', ${mailboxOf('email')})` },
    ...(kind === 'events'
      ? [
          ...(isHashed ? [{ as: 'hashed', identity: `CONCAT('hash:', ${hashAsHex('email_sha256')})` }] : []),
          { as: 'member', identity: "CONCAT('user:', user_id)" },
          { as: 'device', identity: "CONCAT('anon:', anonymous_id)" },
        ]
      : []),
  ];
}

function branch(input: EventInput): string {
  return `-- ${input.model}
SELECT ${sqlxText(streamName(input))} AS stream, ${eventIdOf(input)} AS event_id, happened_at, known_at
FROM \${ref("${input.model}")}
CROSS JOIN watermark
${forgottenJoins(forgettable(input))}
WHERE happened_at >= watermark.since${input.isSharded ? `\n  AND (${inShard('DATE_SUB(watermark.since_day, INTERVAL 1 DAY)')})` : ''}
  AND ${remembered(forgettable(input))}`;
}

/** Microseconds of a quarter of an hour: in every zone a day begins with one of UTC, since 1980. */
const quarter = 900_000_000;

/** Grain: (stream, day). undefined where no source has events. */
export function rawEventCountsModel(project: Project): Model | undefined {
  const inputs = eventInputs(project);
  if (inputs.length === 0) return undefined;
  return {
    path: 'definitions/intermediate/int_raw_event_counts.sqlx',
    madeFrom: ['rubrics/sources/*.yaml', healthFile],
    config: {
      type: 'table',
      description: `Raw rows of events of the last ${auditDays} days: how many came again, how many came later than the look-back, so that int_events has not read them, and how many would take the place of one that it has. Grain: one row per stream and day.`,
      tags: ['intermediate', 'health'],
      columns: {
        day: "The day on which the id first happened, in the project's time zone",
        raw_rows: 'Raw rows with an id',
        event_ids: 'Different ids among them',
        unread: 'Ids that int_events does not have',
        overtaken:
          'Ids of which a copy that came later says it was known earlier than the one that int_events has, or, where none says that, that it happened earlier',
      },
      assertions: {
        uniqueKey: ['stream', 'day'],
        nonNull: ['stream', 'source', 'entity', 'day', 'raw_rows', 'overtaken'],
      },
    },
    sql: `
WITH watermark AS (
  SELECT TIMESTAMP(DATE_SUB(MIN(as_of_day), INTERVAL ${auditDays} DAY)) AS since, DATE_SUB(MIN(as_of_day), INTERVAL ${auditDays + 1} DAY) AS since_day
  FROM \${ref("int_as_of")}
),

${forgottenSteps[0]},

raw_rows AS (
  ${inputs.map((input) => indent(branch(input), 2)).join('\n\n  UNION ALL\n\n  ')}
),

-- Read by some run.
events AS (
  SELECT events.stream, events.event_id, events.happened_at, events.known_at
  FROM \${ref("int_events")} AS events
  CROSS JOIN watermark
  WHERE events.day >= watermark.since_day
    AND (events.arrived_on >= watermark.since_day OR events.arrived_on IS NULL)
),

ids AS (
  SELECT
    stream,
    event_id,
    COUNT(*) AS raw_rows,
    MIN(happened_at) AS first_happened_at,
    MIN(known_at) AS first_known_at,
    MIN(IF(known_at IS NULL, happened_at, NULL)) AS first_unstamped_at
  FROM raw_rows
  WHERE event_id IS NOT NULL
  GROUP BY stream, event_id
),

-- A day begins with a quarter of an hour, and is looked up once for all ids of that quarter.
quarters AS (
  SELECT
    ids.stream,
    DIV(UNIX_MICROS(ids.first_happened_at), ${quarter}) AS quarter,
    SUM(ids.raw_rows) AS raw_rows,
    COUNT(*) AS event_ids,
    COUNTIF(events.event_id IS NULL) AS unread,
    -- Of two copies the one that does not say when it was known counts, then the one known first; of those that do not say, the one that happened first.
    COUNTIF(IF(events.known_at IS NULL, ids.first_unstamped_at < events.happened_at, ids.first_unstamped_at IS NOT NULL OR ids.first_known_at < events.known_at)) AS overtaken
  FROM ids
  LEFT JOIN events ON events.stream = ids.stream AND events.event_id = ids.event_id
  GROUP BY stream, quarter
),

-- What follows from the stream is no key of any group: DuckDB would hash and compare it for each event.
streams AS (
  SELECT t.stream, t.source, t.entity
  FROM UNNEST([
    ${inputs.map((input) => `STRUCT(${sqlxText(streamName(input))} AS stream, ${sqlxText(input.source.name)} AS source, '${input.kind}' AS entity)`).join(',\n    ')}
  ]) AS t
)

SELECT
  streams.stream,
  streams.source,
  streams.entity,
  DATE(TIMESTAMP_MICROS(quarters.quarter * ${quarter}), ${sqlxText(project.standards.timeZone)}) AS day,
  SUM(quarters.raw_rows) AS raw_rows,
  SUM(quarters.event_ids) AS event_ids,
  SUM(quarters.unread) AS unread,
  SUM(quarters.overtaken) AS overtaken
FROM quarters
INNER JOIN streams ON streams.stream = quarters.stream
GROUP BY stream, source, entity, day`,
  };
}
