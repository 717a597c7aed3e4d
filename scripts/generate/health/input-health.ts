/** input_health: what is wrong with the inputs, where, since when, and what rests on it. */
import type { Project } from '../../rubric/model.js';
import { eventInputs } from '../intermediate/event-inputs.js';
import { indent, numeric, textList } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { healthFile } from './inputs.js';
import { recent, shareChecks } from './share-checks.js';
import { auditDays } from './windows.js';

/** Grain: (as_of, check_name, source, entity, place). */
export function inputHealthTable(project: Project): Model {
  const { health } = project;
  const checks = shareChecks(project);
  const hasEvents = eventInputs(project).length > 0;
  const boundsOf = {
    ...Object.fromEntries(Object.entries(checks).map(([check, one]) => [check, one.bounds])),
    utm_capture: health.nullRise,
  };
  const bounds = Object.entries(boundsOf).flatMap(([check, one]) =>
    (['warning', 'broken'] as const).map(
      (level, index) =>
        `    STRUCT('${check}' AS check_name, ${index + 2} AS severity, ${numeric(one[level])} AS bound)`,
    ),
  );
  const words = Object.entries(checks).map(
    ([check, { what, todo }]) => `    STRUCT('${check}' AS check_name, '${what}' AS what, '${todo}' AS todo)`,
  );
  const leftOut = health.unmapped.leftOut;
  return {
    path: 'definitions/outputs/input_health.sqlx',
    madeFrom: [healthFile, 'rubrics/sources/*.yaml', 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description:
        'What was looked at in the inputs, and what is wrong: where, since when, which signals and criteria rest on it, and what to do. Grain: one row per as_of, check, source, entity and place.',
      tags: ['output', 'health'],
      columns: {
        check_name:
          'freshness, volume, null_rate, utm_capture, timestamps, duplicates, late_events, overtaken_events, form_without_record or unmapped',
        entity: 'The canonical input: events, leads, ...',
        place: 'A column, page, form or kind of fault; blank for the input as a whole',
        level: 'ok, note, warning or broken',
        severity: '0 for ok, 1 for a note, 2 for a warning, 3 for broken',
        measured: 'A number of rows or days, or a share from 0 to 1',
        expected: "What the source's own history, or health.yaml, lets expect; NULL where nothing does",
        since: 'The day on which it began, as far back as was looked',
        place_rank: 'Of what no signal maps: 1 for the place with most events, of each source',
        what: 'What was found of the place, in words',
        touches: 'The signals, criteria and fields that rest on it, by rubric; NULL for none',
        todo: 'What to do; NULL for ok',
      },
      assertions: {
        uniqueKey: ['as_of', 'check_name', 'source', 'entity', 'place'],
        nonNull: ['as_of', 'check_name', 'source', 'entity', 'place', 'level', 'severity', 'what'],
      },
    },
    sql: `
WITH clock AS (
  SELECT as_of, as_of_day FROM \${ref("int_as_of")}
),

counts AS (
  SELECT * FROM \${ref("int_event_counts")}
),
${hasEvents ? '\nraw_counts AS (\n  SELECT * FROM ${ref("int_raw_event_counts")}\n),\n' : ''}
jumps AS (
  SELECT
    as_of,
    check_name,
    source,
    entity,
    place,
    severity,
    measured,
    expected,
    since,
    CONCAT(COALESCE(CONCAT(COALESCE(verdict, 'as usual:'), ' ', CAST(measured AS STRING)), 'no row in three months'), COALESCE(CONCAT(', usually ', CAST(expected AS STRING)), '')) AS what,
    'See whether its export, its tracking or its mapping changed that day.' AS todo,
    place AS touch_place
  FROM \${ref("int_input_findings")}
),

-- rubrics/shared/health.yaml
bounds AS (
  SELECT b.check_name, b.severity, b.bound
  FROM UNNEST([
${bounds.join(',\n')}
  ]) AS b
),

words AS (
  SELECT w.check_name, w.what, w.todo
  FROM UNNEST([
${words.join(',\n')}
  ]) AS w
),

shares AS (
  ${Object.entries(checks)
    .map(
      ([check, { sql }]) =>
        `SELECT '${check}' AS check_name, s.as_of, s.source, s.entity, s.place, s.bad, s.row_count, s.since\n  FROM (\n    ${indent(sql, 4)}\n  ) AS s`,
    )
    .join('\n  UNION ALL\n  ')}
),

judged_shares AS (
  SELECT
    shares.as_of,
    shares.check_name,
    shares.source,
    shares.entity,
    shares.place,
    COALESCE(MAX(bounds.severity), MAX(LEAST(shares.bad, 1))) AS severity,
    CAST(DIV(MAX(shares.bad) * 10000, MAX(shares.row_count)) AS NUMERIC) * NUMERIC '0.0001' AS measured,
    MAX(shares.bad) AS bad,
    MAX(shares.row_count) AS row_count,
    MAX(shares.since) AS since
  FROM shares
  LEFT JOIN bounds ON bounds.check_name = shares.check_name AND shares.bad > 0 AND CAST(shares.bad AS NUMERIC) >= CAST(shares.row_count AS NUMERIC) * bounds.bound
  WHERE shares.row_count > 0
  GROUP BY as_of, check_name, source, entity, place
),

told_shares AS (
  SELECT
    judged_shares.as_of,
    judged_shares.check_name,
    judged_shares.source,
    judged_shares.entity,
    judged_shares.place,
    judged_shares.severity,
    judged_shares.measured,
    NUMERIC '0' AS expected,
    judged_shares.since,
    CONCAT(CAST(judged_shares.bad AS STRING), ' of ', CAST(judged_shares.row_count AS STRING), ' ', words.what) AS what,
    words.todo,
    IF(STARTS_WITH(judged_shares.place, 'form '), judged_shares.place, '') AS touch_place
  FROM judged_shares
  INNER JOIN words ON words.check_name = judged_shares.check_name
),

-- Of pages and forms alone: nothing else comes from a campaign's link.
visits AS (
  SELECT
    counts.as_of,
    counts.source,
    counts.entity,
    SUM(IF(${recent('counts.day', 7, 0)}, counts.events, 0)) AS events,
    SUM(IF(${recent('counts.day', 7, 0)} AND counts.campaign_name IS NOT NULL, counts.events, 0)) AS captured,
    SUM(IF(${recent('counts.day', 35, 7)}, counts.events, 0)) AS earlier_events,
    SUM(IF(${recent('counts.day', 35, 7)} AND counts.campaign_name IS NOT NULL, counts.events, 0)) AS earlier_captured
  FROM counts
  INNER JOIN clock ON clock.as_of = counts.as_of
  WHERE LOWER(counts.channel) IN ('web', 'form')
  GROUP BY as_of, source, entity
),

utm_capture AS (
  SELECT
    as_of,
    'utm_capture' AS check_name,
    source,
    entity,
    'campaign_name' AS place,
    CAST(DIV(captured * 10000, events) AS NUMERIC) * NUMERIC '0.0001' AS measured,
    CAST(DIV(earlier_captured * 10000, earlier_events) AS NUMERIC) * NUMERIC '0.0001' AS expected,
    captured,
    events
  FROM visits
  WHERE events >= ${health.fewestRows} AND earlier_events >= ${health.fewestRows}
),

told_utm AS (
  SELECT
    utm_capture.as_of,
    utm_capture.check_name,
    utm_capture.source,
    utm_capture.entity,
    utm_capture.place,
    COALESCE(MAX(b.severity), MAX(1 - LEAST(utm_capture.captured, 1))) AS severity,
    MAX(utm_capture.measured) AS measured,
    MAX(utm_capture.expected) AS expected,
    MAX(DATE_SUB(clock.as_of_day, INTERVAL 7 DAY)) AS since,
    CONCAT(CAST(MAX(utm_capture.captured) AS STRING), ' of ', CAST(MAX(utm_capture.events) AS STRING), ' events of pages and forms in a week carry a campaign, usually a share of ', CAST(MAX(utm_capture.expected) AS STRING)) AS what,
    'See whether links still carry UTM parameters, and map campaign_name.' AS todo
  FROM utm_capture
  INNER JOIN clock ON clock.as_of = utm_capture.as_of
  LEFT JOIN bounds AS b ON b.check_name = utm_capture.check_name AND utm_capture.expected - utm_capture.measured >= b.bound
  GROUP BY as_of, check_name, source, entity, place
),

places AS (
  SELECT
    as_of,
    source,
    entity,
    signal,
    events,
    first_day,
    event_name,
    COUNT(signal) OVER (PARTITION BY as_of, stream, event_name) AS mapped_places,
    COALESCE(form_id, page_path, CONCAT(COALESCE(campaign_type, campaign_name), COALESCE(CONCAT(' ', campaign_status), '')), '') AS named
  FROM \${ref("int_event_places")}
),

-- An event none of whose places is a signal is told once, and not page by page.
unmapped_places AS (
  SELECT
    as_of,
    source,
    entity,
    TRIM(LOWER(CONCAT(event_name, IF(mapped_places = 0, '', CONCAT(' ', named))))) AS place,
    SUM(events) AS events,
    MIN(first_day) AS since
  FROM places
  WHERE signal IS NULL
  GROUP BY as_of, source, entity, place
),

ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY as_of, source, entity ORDER BY events DESC, place) AS place_rank
  FROM unmapped_places
  WHERE events >= ${health.unmapped.fewestEvents}${leftOut.length === 0 ? '' : ` AND place NOT IN ${textList(leftOut)}`}
),

unmapped AS (
  SELECT
    as_of,
    'unmapped' AS check_name,
    source,
    entity,
    place,
    1 AS severity,
    CAST(events AS NUMERIC) AS measured,
    since,
    place_rank,
    CONCAT(CAST(events AS STRING), ' events in ${auditDays} days that are no signal') AS what,
    'Map it in signals.yaml, or name it under left_out in health.yaml.' AS todo
  FROM ranked
  WHERE place_rank <= ${health.unmapped.most}
),

findings AS (
  SELECT as_of, check_name, source, entity, place, severity, measured, expected, since, CAST(NULL AS INT64) AS place_rank, what, todo, touch_place FROM jumps
  UNION ALL
  SELECT as_of, check_name, source, entity, place, severity, measured, expected, since, CAST(NULL AS INT64) AS place_rank, what, todo, touch_place FROM told_shares
  UNION ALL
  SELECT as_of, check_name, source, entity, place, severity, measured, expected, since, CAST(NULL AS INT64) AS place_rank, what, todo, place AS touch_place FROM told_utm
  UNION ALL
  SELECT as_of, check_name, source, entity, place, severity, measured, CAST(NULL AS NUMERIC) AS expected, since, place_rank, what, todo, CAST(NULL AS STRING) AS touch_place FROM unmapped
),

touched_rubrics AS (
  SELECT as_of, source, entity, place, rubric, CONCAT(rubric, ': ', STRING_AGG(name, ', ' ORDER BY name)) AS names
  FROM \${ref("int_input_touches")}
  GROUP BY as_of, source, entity, place, rubric
),

touches AS (
  SELECT as_of, source, entity, place, STRING_AGG(names, '; ' ORDER BY rubric) AS touches
  FROM touched_rubrics
  GROUP BY as_of, source, entity, place
)

SELECT
  findings.as_of,
  findings.check_name,
  findings.source,
  findings.entity,
  findings.place,
  ['ok', 'note', 'warning', 'broken'][OFFSET(findings.severity)] AS level,
  findings.severity,
  findings.measured,
  findings.expected,
  IF(findings.severity = 0, NULL, findings.since) AS since,
  findings.place_rank,
  findings.what,
  touches.touches,
  IF(findings.severity = 0, NULL, findings.todo) AS todo
FROM findings
LEFT JOIN touches ON touches.as_of = findings.as_of AND touches.source = findings.source AND touches.entity = findings.entity AND touches.place = findings.touch_place`,
  };
}
