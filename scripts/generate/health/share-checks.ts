/** The checks of input_health that compare a share of rows with bounds. */
import type { Bounds, Project } from '../../rubric/model.js';
import { eventInputs } from '../intermediate/event-inputs.js';
import { inputsOf } from '../intermediate/inputs.js';
import { auditDays, firstSaneDay } from './windows.js';

/** The checks that compare a share of rows with bounds: what is said, and what to do. */
export interface ShareCheck {
  readonly bounds: Bounds;
  /** SELECT of as_of, source, entity, place, bad, row_count, since. */
  readonly sql: string;
  readonly what: string;
  readonly todo: string;
}

/** Whether a day lies so many days before as_of, as SQL: from the first to before the second. */
export const recent = (day: string, from: number, to: number): string =>
  `${day} >= DATE_SUB(clock.as_of_day, INTERVAL ${from} DAY) AND ${day} < DATE_SUB(clock.as_of_day, INTERVAL ${to} DAY)`;

/** Of the raw rows or ids up to as_of, those that are counted as bad; two expressions over int_raw_event_counts. */
const rawShare = (bad: string, all: string): string => `SELECT
  clock.as_of,
  raw_counts.source,
  raw_counts.entity,
  '' AS place,
  SUM(${bad}) AS bad,
  SUM(${all}) AS row_count,
  MIN(IF(${bad} > 0, raw_counts.day, NULL)) AS since
FROM raw_counts
CROSS JOIN clock
WHERE raw_counts.day <= clock.as_of_day
GROUP BY as_of, source, entity`;

/** By the name of the check; those that no source of the project gives anything to look at are left out. */
export function shareChecks(project: Project): Readonly<Record<string, ShareCheck>> {
  const { health } = project;
  const hasEvents = eventInputs(project).length > 0;
  const hasPeople = inputsOf(project, 'leads').length + inputsOf(project, 'contacts').length > 0;
  return {
    timestamps: {
      bounds: health.timestamps,
      sql: `SELECT
  counts.as_of,
  counts.source,
  counts.entity,
  t.place,
  SUM(t.bad) AS bad,
  SUM(counts.events) AS row_count,
  MIN(IF(t.bad > 0, counts.day, NULL)) AS since
FROM counts
CROSS JOIN UNNEST([
  STRUCT('before 2000' AS place, counts.before_2000 AS bad),
  STRUCT('in the future' AS place, counts.in_future AS bad),
  STRUCT('known before it happened' AS place, counts.known_too_early - LEAST(counts.in_future, counts.known_too_early) AS bad)
]) AS t
GROUP BY as_of, source, entity, place
UNION ALL
SELECT
  as_of,
  source,
  entity,
  'before 2000' AS place,
  SUM(IF(day < DATE '${firstSaneDay}', row_count, 0)) AS bad,
  SUM(row_count) AS row_count,
  MIN(IF(day < DATE '${firstSaneDay}', day, NULL)) AS since
FROM \${ref("int_input_counts")}
WHERE place = '' AND entity NOT IN ('events', 'campaign_responses')
GROUP BY as_of, source, entity`,
      what: 'moments that cannot be',
      todo: 'See in which unit and time zone the source writes its moments; a time that is a number takes unit: in the mapping.',
    },
    ...(hasPeople &&
      hasEvents && {
        form_without_record: {
          bounds: health.formsWithoutRecord,
          sql: `SELECT
  counts.as_of,
  counts.source,
  counts.entity,
  CONCAT('form ', LOWER(counts.form_id)) AS place,
  SUM(counts.forms_without_record) AS bad,
  SUM(counts.forms) AS row_count,
  MIN(IF(counts.forms_without_record > 0, counts.day, NULL)) AS since
FROM counts
INNER JOIN clock ON clock.as_of = counts.as_of
WHERE counts.forms > 0 AND ${recent('counts.day', auditDays, 1)}
GROUP BY as_of, source, entity, place`,
          what: 'submissions with an address that no lead or contact has a day later',
          todo: 'See whether the form still writes to the CRM.',
        },
      }),
    ...(hasEvents && {
      duplicates: {
        bounds: health.duplicates,
        sql: rawShare('raw_counts.raw_rows - raw_counts.event_ids', 'raw_counts.raw_rows'),
        what: 'raw rows of events that were there already',
        todo: 'They count once. See whether the export runs twice, or the id is not one of the event.',
      },
      late_events: {
        bounds: health.lateEvents,
        sql: rawShare('raw_counts.unread', 'raw_counts.event_ids'),
        what: 'events that came later than the look-back and that no run has read',
        todo: 'Read them: npx leadscore run --days A..B, from the day on which it began. A greater lookback_days reads them by itself.',
      },
      overtaken_events: {
        bounds: health.duplicates,
        sql: rawShare('raw_counts.overtaken', 'raw_counts.event_ids'),
        what: 'events of which a copy came later and says that it was known earlier, or that it happened earlier',
        todo: 'The copy that a run read first counts; a full refresh takes the other one, and may move scores. See why the source gives another time for what it gave before.',
      },
    }),
  };
}
