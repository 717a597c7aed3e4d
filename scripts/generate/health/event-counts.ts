/** int_event_counts and int_event_places: what events there were, by day and place, in one pass over int_events. */
import type { Project } from '../../rubric/model.js';
import { patternTest } from '../intermediate/acts.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { placeColumns } from './place-columns.js';
import { askedPatterns } from './unseen-patterns.js';
import { healthFile, healthTags, inputRows, longestLag } from './inputs.js';
import { auditDays, firstSaneDay, placeDays, spanDays } from './windows.js';

/** Grain: (as_of, place_number, day). */
export function eventCountsModel(project: Project): Model {
  const lag = longestLag(project);
  const reach = spanDays + lag + 1;
  return {
    path: 'definitions/intermediate/int_event_counts.sqlx',
    madeFrom: ['rubrics/sources/*.yaml', healthFile],
    config: {
      type: 'table',
      description:
        'Events by day and place, as known at as_of, bots and internal ones left out: the one pass over int_events from which input health is worked out. Grain: one row per as_of, place and day.',
      tags: healthTags(project),
      columns: {
        place_number: 'Of stream, event, channel, page, form and campaign together, from 1',
        event_name: `As the source says it; this and what tells places apart is NULL for days more than ${placeDays + lag + 1} days before as_of`,
        events: 'How many',
        in_time: 'Of these, known as soon after their day as as_of comes after the last day that is judged',
        with_identity: 'Of these, with a CRM record, address, user or device',
        forms: 'Submissions of a form with an address',
        forms_without_record: 'Of these, with an address that no lead or contact has',
        before_2000: 'Happened before 2000: a unit was mistaken',
        in_future: 'Known before as_of, and yet to happen',
        known_too_early: 'Happened more than an hour after they were known',
      },
      assertions: {
        uniqueKey: ['as_of', 'place_number', 'day'],
        nonNull: ['as_of', 'place_number', 'stream', 'source', 'entity', 'day', 'events'],
      },
    },
    sql: `
WITH watermark AS (
  SELECT DATE_SUB(MIN(as_of_day), INTERVAL ${reach} DAY) AS since
  FROM \${ref("int_as_of")}
),

${inputRows(project)},

clock AS (
  SELECT as_of, as_of_day, DATE_SUB(as_of_day, INTERVAL ${reach} DAY) AS since, DATE_SUB(as_of_day, INTERVAL ${placeDays + lag + 1} DAY) AS places_since
  FROM \${ref("int_as_of")}
),

addresses AS (
  SELECT DISTINCT mailbox
  FROM \${ref("int_person_records")}
  WHERE mailbox IS NOT NULL
),

events AS (
  SELECT events.*, IF(events.stream = events.source, 'events', 'campaign_responses') AS entity
  FROM \${ref("int_events")} AS events
  CROSS JOIN watermark
  WHERE NOT events.is_dropped
    AND (events.arrived_on >= watermark.since OR events.arrived_on IS NULL)
    AND (events.day >= watermark.since OR events.day < DATE '${firstSaneDay}')
),

known AS (
  SELECT
    clock.as_of,
    clock.as_of_day,
    clock.places_since,
    events.*,
    events.form_id IS NOT NULL AND events.mailbox IS NOT NULL AS is_form,
    IF(events.form_id IS NOT NULL, events.mailbox NOT IN (SELECT mailbox FROM addresses), FALSE) AS is_form_of_stranger
  FROM events
  CROSS JOIN clock
  WHERE COALESCE(events.known_at, events.happened_at) <= clock.as_of
    AND (events.day >= clock.since OR events.day < DATE '${firstSaneDay}')
),

counted AS (
  SELECT
    known.as_of,
    known.stream,
    known.source,
    known.entity,
    known.day,
    ${placeColumns.map((name) => `IF(known.day >= known.places_since, known.${name}, NULL) AS ${name}`).join(',\n    ')},
    COUNT(*) AS events,
    COUNTIF(COALESCE(TIMESTAMP_ADD(known.known_at, INTERVAL 24 * DATE_DIFF(known.as_of_day, DATE_ADD(known.day, INTERVAL inputs.days_back DAY), DAY) HOUR) <= known.as_of, TRUE)) AS in_time,
    COUNTIF(known.record_key IS NOT NULL) AS with_identity,
    COUNTIF(known.session_id IS NOT NULL) AS with_session_id,
    COUNTIF(known.minutes IS NOT NULL) AS with_minutes,
    COUNTIF(known.depth IS NOT NULL) AS with_depth,
    COUNTIF(known.is_form) AS forms,
    COUNTIF(known.is_form_of_stranger) AS forms_without_record,
    COUNTIF(known.day < DATE '${firstSaneDay}') AS before_2000,
    COUNTIF(known.happened_at > known.as_of) AS in_future,
    COUNTIF(known.happened_at > TIMESTAMP_ADD(known.known_at, INTERVAL 1 HOUR)) AS known_too_early
  FROM known
  INNER JOIN inputs ON inputs.source = known.source AND inputs.entity = known.entity
  GROUP BY as_of, stream, source, entity, day, ${placeColumns.join(', ')}
)

SELECT
  as_of,
  DENSE_RANK() OVER (PARTITION BY as_of ORDER BY stream, ${placeColumns.join(', ')}) AS place_number,
  stream,
  source,
  entity,
  day,
  ${placeColumns.join(',\n  ')},
  events,
  in_time,
  with_identity,
  with_session_id,
  with_minutes,
  with_depth,
  forms,
  forms_without_record,
  before_2000,
  in_future,
  known_too_early
FROM counted`,
  };
}

