/** int_input_findings: volume, null rates and freshness of every input, each against its own history. */
import type { Bounds, Project } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { healthFile, healthTags, inputRows } from './inputs.js';
import { fewestWeeks, firstSaneDay, historyWeeks, judgedDays, spanDays, usualDays } from './windows.js';

const rowsOf = (check: string, verdict: string, bounds: Bounds): readonly string[] =>
  (['warning', 'broken'] as const).map(
    (level, index) =>
      `    STRUCT('${check}' AS check_name, '${verdict}' AS verdict, '${level}' AS level, ${index + 2} AS severity, ${numeric(bounds[level])} AS bound)`,
  );

/** Grain: (as_of, source, entity, place, check_name). */
export function inputFindingsModel(project: Project): Model {
  const { health } = project;
  const bounds = [
    ...rowsOf('volume', 'dropped to', health.drop),
    ...rowsOf('volume', 'surged to', health.surge),
    ...rowsOf('null_rate', 'share of NULL rose to', health.nullRise),
    // Against its own history nothing has jumped, and yet nothing is there.
    "    STRUCT('null_rate' AS check_name, 'share of NULL is' AS verdict, 'warning' AS level, 2 AS severity, NUMERIC '1' AS bound)",
    ...rowsOf('freshness', 'days without a row:', health.freshness),
  ];
  const by = 'as_of, source, entity, place';
  const on = (one: string, other: string): string =>
    by
      .split(', ')
      .map((column) => `${one}.${column} = ${other}.${column}`)
      .join(' AND ');
  return {
    path: 'definitions/intermediate/int_input_findings.sqlx',
    madeFrom: [healthFile],
    config: {
      type: 'table',
      description:
        'Whether the volume, the null rates and the freshness of each input are what its own history lets expect, on the last day that it can have in full. Grain: one row per as_of, source, entity, place and check.',
      tags: healthTags(project),
      columns: {
        place: 'Blank for the rows themselves; else a column',
        check_name: 'volume, null_rate or freshness',
        level: 'ok, warning or broken; note where there is too little to judge by',
        severity: '0 for ok, 1 for a note, 2 for a warning, 3 for broken',
        verdict: 'In which way; NULL for ok and note',
        measured:
          'volume: rows of the day, or of the week where a day has too few; null_rate: the share of NULL; freshness: days without a row',
        expected:
          'volume: the median of the same weekday before; null_rate: the share of NULL before; freshness: the longest pause before',
        judged_day: 'The last day that the input can have in full',
        since: 'The first day of the unbroken stretch; at the earliest the first day that is looked at',
      },
      assertions: {
        uniqueKey: ['as_of', 'source', 'entity', 'place', 'check_name'],
        nonNull: ['as_of', 'source', 'entity', 'place', 'check_name', 'level', 'severity', 'judged_day'],
      },
    },
    sql: `
WITH ${inputRows(project)},

-- rubrics/shared/health.yaml
bounds AS (
  SELECT b.check_name, b.verdict, b.level, b.severity, b.bound
  FROM UNNEST([
${bounds.join(',\n')}
  ]) AS b
),

counts AS (
  SELECT * FROM \${ref("int_input_counts")}
),

last_days AS (
  SELECT clock.as_of, inputs.source, inputs.entity, DATE_SUB(clock.as_of_day, INTERVAL inputs.days_back DAY) AS judged_day
  FROM inputs
  CROSS JOIN \${ref("int_as_of")} AS clock
),

places AS (
  SELECT ${by}, MIN(day) AS first_day
  FROM counts
  WHERE day >= DATE '${firstSaneDay}'
  GROUP BY ${by}
),

days AS (
  SELECT
    places.as_of,
    places.source,
    places.entity,
    places.place,
    places.first_day,
    last_days.judged_day,
    n AS days_ago,
    DATE_SUB(last_days.judged_day, INTERVAL n DAY) AS day
  FROM places
  INNER JOIN last_days ON last_days.as_of = places.as_of AND last_days.source = places.source AND last_days.entity = places.entity
  CROSS JOIN UNNEST(GENERATE_ARRAY(0, ${spanDays - 1})) AS n
),

filled AS (
  SELECT
    days.*,
    COALESCE(counts.row_count, 0) AS day_rows,
    COALESCE(counts.known, 0) AS day_known
  FROM days
  LEFT JOIN counts ON ${on('counts', 'days')} AND counts.day = days.day
),

summed AS (
  SELECT
    *,
    SUM(day_rows) OVER (PARTITION BY ${by} ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_rows,
    SUM(day_known) OVER (PARTITION BY ${by} ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_known,
    SUM(day_rows) OVER (PARTITION BY ${by} ORDER BY day ROWS BETWEEN ${usualDays + 6} PRECEDING AND 7 PRECEDING) AS usual_rows,
    SUM(day_known) OVER (PARTITION BY ${by} ORDER BY day ROWS BETWEEN ${usualDays + 6} PRECEDING AND 7 PRECEDING) AS usual_known,
    SUM(day_rows) OVER (PARTITION BY ${by}) >= ${health.fewestRows} * (DATE_DIFF(judged_day, first_day, DAY) + 1) AS is_daily
  FROM filled
),

-- Of what is rare the last seven days are looked at together.
measured AS (
  SELECT
    ${by},
    judged_day,
    days_ago,
    day_rows,
    usual_rows,
    usual_known,
    IF(is_daily, day_rows, week_rows) AS row_count,
    IF(is_daily, day_known, week_known) AS known,
    day >= DATE_ADD(first_day, INTERVAL IF(is_daily, 0, 6) DAY) AS is_whole
  FROM summed
),

volumes AS (
  SELECT * FROM measured WHERE place = ''
),

week_pairs AS (
  SELECT volumes.as_of, volumes.source, volumes.entity, volumes.days_ago, volumes.days_ago + 7 * weeks_ago AS past_days_ago
  FROM volumes
  CROSS JOIN UNNEST(GENERATE_ARRAY(1, ${historyWeeks})) AS weeks_ago
  WHERE volumes.days_ago < ${judgedDays}
),

history AS (
  SELECT
    week_pairs.as_of,
    week_pairs.source,
    week_pairs.entity,
    week_pairs.days_ago,
    past.row_count,
    ROW_NUMBER() OVER (PARTITION BY week_pairs.as_of, week_pairs.source, week_pairs.entity, week_pairs.days_ago ORDER BY past.row_count, past.days_ago) AS position,
    COUNT(*) OVER (PARTITION BY week_pairs.as_of, week_pairs.source, week_pairs.entity, week_pairs.days_ago) AS weeks,
    MIN(past.row_count) OVER (PARTITION BY week_pairs.as_of, week_pairs.source, week_pairs.entity, week_pairs.days_ago) AS fewest,
    MAX(past.row_count) OVER (PARTITION BY week_pairs.as_of, week_pairs.source, week_pairs.entity, week_pairs.days_ago) AS most
  FROM week_pairs
  INNER JOIN volumes AS past ON past.as_of = week_pairs.as_of AND past.source = week_pairs.source AND past.entity = week_pairs.entity AND past.days_ago = week_pairs.past_days_ago
  WHERE past.is_whole
),

-- The lower median of the same weekday. What lies between the fewest and the most that there were is nothing new.
usual_volumes AS (
  SELECT as_of, source, entity, days_ago, row_count AS expected, fewest, most
  FROM history
  WHERE position = DIV(weeks + 1, 2) AND weeks >= ${fewestWeeks} AND row_count >= ${health.fewestRows}
),

pauses AS (
  SELECT
    ${by},
    days_ago,
    LEAD(days_ago) OVER (PARTITION BY ${by} ORDER BY days_ago) - days_ago AS pause
  FROM volumes
  WHERE day_rows > 0
),

quiet AS (
  SELECT ${by}, MIN(days_ago) AS quiet_days, MAX(pause) AS longest_pause
  FROM pauses
  GROUP BY ${by}
),

compared AS (
  SELECT
    volumes.as_of,
    volumes.source,
    volumes.entity,
    volumes.place,
    'volume' AS check_name,
    volumes.judged_day,
    volumes.days_ago,
    CAST(volumes.row_count AS NUMERIC) AS measured,
    CAST(usual_volumes.expected AS NUMERIC) AS expected,
    0 AS quiet_before,
    CAST(usual_volumes.fewest AS NUMERIC) AS lowest,
    CAST(usual_volumes.most AS NUMERIC) AS highest
  FROM volumes
  INNER JOIN usual_volumes ON usual_volumes.as_of = volumes.as_of AND usual_volumes.source = volumes.source AND usual_volumes.entity = volumes.entity AND usual_volumes.days_ago = volumes.days_ago
  UNION ALL
  SELECT
    ${by},
    'null_rate' AS check_name,
    judged_day,
    days_ago,
    CAST(DIV((row_count - known) * 10000, row_count) AS NUMERIC) * NUMERIC '0.0001' AS measured,
    CAST(DIV((usual_rows - usual_known) * 10000, usual_rows) AS NUMERIC) * NUMERIC '0.0001' AS expected,
    0 AS quiet_before,
    NUMERIC '0' AS lowest,
    NUMERIC '0' AS highest
  FROM measured
  WHERE place != '' AND days_ago < ${judgedDays} AND row_count >= ${health.fewestRows} AND usual_rows >= ${health.fewestRows}
  UNION ALL
  SELECT
    last_days.as_of,
    last_days.source,
    last_days.entity,
    '' AS place,
    'freshness' AS check_name,
    last_days.judged_day,
    0 AS days_ago,
    CAST(quiet.quiet_days AS NUMERIC) AS measured,
    CAST(quiet.longest_pause AS NUMERIC) AS expected,
    quiet.quiet_days - 1 AS quiet_before,
    NUMERIC '0' AS lowest,
    NUMERIC '0' AS highest
  FROM last_days
  LEFT JOIN quiet ON quiet.as_of = last_days.as_of AND quiet.source = last_days.source AND quiet.entity = last_days.entity
),

reached AS (
  SELECT
    compared.as_of,
    compared.source,
    compared.entity,
    compared.place,
    compared.check_name,
    compared.days_ago,
    bounds.verdict,
    MAX(bounds.severity) AS severity
  FROM compared
  INNER JOIN bounds ON bounds.check_name = compared.check_name
  WHERE (bounds.verdict = 'dropped to' AND compared.measured < compared.lowest AND compared.measured <= compared.expected * bounds.bound)
    OR (bounds.verdict = 'surged to' AND compared.measured > compared.highest AND compared.measured >= compared.expected * bounds.bound)
    OR (bounds.verdict = 'share of NULL rose to' AND compared.measured - compared.expected >= bounds.bound)
    OR (bounds.verdict = 'share of NULL is' AND compared.entity IN ('leads', 'contacts', 'accounts') AND LEAST(compared.measured, compared.expected) >= bounds.bound)
    OR (bounds.verdict = 'days without a row:' AND compared.measured >= compared.expected * bounds.bound)
  GROUP BY as_of, source, entity, place, check_name, days_ago, verdict
),

-- Days in a row, back from the last one.
stretches AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY ${by}, check_name, verdict ORDER BY days_ago) - 1 AS expected_days_ago
  FROM reached
),

lasting AS (
  SELECT ${by}, check_name, verdict, MAX(days_ago) AS began_days_ago
  FROM stretches
  WHERE days_ago = expected_days_ago
  GROUP BY ${by}, check_name, verdict
),

today AS (
  SELECT
    reached.*,
    lasting.began_days_ago
  FROM reached
  INNER JOIN lasting ON ${on('lasting', 'reached')} AND lasting.check_name = reached.check_name AND lasting.verdict = reached.verdict
  WHERE reached.days_ago = 0
)

SELECT
  compared.as_of,
  compared.source,
  compared.entity,
  compared.place,
  compared.check_name,
  ['ok', 'note', 'warning', 'broken'][OFFSET(COALESCE(today.severity, IF(compared.measured IS NULL, 1, 0)))] AS level,
  COALESCE(today.severity, IF(compared.measured IS NULL, 1, 0)) AS severity,
  today.verdict,
  compared.measured,
  compared.expected,
  compared.judged_day,
  DATE_SUB(compared.judged_day, INTERVAL compared.quiet_before + today.began_days_ago DAY) AS since
FROM compared
LEFT JOIN today ON ${on('today', 'compared')} AND today.check_name = compared.check_name
WHERE compared.days_ago = 0`,
  };
}
