/** Breadth: points for several different kinds of action. */
import type { Dimension, Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { weightOf } from './weight.js';

type Breadth = NonNullable<Dimension['breadth']>;

const numberWords = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** What stands for it in <rubric>_rules: an arm for each number of kinds. */
export function breadthRules(dimension: Dimension): readonly {
  readonly dimension: string;
  readonly rule: string;
  readonly arm: string;
  readonly label: string;
  readonly line: number;
}[] {
  const { breadth } = dimension;
  if (breadth === undefined) return [];
  const within = breadth.withinDays === undefined ? '' : ` within ${breadth.withinDays} days`;
  return breadth.steps.map(({ signals }) => ({
    dimension: dimension.name,
    rule: 'breadth',
    arm: `breadth_${signals}`,
    label: `${numberWords[signals] ?? String(signals)} or more kinds of action${within}`,
    line: breadth.at.line,
  }));
}

/** CTEs that end in `breadth_rows`, from `counted`: the highest number of kinds that is reached gives its points. */
export function breadthSteps(rubric: Rubric, dimension: Dimension): readonly string[] {
  const { breadth } = dimension;
  if (breadth === undefined) return [];
  const within = breadth.withinDays === undefined ? '' : ` AND age_days < ${breadth.withinDays}`;
  const weight = weightOf(rubric, dimension.name);
  const arms = (write: (step: Breadth['steps'][number]) => string): string =>
    breadth.steps
      .map((step) => `WHEN kinds >= ${step.signals} THEN ${write(step)}`)
      .toReversed()
      .join(' ');
  const least = breadth.steps[0]?.signals ?? 1;
  return [
    `-- ${breadth.at.file}:${breadth.at.line}
kind_counts AS (
  SELECT as_of, lead_id, COUNT(DISTINCT rule) AS kinds, MAX(day) AS last_day
  FROM counted
  WHERE points > NUMERIC '0'${within}
  GROUP BY as_of, lead_id
)`,
    `breadth_rows AS (
  SELECT
    as_of,
    lead_id,
    'breadth' AS rule,
    'breadth' AS kind,
    CASE ${arms(({ signals }) => `'breadth_${signals}'`)} END AS arm,
    CASE ${arms(({ points }) => numeric(points))} END AS points,
    CASE ${arms(({ points }) => numeric(points.times(weight)))} END AS total_points,
    0 AS acts,
    CAST(NULL AS DATE) AS last_day
  FROM kind_counts
  WHERE kinds >= ${least}
)`,
  ];
}
