/** `by_count`: the number of acts gives the points, once. */
import { Decimal } from 'decimal.js';
import type { ActRule, Dimension, Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type Actor, people } from './actor.js';
import { weightOf } from './weight.js';

type Counted = ActRule & Pick<Required<ActRule>, 'byCount'>;

function countedRules(dimension: Dimension): readonly Counted[] {
  return dimension.acts.filter((rule): rule is Counted => rule.byCount !== undefined);
}

export function hasCounts(dimension: Dimension): boolean {
  return countedRules(dimension).length > 0;
}

/** What so many acts give, as SQL; numbers outside every range give nothing. */
function pointsOf(rule: Counted, weight: Decimal): string {
  const arms = rule.byCount.ranges.map(({ count: { min, max }, points }) => {
    const test =
      max === undefined ? `acts >= ${min}` : max === min ? `acts = ${min}` : `acts BETWEEN ${min} AND ${max}`;
    return `WHEN ${test} THEN ${numeric(points.times(weight))}`;
  });
  return `CASE ${arms.join(' ')} ELSE NUMERIC '0' END`;
}

/** CTEs that end in `with_counts`: the acts of `judged`, where the newest of a counted rule has all that their number gives. */
export function countSteps(
  rubric: Rubric,
  dimension: Dimension,
  columns: string,
  actor: Actor = people,
): readonly string[] {
  const rules = countedRules(dimension);
  if (rules.length === 0) return [];
  const named = rules.map((rule) => sqlxText(rule.name)).join(', ');
  const given = (weight: Decimal): string =>
    `CASE rule\n${rules
      .map(
        (rule) =>
          `      -- ${rule.at.file}:${rule.at.line}\n      WHEN ${sqlxText(rule.name)} THEN ${pointsOf(rule, weight)}`,
      )
      .join('\n')}\n    END`;
  const others = columns.split(',').map((column) => column.trim());
  const replaced = others.map((column) =>
    column === 'points' || column === 'total_points'
      ? `IF(place = 1, count_${column}, ${column}) AS ${column}`
      : column,
  );
  return [
    `numbered AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY as_of, ${actor.key}, rule) AS acts,
    ROW_NUMBER() OVER (PARTITION BY as_of, ${actor.key}, rule ORDER BY happened_at DESC, act_key) AS place
  FROM judged
  WHERE rule IN (${named}) AND dropped_because IS NULL
)`,
    `counts AS (
  SELECT
    *,
    ${given(new Decimal(1))} AS count_points,
    ${given(weightOf(rubric, dimension.name))} AS count_total_points
  FROM numbered
)`,
    `with_counts AS (
  SELECT ${others.join(', ')}, dropped_because
  FROM judged
  WHERE rule NOT IN (${named}) OR dropped_because IS NOT NULL

  UNION ALL

  SELECT ${replaced.join(', ')}, dropped_because
  FROM counts
)`,
  ];
}
