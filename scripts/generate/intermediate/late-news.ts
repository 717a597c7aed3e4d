/** int_late_news: acts that are a lead's since a later run than their dates say, because something landed late. */
import type { Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { eventInputs } from './event-inputs.js';
import { lateDays, sightedDays } from './sightings.js';

/** The acts of an event that is late: its own, and those of `also:`. */
function lateActs(project: Project): string {
  const further = new Set(project.signals.flatMap(({ also = [] }) => also));
  const keys = [
    "CONCAT(stream, ':', event_id)",
    ...[...further].toSorted().map((signal) => `CONCAT(stream, ':', event_id, '/', ${sqlxText(signal)})`),
  ];
  return keys.map((key) => `SELECT ${key} AS act_key, first_seen_at FROM late`).join('\n  UNION ALL\n  ');
}

const lateEvents = `late AS (
  SELECT stream, event_id, GREATEST(happened_at, known_at) AS counts_from, first_seen_at
  FROM \${ref("int_sightings")}
  WHERE is_late AND stream IS NOT NULL
)`;

/** An event that carries two identities ties them from the time at which it was known. */
const eventTies = `SELECT person.lead_id, late.counts_from AS linked_at, late.first_seen_at
  FROM late
  INNER JOIN \${ref("int_identity_links")} AS links ON links.stream = late.stream AND links.linked_at = late.counts_from
  INNER JOIN \${ref("int_record_person")} AS person ON person.record_key = links.record_key
  UNION ALL
  `;

/** Of a record that is older than what may act when it comes, nothing is news: it came with a load. */
const recordTies = `SELECT persons.lead_id, arrivals.first_known_at AS linked_at, arrivals.seen_at AS first_seen_at
  FROM \${ref("int_record_arrivals")} AS arrivals
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = arrivals.record_key
  CROSS JOIN watermark
  WHERE arrivals.seen_at > watermark.seen_since
    AND arrivals.first_known_at < arrivals.seen_at
    AND arrivals.first_known_at > TIMESTAMP_SUB(arrivals.seen_at, INTERVAL ${lateDays} DAY)`;

/** Grain: (lead_id, act_key). */
export function lateNewsModel(project: Project): Model {
  const hasEvents = eventInputs(project).some((input) => input.saysKnownAt);
  const late = hasEvents
    ? `${lateEvents},

late_acts AS (
  ${lateActs(project)}
),

`
    : '';
  const fromActs = `SELECT person.lead_id, acts.act_key, acts.signal, acts.happened_at, GREATEST(late_acts.first_seen_at, person.linked_at) AS counts_from
  FROM late_acts
  INNER JOIN acts ON acts.act_key = late_acts.act_key
  INNER JOIN \${ref("int_record_person")} AS person ON person.record_key = acts.record_key
  UNION ALL
  `;
  return {
    path: 'definitions/intermediate/int_late_news.sqlx',
    madeFrom: ['rubrics/sources/*.yaml', 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description:
        "Acts that are news to a later run than their dates say: the act, the event that tied it to the lead, or the lead's record was there only after a run that ought to have seen it. Grain: one row per lead and act.",
      tags: ['intermediate'],
      columns: {
        act_key: 'The act, as in int_acts',
        counts_from: 'The as_of of the run that first saw what makes it an act of the lead',
      },
      assertions: { uniqueKey: ['lead_id', 'act_key'], nonNull: ['lead_id', 'act_key', 'signal', 'counts_from'] },
    },
    sql: `
WITH watermark AS (
  SELECT
    TIMESTAMP_SUB(MAX(as_of), INTERVAL ${lateDays} DAY) AS seen_since,
    TIMESTAMP_SUB(MAX(as_of), INTERVAL ${sightedDays} DAY) AS happened_since
  FROM \${ref("int_as_of")}
),

acts AS (
  SELECT acts.act_key, acts.record_key, acts.signal, acts.happened_at
  FROM \${ref("int_acts")} AS acts
  CROSS JOIN watermark
  WHERE acts.day >= DATE_SUB(DATE(watermark.happened_since, ${sqlxText(project.standards.timeZone)}), INTERVAL 1 DAY)
    AND acts.happened_at > watermark.happened_since
),

${late}ties AS (
  ${hasEvents ? eventTies : ''}${recordTies}
),

-- Of two that came at the same moment the first that was seen counts.
first_ties AS (
  SELECT lead_id, linked_at, MIN(first_seen_at) AS first_seen_at
  FROM ties
  GROUP BY lead_id, linked_at
),

news AS (
  ${hasEvents ? fromActs : ''}SELECT person.lead_id, acts.act_key, acts.signal, acts.happened_at, first_ties.first_seen_at AS counts_from
  FROM first_ties
  INNER JOIN \${ref("int_record_person")} AS person ON person.lead_id = first_ties.lead_id AND person.linked_at = first_ties.linked_at
  INNER JOIN acts ON acts.record_key = person.record_key
)

SELECT
  lead_id,
  act_key,
  signal,
  happened_at,
  counts_from
FROM news
QUALIFY ROW_NUMBER() OVER (PARTITION BY lead_id, act_key ORDER BY counts_from DESC) = 1`,
  };
}
