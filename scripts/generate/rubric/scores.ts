/** From the dimensions' rows to the total: <rubric>_dimensions, <rubric>_contributions, <rubric>_scores. */
import { Decimal } from 'decimal.js';
import { within } from '../../rubric/conditions.js';
import type { Dimension, Project, Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { behavioursOf } from './behaviour.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { hasAccountPoints, inTotal as accountInTotal } from './account-scores.js';
import { insideRange } from './dimension-points.js';
import { rubricPath, rubricRef } from './names.js';
import { cellCase, gradeCase } from './steps.js';
import { maxBranch, maxCouldBe, normalised, totalRow } from './total.js';
import { weighted } from './weight.js';

/** A rate as NUMERIC with six digits, rounded half up, from whole counts only: no division of decimals. NULL over nothing. */
export function shareOf(part: string, whole: string): string {
  const divisor = /^\d+$/.test(whole) ? String(2 * Number(whole)) : `NULLIF(2 * ${whole}, 0)`;
  return `ROUND(DIV(2000000 * ${part} + ${whole}, ${divisor}) * NUMERIC '0.000001', 6)`;
}

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
    SUM(points) AS score,
    SUM(IF(kind = 'range', NUMERIC '0', points)) AS unranged,
    ${ifAsked(dimension, "SUM(IF(is_known, NUMERIC '0', LEAST(lowest - points, NUMERIC '0')))")} AS could_fall,
    ${ifAsked(dimension, "SUM(IF(is_known, NUMERIC '0', GREATEST(highest - points, NUMERIC '0')))")} AS could_rise,
    ${ifAsked(dimension, "SUM(IF(kind = 'criterion' AND is_known, highest - lowest, NUMERIC '0'))")} AS known_span
  FROM ${rubricRef(rubric, `${dimension.name}_points`)}
  GROUP BY as_of, lead_id
)`,
  );
  const zero = "NUMERIC '0'";
  const columns = rubric.dimensions.flatMap((dimension) => {
    const { name, range } = dimension;
    const score = `COALESCE(${name}.score, ${zero})`;
    const grade = gradeCase(dimension, score);
    return [
      `${score} AS ${name}_score`,
      `${insideRange(`COALESCE(${name}.unranged + ${name}.could_fall, ${zero})`, range)} AS ${name}_lowest`,
      `${insideRange(`COALESCE(${name}.unranged + ${name}.could_rise, ${zero})`, range)} AS ${name}_highest`,
      ...(grade === undefined ? [] : [`${grade} AS ${name}_grade`]),
    ];
  });
  const known = rubric.dimensions.map(({ name }) => `COALESCE(${name}.known_span, ${zero})`).join(' + ');
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
          rubric.dimensions.flatMap(({ name, grades }) => [
            [`${name}_score`, `The sum of its contributions`],
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
  ${span.isZero() ? "NUMERIC '1'" : shareOf(`CAST(NUMERIC '1000' * (${known}) AS INT64)`, thousandths)} AS coverage
FROM leads
${rubric.dimensions.map(({ name }) => `LEFT JOIN ${name} ON ${name}.as_of = leads.as_of AND ${name}.lead_id = leads.lead_id`).join('\n')}`,
  };
}

/** What limits may ask: the dimensions, and the score of the account where one of them asks for it. */
function resultsBeforeTotal(rubric: Rubric): string {
  const dimensions = rubricRef(rubric, 'dimensions');
  const asked = rubric.limits.flatMap((limit) => within(limit.when));
  if (!asked.some((one) => one.kind === 'result' && one.result.kind === 'account')) return dimensions;
  return `(
  SELECT d.*, account.account_score
  FROM ${dimensions} AS d
  LEFT JOIN ${rubricRef(rubric, 'lead_accounts')} AS account ON account.as_of = d.as_of AND account.lead_id = d.lead_id
)`;
}

/** Grain: (as_of, lead_id), for leads of whom a limit holds: the lowest one. undefined for a rubric without limits. */
export function limitsModel(project: Project, rubric: Rubric): Model | undefined {
  if (rubric.limits.length === 0) return undefined;
  const scope: ConditionScope = {
    facts: 'facts',
    behaviour: 'behaviour',
    scores: 'scores',
    standards: project.standards,
  };
  const structs = rubric.limits.map(
    (limit) =>
      `-- ${limit.at.file}:${limit.at.line}\n    STRUCT(${sqlxText(limit.name)} AS rule, COALESCE(${conditionSql(limit.when, scope)}, FALSE) AS holds, ${numeric(limit.totalAtMost)} AS total_at_most)`,
  );
  const behaviour =
    behavioursOf(rubric).size === 0
      ? ''
      : `\nLEFT JOIN ${rubricRef(rubric, 'behaviour')} AS behaviour ON behaviour.as_of = scores.as_of AND behaviour.lead_id = scores.lead_id`;
  return {
    path: rubricPath(rubric, 'limits'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The lowest limit of the rubric ${rubric.name} that holds for a lead, whether or not its total reaches it. Grain: one row per as_of and lead with a limit.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'rule', 'total_at_most'] },
    },
    sql: `
SELECT
  scores.as_of,
  scores.lead_id,
  l.rule,
  l.total_at_most
FROM ${resultsBeforeTotal(rubric)} AS scores
INNER JOIN \${ref("int_lead_facts")} AS facts ON facts.as_of = scores.as_of AND facts.lead_id = scores.lead_id${behaviour}
CROSS JOIN UNNEST([
    ${structs.join(',\n    ')}
]) AS l
WHERE l.holds
QUALIFY ROW_NUMBER() OVER (PARTITION BY scores.as_of, scores.lead_id ORDER BY l.total_at_most, l.rule) = 1`,
  };
}

