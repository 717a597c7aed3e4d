/** <rubric>_dimensions: every dimension's score, and where it could lie. */
import { Decimal } from 'decimal.js';
import type { Dimension, Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { insideRange, isBounded } from './inside-range.js';
import { rubricPath, rubricRef } from './names.js';
import { shareOf } from './share.js';
import { gradeCase } from './steps.js';

function attainable(dimension: Dimension): { readonly span: Decimal } {
  const spans = dimension.criteria.map((criterion) => {
    const points = [...criterion.cases.map((one) => one.points), criterion.otherwise.points];
    return Decimal.max(...points).minus(Decimal.min(...points));
  });
  return { span: spans.reduce((sum, span) => sum.plus(span), new Decimal(0)) };
}

/** What depends on questions about the lead is zero where a dimension asks none: acts are always known. */
function ifAsked(dimension: Dimension, sql: string): string {
  return dimension.criteria.length === 0 ? "NUMERIC '0'" : sql;
}

/** Grain: (as_of, lead_id). Every dimension's score, how much of what it asks is known, and where it could lie. */
export function dimensionsModel(rubric: Rubric): Model {
  const span = rubric.dimensions.reduce((sum, dimension) => sum.plus(attainable(dimension).span), new Decimal(0));
  const ctes = rubric.dimensions.map(
    (dimension) => `${dimension.name} AS (
  SELECT
    as_of,
    lead_id,
    SUM(points) AS points,
    ${ifAsked(dimension, "SUM(IF(is_known, NUMERIC '0', LEAST(lowest - points, NUMERIC '0')))")} AS could_fall,
    ${ifAsked(dimension, "SUM(IF(is_known, NUMERIC '0', GREATEST(highest - points, NUMERIC '0')))")} AS could_rise,
    ${ifAsked(dimension, "SUM(IF(is_known, NUMERIC '0', span))")} AS unknown_span
  FROM ${rubricRef(rubric, `${dimension.name}_points`)}
  GROUP BY as_of, lead_id
)`,
  );
  const zero = "NUMERIC '0'";
  const columns = rubric.dimensions.flatMap((dimension) => {
    const { name, range } = dimension;
    const points = `COALESCE(${name}.points, ${zero})`;
    const score = insideRange(points, range);
    const grade = gradeCase(dimension, score);
    return [
      `-- ${dimension.at.file}:${dimension.at.line}\n  ${score} AS ${name}_score`,
      ...(isBounded(range) ? [`${score} - ${points} AS ${name}_range_points`] : []),
      `${insideRange(`COALESCE(${name}.points + ${name}.could_fall, ${zero})`, range)} AS ${name}_lowest`,
      `${insideRange(`COALESCE(${name}.points + ${name}.could_rise, ${zero})`, range)} AS ${name}_highest`,
      ...(grade === undefined ? [] : [`${grade} AS ${name}_grade`]),
    ];
  });
  const unknown = rubric.dimensions
    .filter(({ criteria }) => criteria.length > 0)
    .map(({ name }) => `COALESCE(${name}.unknown_span, ${zero})`)
    .join(' + ');
  const thousandths = span.times(1000).toFixed(0);
  return {
    path: rubricPath(rubric, 'dimensions'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Each lead's dimensions of the rubric ${rubric.name}. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        coverage:
          'Attainable points of the criteria whose value is known, as a share of all; 1 for a rubric without criteria',
        ...Object.fromEntries(
          rubric.dimensions.flatMap(({ name, grades, range }) => [
            [`${name}_score`, `The sum of its contributions`],
            ...(isBounded(range) ? [[`${name}_range_points`, 'What its range gave or took away']] : []),
            ...(grades === undefined ? [] : [[`${name}_grade`, 'Its letter']]),
            [`${name}_lowest`, `What it would be if everything unknown turned out worst`],
            [`${name}_highest`, `What it would be if everything unknown turned out best`],
          ]),
        ),
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'coverage'] },
    },
    sql: `
WITH leads AS (
  SELECT * FROM ${rubricRef(rubric, 'leads')}
),

${ctes.join(',\n\n')}

SELECT
  leads.as_of,
  leads.lead_id,
  ${columns.join(',\n  ')},
  ${span.isZero() ? "NUMERIC '1'" : shareOf(`CAST(NUMERIC '1000' * (${numeric(span)} - (${unknown})) AS INT64)`, thousandths)} AS coverage
FROM leads
${rubric.dimensions.map(({ name }) => `LEFT JOIN ${name} ON ${name}.as_of = leads.as_of AND ${name}.lead_id = leads.lead_id`).join('\n')}`,
  };
}
