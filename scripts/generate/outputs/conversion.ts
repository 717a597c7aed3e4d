/** tier_outcomes and score_band_conversion: does a better tier convert better? */
import type { Project } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import { shareOf } from '../rubric/share.js';
import type { Model } from '../sqlx.js';
import { scoredRubrics } from './shape.js';

/** Fewer leads than this prove nothing, whatever their rate. */
export const fewestLeads = 30;

/**
 * CTEs `rates` over `counts`: the rate and the bounds of the Wilson score interval at 95 % (z = 1.96; Wilson 1927), as
 * NUMERIC cut to six digits. In between only + - * / and the square root of IEEE doubles, which every engine rounds
 * alike, and a whole number at the end.
 */
const rateSteps = `
doubles AS (
  SELECT
    *,
    CAST(judged AS FLOAT64) AS n,
    CAST(converted AS FLOAT64) AS k,
    CAST('3.8416' AS FLOAT64) AS z_squared,
    CAST('1000000' AS FLOAT64) AS million
  FROM counts
),

variances AS (
  SELECT
    *,
    SAFE_DIVIDE(k * (n - k), n) AS spread,
    z_squared * CAST('0.5' AS FLOAT64) AS half_z_squared,
    z_squared * CAST('0.25' AS FLOAT64) AS quarter_z_squared
  FROM doubles
),

widths AS (
  SELECT
    *,
    SQRT(z_squared * (spread + quarter_z_squared)) AS half_width
  FROM variances
),

bounds AS (
  SELECT
    *,
    SAFE_DIVIDE(k + half_z_squared - half_width, n + z_squared) AS low,
    SAFE_DIVIDE(k + half_z_squared + half_width, n + z_squared) AS high
  FROM widths
),

rates AS (
  SELECT
    *,
    ${shareOf('converted', 'judged')} AS conversion_rate,
    ROUND(CAST(FLOOR(low * million) AS INT64) * NUMERIC '0.000001', 6) AS wilson_low,
    ROUND(CAST(FLOOR(high * million) AS INT64) * NUMERIC '0.000001', 6) AS wilson_high
  FROM bounds
)`.trim();

/** One row per rubric: which outcome it is judged by, and within how many days. */
function judgedBy(project: Project): string {
  return scoredRubrics(project)
    .map(
      (rubric) =>
        `    STRUCT(${sqlxText(rubric.name)} AS rubric, ${sqlxText(rubric.outcome.label)} AS outcome, ${rubric.outcome.withinDays} AS within_days)`,
    )
    .join(',\n');
}

interface Grouping {
  readonly name: string;
  readonly by: string;
  readonly orderedBy: string;
  /** The neighbour a group should beat comes later (tiers) or earlier (bands) in that order. */
  readonly lowerNeighbour: 'next' | 'previous';
  readonly description: string;
}

