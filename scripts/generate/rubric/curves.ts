/** <rubric>_curves: what an act is worth at each age, as rows. */
import { Decimal } from 'decimal.js';
import { withAccountActs } from '../../rubric/account-acts.js';
import { endlessFrom, pointsByAge, roundedPoints } from '../../rubric/curve.js';
import type { ActRule, Dimension, Rubric } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricPath } from './names.js';
import { weightOf } from './weight.js';

const zero = new Decimal(0);
const one = new Decimal(1);

/** Ages in one line of the written table. */
const lineLength = 20;

export function hasMagnitude(dimension: Dimension): boolean {
  return dimension.acts.some((rule) => rule.magnitude !== undefined);
}

/** The share of the points by the bound that is reached, none first; the whole points for a rule without magnitude. */
function sharesOf(rule: ActRule): readonly Decimal[] {
  return rule.magnitude === undefined ? [one] : [zero, ...rule.magnitude.steps.map((step) => step.share)];
}

/** One line of the written table for every so many ages, the first of which it names. */
function lines(rubric: Rubric, dimension: Dimension, rule: ActRule, share: Decimal, step: string): readonly string[] {
  // Where the number of acts gives the points, an act itself gives none.
  const worth = rule.byCount === undefined ? share : zero;
  const points = pointsByAge(rule).map((value) => roundedPoints(value.times(worth)));
  const weight = weightOf(rubric, dimension.name);
  const isEndless = endlessFrom(rule) === undefined ? 'FALSE' : 'TRUE';
  const packed = (values: readonly Decimal[]): string => sqlxText(values.map((value) => value.toFixed()).join(' '));
  const starts = Array.from({ length: Math.ceil(points.length / lineLength) }, (_, line) => line * lineLength);
  return starts.map((first) => {
    const some = points.slice(first, first + lineLength);
    const note = first === 0 ? `  -- ${rule.at.file}:${rule.at.line}\n` : '';
    return `${note}  STRUCT(${sqlxText(dimension.name)} AS dimension, ${sqlxText(rule.name)} AS rule,${step} ${isEndless} AS is_endless, ${first} AS first_age, ${packed(some)} AS points, ${packed(some.map((value) => value.times(weight)))} AS total_points)`;
  });
}

/** Grain: (dimension, rule, age_days), and step where a rule has a magnitude. The worth of every act, worked out to six digits. */
export function curvesModel(rubric: Rubric): Model | undefined {
  const dimensions = withAccountActs(rubric);
  if (dimensions.every((dimension) => dimension.acts.length === 0)) return undefined;
  const hasSteps = dimensions.some(hasMagnitude);
  const rows = dimensions.flatMap((dimension) =>
    dimension.acts.flatMap((rule) =>
      sharesOf(rule).flatMap((share, step) =>
        lines(rubric, dimension, rule, share, hasSteps ? ` ${step} AS step,` : ''),
      ),
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
    c.first_age,
    c.points,
    c.total_points
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS c
),

by_age AS (
  SELECT ${of('written')}, written.is_endless, written.first_age + place AS age_days, value
  FROM written
  CROSS JOIN UNNEST(SPLIT(written.points, ' ')) AS value WITH OFFSET AS place
),

total_by_age AS (
  SELECT ${of('written')}, written.first_age + place AS age_days, value
  FROM written
  CROSS JOIN UNNEST(SPLIT(written.total_points, ' ')) AS value WITH OFFSET AS place
)

SELECT
  ${key.map((column) => `by_age.${column}`).join(',\n  ')},
  by_age.age_days,
  by_age.is_endless,
  CAST(by_age.value AS NUMERIC) AS points,
  CAST(total_by_age.value AS NUMERIC) AS total_points
FROM by_age
INNER JOIN total_by_age
  ON ${[...key, 'age_days'].map((column) => `total_by_age.${column} = by_age.${column}`).join(' AND ')}`,
  };
}
