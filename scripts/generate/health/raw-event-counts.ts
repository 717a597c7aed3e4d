/** int_raw_event_counts: how often the raw rows of one event came, and which of them no run has read. */
import type { Project } from '../../rubric/model.js';
import { hashAsHex } from '../text/address-hash.js';
import { indent, mailboxOf } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { type EventInput, eventInputs, streamName } from '../intermediate/event-inputs.js';
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
  const id = input.kind === 'events' ? 'event_id' : "CONCAT('response:', record_id)";
  return `-- ${input.model}
SELECT ${sqlxText(streamName(input))} AS stream, ${sqlxText(input.source.name)} AS source, '${input.kind}' AS entity, ${id} AS event_id, happened_at, known_at
FROM \${ref("${input.model}")}
CROSS JOIN watermark
${forgottenJoins(forgettable(input))}
WHERE happened_at >= watermark.since${input.isSharded ? `\n  AND (${inShard('DATE_SUB(watermark.since_day, INTERVAL 1 DAY)')})` : ''}
  AND ${remembered(forgettable(input))}`;
}

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
        raw_rows: 'Raw rows with an id',
        event_ids: 'Different ids among them',
        unread: 'Ids that int_events does not have',
        overtaken: 'Ids of which a copy that came later says it was known earlier than the one that int_events has',
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
  SELECT events.stream, events.event_id, events.known_at
  FROM \${ref("int_events")} AS events
  CROSS JOIN watermark
  WHERE events.day >= watermark.since_day
    AND (events.arrived_on >= watermark.since_day OR events.arrived_on IS NULL)
),

ids AS (
  SELECT
    stream,
    source,
    entity,
    event_id,
    MIN(DATE(happened_at, ${sqlxText(project.standards.timeZone)})) AS day,
    COUNT(*) AS raw_rows,
    MIN(known_at) AS first_known_at,
    COUNTIF(known_at IS NULL) AS without_known_at
  FROM raw_rows
  WHERE event_id IS NOT NULL
  GROUP BY stream, source, entity, event_id
)

SELECT
  ids.stream,
  ids.source,
  ids.entity,
  ids.day,
  SUM(ids.raw_rows) AS raw_rows,
  COUNT(*) AS event_ids,
  COUNTIF(events.event_id IS NULL) AS unread,
  -- Of two copies the one that does not say when it was known counts, then the one known first.
  COUNTIF(events.known_at IS NOT NULL AND (ids.without_known_at > 0 OR ids.first_known_at < events.known_at)) AS overtaken
FROM ids
LEFT JOIN events ON events.stream = ids.stream AND events.event_id = ids.event_id
GROUP BY stream, source, entity, day`,
  };
}