function conversionTable(project: Project, grouping: Grouping): Model {
  const { by, orderedBy } = grouping;
  const neighbour = `${grouping.lowerNeighbour === 'next' ? 'LEAD' : 'LAG'}(wilson_high) OVER (PARTITION BY rubric, as_of ORDER BY ${orderedBy})`;
  return {
    path: `definitions/outputs/${grouping.name}.sqlx`,
    madeFrom: ['rubrics/*.yaml', 'rubrics/shared/outcomes.yaml'],
    config: {
      type: 'table',
      description: grouping.description,
      tags: ['output'],
      columns: {
        outcome: 'The one outcome the rubric is judged by',
        within_days: 'Days after as_of in which it counts',
        is_dated:
          'The outcome has dates. Where it has none, it may have happened before as_of: the rate then describes, and predicts nothing',
        leads: 'Leads scored',
        converted_before: 'Leads for whom the outcome had happened by as_of: they prove nothing and are left out below',
        not_old_enough: 'Leads whose within_days are not over yet, by the newest fact in the warehouse',
        judged: 'Leads that can be judged: not converted before, old enough, or the outcome has no date',
        converted: 'Judged leads for whom the outcome happened in time',
        conversion_rate: 'converted / judged, six digits',
        wilson_low: 'Lower bound of the 95 % Wilson interval',
        wilson_high: 'Upper bound of the 95 % Wilson interval',
        is_proven: `At least ${fewestLeads} leads judged, and the interval lies above that of the next lower group; NULL for the lowest`,
      },
      assertions: {
        uniqueKey: ['rubric', 'as_of', by],
        nonNull: ['rubric', 'as_of', by, 'leads', 'judged', 'converted'],
      },
    },
    sql: `
WITH judged_by AS (
  SELECT j.rubric, j.outcome, j.within_days
  FROM UNNEST([
${judgedBy(project)}
  ]) AS j
),

-- The last moment of which the warehouse knows anything: whether a window is over is judged by the data, not by a clock.
-- Facts come by the day, so that the last one may be most of a day older than what is known.
moments AS (
  SELECT MAX(happened_at) AS moment FROM \${ref("int_acts")}
  UNION ALL
  SELECT MAX(happened_at) AS moment FROM \${ref("int_outcomes")}
  UNION ALL
  SELECT MAX(as_of) AS moment FROM \${ref("int_as_of")}
),

known_until AS (
  SELECT MAX(moment) AS moment FROM moments
),

scores AS (
  SELECT
    s.rubric,
    s.as_of,
    s.lead_id,
    s.${by},
    s.${orderedBy},
    j.outcome,
    j.within_days,
    TIMESTAMP_ADD(s.as_of, INTERVAL j.within_days DAY) AS until,
    known_until.moment AS known_until
  FROM \${ref("lead_scores")} AS s
  INNER JOIN judged_by AS j ON j.rubric = s.rubric
  CROSS JOIN known_until
),

outcomes AS (
  SELECT
    s.rubric,
    s.as_of,
    s.lead_id,
    LOGICAL_OR(o.happened_at <= s.as_of) AS is_before,
    LOGICAL_OR(o.happened_at > s.as_of AND o.happened_at <= s.until) AS is_in_time,
    LOGICAL_OR(o.happened_at IS NULL) AS is_undated
  FROM scores AS s
  INNER JOIN \${ref("int_outcomes")} AS o ON o.lead_id = s.lead_id AND o.outcome = s.outcome
  GROUP BY s.rubric, s.as_of, s.lead_id
),

undated AS (
  SELECT outcome, LOGICAL_AND(happened_at IS NULL) AS has_no_dates
  FROM \${ref("int_outcomes")}
  GROUP BY outcome
),

leads AS (
  SELECT
    s.rubric,
    s.as_of,
    s.${by},
    s.${orderedBy},
    s.outcome,
    s.within_days,
    COALESCE(o.is_before, FALSE) AS is_before,
    COALESCE(o.is_in_time, FALSE) OR COALESCE(o.is_undated, FALSE) AS is_converted,
    NOT COALESCE(undated.has_no_dates, FALSE) AS is_dated,
    COALESCE(undated.has_no_dates, FALSE) OR TIMESTAMP_ADD(s.known_until, INTERVAL 1 DAY) >= s.until AS is_old_enough
  FROM scores AS s
  LEFT JOIN outcomes AS o ON o.rubric = s.rubric AND o.as_of = s.as_of AND o.lead_id = s.lead_id
  LEFT JOIN undated ON undated.outcome = s.outcome
),

counts AS (
  SELECT
    rubric,
    as_of,
    ${by},
    ${orderedBy},
    outcome,
    within_days,
    is_dated,
    COUNT(*) AS leads,
    COUNTIF(is_before) AS converted_before,
    COUNTIF(NOT is_before AND NOT is_old_enough) AS not_old_enough,
    COUNTIF(NOT is_before AND is_old_enough) AS judged,
    COUNTIF(NOT is_before AND is_old_enough AND is_converted) AS converted
  FROM leads
  GROUP BY rubric, as_of, ${by}, ${orderedBy}, outcome, within_days, is_dated
),

${rateSteps},

neighbours AS (
  SELECT
    *,
    ${neighbour} AS lower_neighbour_high
  FROM rates
)

SELECT
  rubric,
  as_of,
  ${by},
  ${orderedBy},
  outcome,
  within_days,
  is_dated,
  leads,
  converted_before,
  not_old_enough,
  judged,
  converted,
  conversion_rate,
  wilson_low,
  wilson_high,
  IF(judged < ${fewestLeads}, FALSE, wilson_low > lower_neighbour_high) AS is_proven
FROM neighbours`,
  };
}

/** Grain: (rubric, as_of, tier). */
export function tierOutcomesTable(project: Project): Model {
  return conversionTable(project, {
    name: 'tier_outcomes',
    by: 'tier',
    orderedBy: 'tier_position',
    lowerNeighbour: 'next',
    description:
      'How leads of each tier converted after as_of, with the interval the rate may lie in. Grain: one row per rubric, as_of and tier.',
  });
}

/** Grain: (rubric, as_of, band). */
export function scoreBandConversionTable(project: Project): Model {
  return conversionTable(project, {
    name: 'score_band_conversion',
    by: 'band',
    orderedBy: 'band_number',
    lowerNeighbour: 'previous',
    description:
      'How leads of each score band converted after as_of, with the interval the rate may lie in. Grain: one row per rubric, as_of and band.',
  });
}
