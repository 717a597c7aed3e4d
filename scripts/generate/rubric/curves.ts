/** <rubric>_curves: what an act is worth at each age, as rows. */
import { Decimal } from 'decimal.js';
import { endlessFrom, pointsByAge, roundedPoints } from '../../rubric/curve.js';
import type { ActRule, Dimension, Rubric } from '../../rubric/model.js';
import { wrapped } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricPath } from './names.js';
import { weightOf } from './weight.js';

const zero = new Decimal(0);
const one = new Decimal(1);

/** Decimals as one text, a line of them at a time. */
function packed(values: readonly Decimal[], indentation: string): string {
  const lines = wrapped(
    values.map((value) => value.toFixed()),
    ' ',
    100,
  ).map(sqlxText);
  return lines.length === 1 ? lines.join('') : `CONCAT(\n${indentation}${lines.join(`, ' ',\n${indentation}`)}\n  )`;
}

export function hasMagnitude(dimension: Dimension): boolean {
  return dimension.acts.some((rule) => rule.magnitude !== undefined);
}

/** The share of the points by the bound that is reached, none first; the whole points for a rule without magnitude. */
function sharesOf(rule: ActRule): readonly Decimal[] {
  return rule.magnitude === undefined ? [one] : [zero, ...rule.magnitude.steps.map((step) => step.share)];
}

function row(rubric: Rubric, dimension: Dimension, rule: ActRule, share: Decimal, step: string): string {
  // Where the number of acts gives the points, an act itself gives none.
  const worth = rule.byCount === undefined ? share : zero;
  const points = pointsByAge(rule).map((value) => roundedPoints(value.times(worth)));
  const weight = weightOf(rubric, dimension.name);
  return `  -- ${rule.at.file}:${rule.at.line}\n  STRUCT(${sqlxText(dimension.name)} AS dimension, ${sqlxText(rule.name)} AS rule,${step} ${endlessFrom(rule) === undefined ? 'FALSE' : 'TRUE'} AS is_endless, ${packed(points, '    ')} AS points_by_age, ${packed(
    points.map((value) => value.times(weight)),
    '    ',
  )} AS total_points_by_age)`;
}

/** Grain: (dimension, rule, age_days), and step where a rule has a magnitude. The worth of every act, worked out to six digits. */
export function curvesModel(rubric: Rubric): Model | undefined {
  if (rubric.dimensions.every((dimension) => dimension.acts.length === 0)) return undefined;
  const hasSteps = rubric.dimensions.some(hasMagnitude);
  const rows = rubric.dimensions.flatMap((dimension) =>
    dimension.acts.flatMap((rule) =>
      sharesOf(rule).map((share, step) => row(rubric, dimension, rule, share, hasSteps ? ` ${step} AS step,` : '')),
    ),
  );
  const key = hasSteps ? ['dimension', 'rule', 'step'] : ['dimension', 'rule'];
  const of = (table: string): string => key.map((column) => `${table}.${column}`).join(', ');
  return {
    path: rubricPath(rubric, 'curves'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What an act of the rubric ${rubric.name} is worth at each age. Grain: one row per ${key.join(', ')} and age in days.`,
      tags: ['rubric', rubric.name],
      columns: {
        ...(hasSteps && { step: 'Which bound of the magnitude the act reaches, 0 for none' }),
        age_days: 'Whole days between the day of the act, or of what its age counts from, and the day of as_of',
        is_endless: 'The last age stands for every later one, too',
        total_points: 'Points in the total: weighted, exact',
      },
      assertions: { uniqueKey: [...key, 'age_days'], nonNull: [...key, 'age_days', 'points'] },
    },
    sql: `
WITH written AS (
  SELECT
    ${key.map((column) => `c.${column}`).join(',\n    ')},
    c.is_endless,
    c.points_by_age,
    c.total_points_by_age
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS c
),

by_age AS (
  SELECT ${of('written')}, written.is_endless, age_days, points
  FROM written
  CROSS JOIN UNNEST(SPLIT(written.points_by_age, ' ')) AS points WITH OFFSET AS age_days
),

total_by_age AS (
  SELECT ${of('written')}, age_days, total_points
  FROM written
  CROSS JOIN UNNEST(SPLIT(written.total_points_by_age, ' ')) AS total_points WITH OFFSET AS age_days
)

SELECT
  ${key.map((column) => `by_age.${column}`).join(',\n  ')},
  by_age.age_days,
  by_age.is_endless,
  CAST(by_age.points AS NUMERIC) AS points,
  CAST(total_by_age.total_points AS NUMERIC) AS total_points
FROM by_age
INNER JOIN total_by_age
  ON ${[...key, 'age_days'].map((column) => `total_by_age.${column} = by_age.${column}`).join(' AND ')}`,
  };
}
