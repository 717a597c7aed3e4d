/** <rubric>_scores: the total as the sum of the contributions, its range, band and cell. */
import type { Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { inTotal as accountInTotal } from './account-scores.js';
import { insideRange } from './dimension-points.js';
import { rubricPath, rubricRef } from './names.js';
import { cellCase } from './steps.js';
import { maxCouldBe, normalised } from './total.js';
import { weighted } from './weight.js';

/** Grain: (as_of, lead_id). */
export function scoresModel(rubric: Rubric): Model {
  const results = rubric.dimensions.flatMap(({ name, grades }) => [
    `${name}_score`,
    ...(grades === undefined ? [] : [`${name}_grade`]),
  ]);
  const { account } = rubric;
  const accountCouldBe = (side: 'lowest' | 'highest'): readonly string[] =>
    account === undefined || account.criteria.length === 0 || rubric.total.accountWeight === undefined
      ? []
      : [`COALESCE(${accountInTotal(rubric, `(account.account_${side} - account.account_score)`)}, NUMERIC '0')`];
  const couldBe = (side: 'lowest' | 'highest'): string => {
    const ofGreatest = maxCouldBe(rubric, side);
    if (ofGreatest !== undefined) return ofGreatest;
    const ofDimensions = rubric.dimensions
      .filter((dimension) => dimension.criteria.length > 0)
      .map(
        ({ name }) =>
          `IF(d.${name}_${side} = d.${name}_score, NUMERIC '0', ${weighted(rubric, name, `(d.${name}_${side} - d.${name}_score)`)})`,
      );
    return [...ofDimensions, ...accountCouldBe(side)].join(' + ') || "NUMERIC '0'";
  };
  const accountColumns = account === undefined ? [] : ['account_id', 'account_score'];
  const accountJoin =
    account === undefined
      ? ''
      : `\n  LEFT JOIN ${rubricRef(rubric, 'lead_accounts')} AS account ON account.as_of = d.as_of AND account.lead_id = d.lead_id`;
  const hasLimits = rubric.limits.length > 0;
  const underLimit = (total: string): string =>
    hasLimits ? `LEAST(${total}, COALESCE(limits.total_at_most, ${total}))` : total;
  const limitJoin = hasLimits
    ? `\n  LEFT JOIN ${rubricRef(rubric, 'limits')} AS limits ON limits.as_of = d.as_of AND limits.lead_id = d.lead_id`
    : '';
  const range = rubric.total.range ?? {};
  const bands = rubric.bands.map((band, index) => {
    const next = rubric.bands[index + 1];
    const name = next === undefined ? `${band.toFixed()}+` : `${band.toFixed()}-${next.toFixed()}`;
    return { low: band, name, number: index + 1 };
  });
  const first = bands[0];
  const isAllAbove = first !== undefined && range.low !== undefined && range.low.gte(first.low);
  const bandCase = (value: (band: (typeof bands)[number]) => string, below: string): string => {
    const arms = bands
      .slice(isAllAbove ? 1 : 0)
      .toReversed()
      .map((band) => `    WHEN total_score >= ${numeric(band.low)} THEN ${value(band)}`);
    const last = `ELSE ${isAllAbove ? value(first) : below}`;
    return arms.length === 0 ? (isAllAbove ? value(first) : below) : `CASE\n${arms.join('\n')}\n    ${last}\n  END`;
  };
  return {
    path: rubricPath(rubric, 'scores'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The scores of the rubric ${rubric.name}. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        total_score: 'The sum of the contributions',
        ...(account !== undefined && { account_score: "The score of the lead's account; NULL without one" }),
        total_lowest: 'The total if everything unknown turned out worst',
        total_highest: 'The total if everything unknown turned out best',
        band: 'Half-open range of the total: 30-60 holds 30 and not 60',
        ...(rubric.grid === undefined ? {} : { cell: 'Where the two results of the grid meet' }),
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id'],
        nonNull: ['as_of', 'lead_id', 'total_score', 'band'],
        rowConditions: ['total_lowest <= total_score AND total_score <= total_highest'],
      },
    },
    sql: `
WITH totals AS (
  SELECT as_of, lead_id, SUM(total_points) AS total_score
  FROM ${rubricRef(rubric, 'contributions')}
  GROUP BY as_of, lead_id
),

-- What limits and the range of the total took away.
corrections AS (
  SELECT as_of, lead_id, SUM(total_points) AS total_points
  FROM ${rubricRef(rubric, 'contributions')}
  WHERE dimension = 'total'
  GROUP BY as_of, lead_id
),

possible AS (
  SELECT
    d.as_of,
    d.lead_id,
    ${[...results.map((column) => `d.${column}`), ...accountColumns.map((column) => `account.${column}`)].join(',\n    ')},
    d.coverage,
    COALESCE(totals.total_score, NUMERIC '0') AS total_score,
    COALESCE(totals.total_score, NUMERIC '0') - COALESCE(corrections.total_points, NUMERIC '0') AS uncorrected,
    ${couldBe('lowest')} AS could_fall,
    ${couldBe('highest')} AS could_rise
  FROM ${rubricRef(rubric, 'dimensions')} AS d
  LEFT JOIN totals ON totals.as_of = d.as_of AND totals.lead_id = d.lead_id
  LEFT JOIN corrections ON corrections.as_of = d.as_of AND corrections.lead_id = d.lead_id${accountJoin}
),

scored AS (
  SELECT
    d.*,
    ${insideRange(underLimit(normalised(rubric, 'd.uncorrected + d.could_fall')), range)} AS total_lowest,
    ${insideRange(underLimit(normalised(rubric, 'd.uncorrected + d.could_rise')), range)} AS total_highest
  FROM possible AS d${limitJoin}
)

SELECT
  as_of,
  lead_id,
  ${[...results, ...accountColumns].join(',\n  ')},
  total_score,
  total_lowest,
  total_highest,
  coverage,
  -- ${rubric.file}
  ${bandCase((band) => sqlxText(band.name), first === undefined ? "'all'" : sqlxText(`below ${first.low.toFixed()}`))} AS band,
  ${bandCase((band) => String(band.number), '0')} AS band_number${rubric.grid === undefined ? '' : `,\n  ${cellCase(rubric.grid)} AS cell`}
FROM scored`,
  };
}
