/** Steps of <rubric>_scores: from the dimensions to the total, and what each step gave or took away. */
import type { Rubric } from '../../rubric/model.js';
import { hasAccountPoints, inTotal as accountInTotal } from './account-scores.js';
import { insideRange, isBounded } from './inside-range.js';
import { rubricRef } from './names.js';
import { isGreatest, maxCouldBe, maxPoints, normalised } from './total.js';
import { weighted, weightOf } from './weight.js';

const zero = "NUMERIC '0'";

/** The columns of what happens to the total alone, in the order in which it happens, with their descriptions. */
export function totalChanges(rubric: Rubric): Readonly<Record<string, string>> {
  return {
    ...(isGreatest(rubric) && { max_points: 'From the sum of the dimensions to the greatest of them' }),
    ...(rubric.total.normalise !== undefined && { normalise_points: 'What the factor gave or took away' }),
    ...(rubric.limits.length > 0 && {
      limit_rule: 'The limit that took something away; NULL where none did',
      limit_points: 'What it took away',
    }),
    ...(isBounded(rubric.total.range ?? {}) && { range_points: 'What the range of the total gave or took away' }),
  };
}

/** How far the sum could fall or rise, were everything unknown known. */
function couldBe(rubric: Rubric, side: 'lowest' | 'highest'): string {
  const ofGreatest = maxCouldBe(rubric, side);
  if (ofGreatest !== undefined) return ofGreatest;
  const ofDimensions = rubric.dimensions
    .filter((dimension) => dimension.criteria.length > 0)
    .map(
      ({ name }) =>
        `IF(d.${name}_${side} = d.${name}_score, ${zero}, ${weighted(rubric, name, `(d.${name}_${side} - d.${name}_score)`)})`,
    );
  const { account, total } = rubric;
  const ofAccount =
    account === undefined || account.criteria.length === 0 || total.accountWeight === undefined
      ? []
      : [`COALESCE(${accountInTotal(rubric, `(account.account_${side} - account.account_score)`)}, ${zero})`];
  return [...ofDimensions, ...ofAccount].join(' + ') || zero;
}

/** What the dimensions and the account give, weighted: to nine digits the sum of their rows. */
function sumOf(rubric: Rubric): string {
  const ofDimensions = rubric.dimensions
    .filter(({ name }) => !weightOf(rubric, name).isZero())
    .map(({ name }) => weighted(rubric, name, `d.${name}_score`));
  const ofAccount = hasAccountPoints(rubric) ? [`COALESCE(account_points.total_points, ${zero})`] : [];
  return [...ofDimensions, ...ofAccount].join(' + ') || zero;
}

function joins(rubric: Rubric): string {
  const join = (model: string, name: string): string =>
    `\n  LEFT JOIN ${model} AS ${name} ON ${name}.as_of = d.as_of AND ${name}.lead_id = d.lead_id`;
  return [
    ...(rubric.account === undefined ? [] : [join(rubricRef(rubric, 'lead_accounts'), 'account')]),
    ...(hasAccountPoints(rubric)
      ? ['\n  LEFT JOIN account_points ON account_points.as_of = d.as_of AND account_points.lead_id = d.lead_id']
      : []),
    ...(rubric.limits.length === 0 ? [] : [join(rubricRef(rubric, 'limits'), 'limits')]),
  ].join('');
}

/**
 * CTEs that end in `scored`: (as_of, lead_id), `columns`, those of `totalChanges`, total_score, total_lowest,
 * total_highest and coverage.
 * @param columns of the dimensions and of the account, as SQL over `d` and `account`
 */
export function totalSteps(rubric: Rubric, columns: readonly string[]): readonly string[] {
  const { normalise, range = {}, at } = rubric.total;
  const hasLimits = rubric.limits.length > 0;
  const names = columns.map((column) => column.slice(column.indexOf('.') + 1));
  const underLimit = (total: string): string =>
    hasLimits ? `LEAST(${total}, COALESCE(total_at_most, ${total}))` : total;
  const sum = isGreatest(rubric) ? 'sum_points + max_points' : 'sum_points';
  const possible = (could: string): string =>
    insideRange(underLimit(normalised(rubric, `sum_points + ${could}`)), range);
  const changes = [
    ...(isGreatest(rubric) ? ['max_points'] : []),
    ...(normalise === undefined ? [] : [`unlimited - (${sum}) AS normalise_points`]),
    ...(hasLimits
      ? ['IF(total_at_most < unlimited, rule, NULL) AS limit_rule', 'unranged - unlimited AS limit_points']
      : []),
    ...(isBounded(range) ? [`${insideRange('unranged', range)} - unranged AS range_points`] : []),
  ];
  return [
    ...(hasAccountPoints(rubric)
      ? [
          `account_points AS (
  SELECT as_of, lead_id, SUM(total_points) AS total_points
  FROM ${rubricRef(rubric, 'account_points')}
  GROUP BY as_of, lead_id
)`,
        ]
      : []),
    `-- ${at.file}:${at.line}
summed AS (
  SELECT
    d.as_of,
    d.lead_id,
    ${columns.join(',\n    ')},
    d.coverage,${hasLimits ? '\n    limits.rule,\n    limits.total_at_most,' : ''}
    ${sumOf(rubric)} AS sum_points,${isGreatest(rubric) ? `\n    ${maxPoints(rubric)} AS max_points,` : ''}
    ${couldBe(rubric, 'lowest')} AS could_fall,
    ${couldBe(rubric, 'highest')} AS could_rise
  FROM ${rubricRef(rubric, 'dimensions')} AS d${joins(rubric)}
)`,
    `normalised AS (
  SELECT *, ${normalised(rubric, sum)} AS unlimited
  FROM summed
)`,
    `limited AS (
  SELECT *, ${underLimit('unlimited')} AS unranged
  FROM normalised
)`,
    `scored AS (
  SELECT
    as_of,
    lead_id,
    ${[...names, ...changes].join(',\n    ')},
    ${insideRange('unranged', range)} AS total_score,
    ${possible('could_fall')} AS total_lowest,
    ${possible('could_rise')} AS total_highest,
    coverage
  FROM limited
)`,
  ];
}