function limited(rubric: Rubric): string {
  if (rubric.limits.length === 0) {
    return "limited AS (\n  SELECT as_of, lead_id, total_points, NUMERIC '0' AS limit_points, CAST(NULL AS STRING) AS rule FROM unlimited\n)";
  }
  return `limited AS (
  SELECT
    unlimited.as_of,
    unlimited.lead_id,
    unlimited.total_points,
    COALESCE(limits.total_at_most - unlimited.total_points, NUMERIC '0') AS limit_points,
    limits.rule
  FROM unlimited
  LEFT JOIN ${rubricRef(rubric, 'limits')} AS limits
    ON limits.as_of = unlimited.as_of AND limits.lead_id = unlimited.lead_id AND limits.total_at_most < unlimited.total_points
)`;
}

/** Grain: (as_of, lead_id, dimension, rule, kind). The rows whose sum is the score, and those that are unknown. */
export function contributionsModel(rubric: Rubric): Model {
  const columns = ['rule', 'kind', 'arm', 'points'];
  const parts = [
    ...rubric.dimensions.map((dimension) => dimension.name),
    ...(hasAccountPoints(rubric) ? ['account'] : []),
  ];
  const branches = parts.map(
    (part) =>
      `  SELECT as_of, lead_id, ${sqlxText(part)} AS dimension, ${columns.join(', ')}, total_points, acts, last_day, is_known\n  FROM ${rubricRef(rubric, `${part}_points`)}`,
  );
  const { range, normalise } = rubric.total;
  const summed = `SELECT leads.as_of, leads.lead_id, COALESCE(sums.total_points, NUMERIC '0') AS total_points
  FROM ${rubricRef(rubric, 'leads')} AS leads
  LEFT JOIN sums ON sums.as_of = leads.as_of AND sums.lead_id = leads.lead_id`;
  const unlimited =
    normalise === undefined
      ? `unlimited AS (\n  ${summed}\n)`
      : `summed AS (
  ${summed}
),

-- ${rubric.total.at.file}:${rubric.total.at.line}
unlimited AS (
  SELECT as_of, lead_id, ${normalised(rubric, 'total_points')} AS total_points, ${normalised(rubric, 'total_points')} - total_points AS normalise_points
  FROM summed
)`;
  const normaliseRows =
    normalise === undefined
      ? ''
      : `\n  UNION ALL\n  SELECT as_of, lead_id, ${totalRow('normalise', 'normalise_points')}\n  FROM unlimited`;
  const inside = insideRange('total_points + limit_points', range ?? {});
  return {
    path: rubricPath(rubric, 'contributions'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Every contribution to every score of the rubric ${rubric.name}: a dimension is the sum of its points, the total the sum of total_points. Rows without points are left out, unless something was unknown. Grain: one row per as_of, lead, dimension, rule and kind.`,
      tags: ['rubric', rubric.name],
      columns: {
        dimension: hasAccountPoints(rubric)
          ? "The dimension, 'account' for what the account gives to the total, or 'total' for what happens to the total alone"
          : "The dimension, or 'total' for what happens to the total alone",
        points: 'Points in the dimension',
        total_points: 'Points in the total: weighted, exact to nine digits',
      },
      bigquery: { clusterBy: ['lead_id'] },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'dimension', 'rule', 'kind'],
        nonNull: ['as_of', 'lead_id', 'dimension', 'rule', 'kind', 'points', 'total_points'],
      },
    },
    sql: `
WITH rule_rows AS (
${[...branches, ...maxBranch(rubric)].join('\n  UNION ALL\n')}
),

sums AS (
  SELECT as_of, lead_id, SUM(total_points) AS total_points
  FROM rule_rows
  GROUP BY as_of, lead_id
),

${unlimited},

${limited(rubric)},

-- ${rubric.total.at.file}:${rubric.total.at.line}
ranged AS (
  SELECT as_of, lead_id, ${inside} - (total_points + limit_points) AS range_points
  FROM limited
),

all_rows AS (
  SELECT as_of, lead_id, dimension, rule, kind, arm, points, total_points, acts, last_day, is_known FROM rule_rows${normaliseRows}
  UNION ALL
  SELECT as_of, lead_id, 'total' AS dimension, rule, 'limit' AS kind, 'limit' AS arm, limit_points AS points, limit_points AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known
  FROM limited
  WHERE rule IS NOT NULL
  UNION ALL
  SELECT as_of, lead_id, 'total' AS dimension, 'total' AS rule, 'range' AS kind, 'range' AS arm, range_points AS points, range_points AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day, TRUE AS is_known
  FROM ranged
)

SELECT
  as_of,
  lead_id,
  dimension,
  rule,
  kind,
  arm,
  points,
  total_points,
  acts,
  last_day,
  is_known
FROM all_rows
WHERE points != NUMERIC '0' OR total_points != NUMERIC '0' OR NOT is_known`,
  };
}

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
