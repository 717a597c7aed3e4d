/** <rubric>_scores: the total as the sum of the contributions, its range, band and cell. */
import type { Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricPath } from './names.js';
import { cellCase } from './steps.js';
import { totalChanges, totalSteps } from './total-steps.js';

/** Grain: (as_of, lead_id). */
export function scoresModel(rubric: Rubric): Model {
  const results = rubric.dimensions.flatMap(({ name, grades }) => [
    `${name}_score`,
    ...(grades === undefined ? [] : [`${name}_grade`]),
  ]);
  const { account } = rubric;
  const accountColumns = account === undefined ? [] : ['account_id', 'account_score'];
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
  const changes = totalChanges(rubric);
  return {
    path: rubricPath(rubric, 'scores'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The scores of the rubric ${rubric.name}. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        total_score: 'The sum of the contributions',
        ...changes,
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
WITH ${totalSteps(rubric, [...results.map((column) => `d.${column}`), ...accountColumns.map((column) => `account.${column}`)]).join(',\n\n')}

SELECT
  as_of,
  lead_id,
  ${[...results, ...accountColumns].join(',\n  ')},
  ${[...Object.keys(changes), 'total_score', 'total_lowest', 'total_highest', 'coverage'].join(',\n  ')},
  -- ${rubric.file}
  ${bandCase((band) => sqlxText(band.name), first === undefined ? "'all'" : sqlxText(`below ${first.low.toFixed()}`))} AS band,
  ${bandCase((band) => String(band.number), '0')} AS band_number${rubric.grid === undefined ? '' : `,\n  ${cellCase(rubric.grid)} AS cell`}
FROM scored`,
  };
}