/** Grain: (as_of, place_number). */
export function eventPlacesModel(project: Project): Model {
  const rows = askedPatterns(project).map(
    ({ signal, pattern }, index) =>
      `    -- ${pattern.at.file}:${pattern.at.line}\n    STRUCT(${index + 1} AS position, ${sqlxText(signal.name)} AS signal, ${patternTest(pattern)} AS fits)`,
  );
  const mapped =
    rows.length === 0
      ? `mapped AS (
  SELECT CAST(NULL AS TIMESTAMP) AS as_of, CAST(NULL AS INT64) AS place_number, CAST(NULL AS STRING) AS signal
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE
)`
      : `folded AS (
  SELECT
    as_of,
    place_number,
    source,
    ${placeColumns.map((name) => (name === 'page_path' ? 'LOWER(page_path) AS page_path' : `LOWER(TRIM(${name})) AS ${name}`)).join(',\n    ')}
  FROM places
),

mapped AS (
  SELECT folded.as_of, folded.place_number, p.signal
  FROM folded
  CROSS JOIN UNNEST([
${rows.join(',\n')}
  ]) AS p
  WHERE p.fits
  QUALIFY ROW_NUMBER() OVER (PARTITION BY folded.as_of, folded.place_number ORDER BY p.position) = 1
)`;
  return {
    path: 'definitions/intermediate/int_event_places.sqlx',
    madeFrom: ['rubrics/shared/signals.yaml', healthFile],
    config: {
      type: 'table',
      description:
        'Where events happened lately: each page, form and campaign, with the signal that it is. Grain: one row per as_of and place.',
      tags: healthTags(project),
      columns: {
        place_number: 'That of int_event_counts',
        signal: 'By the first pattern of signals.yaml that fits; NULL where none does',
        events: `Events of the last ${auditDays} days`,
        first_day: 'The first day with an event, as far back as places are told apart',
      },
      assertions: { uniqueKey: ['as_of', 'place_number'], nonNull: ['as_of', 'place_number', 'events'] },
    },
    sql: `
WITH places AS (
  SELECT
    counts.as_of,
    counts.place_number,
    counts.stream,
    counts.source,
    counts.entity,
    ${placeColumns.map((name) => `MAX(counts.${name}) AS ${name}`).join(',\n    ')},
    SUM(IF(counts.day >= DATE_SUB(clock.as_of_day, INTERVAL ${auditDays} DAY), counts.events, 0)) AS events,
    MIN(counts.day) AS first_day
  FROM \${ref("int_event_counts")} AS counts
  INNER JOIN \${ref("int_as_of")} AS clock ON clock.as_of = counts.as_of
  WHERE counts.event_name IS NOT NULL
  GROUP BY as_of, place_number, stream, source, entity
),

${mapped}

SELECT
  places.as_of,
  places.place_number,
  places.stream,
  places.source,
  places.entity,
  ${placeColumns.map((name) => `places.${name}`).join(',\n  ')},
  mapped.signal,
  places.events,
  places.first_day
FROM places
LEFT JOIN mapped ON mapped.as_of = places.as_of AND mapped.place_number = places.place_number`,
  };
}
