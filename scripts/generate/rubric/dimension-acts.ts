/** <rubric>_<dimension>_acts: what each act is worth at as_of, and whether the rule's limit lets it count. */
import type { ActRule, Dimension, Rubric } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { endlessFrom } from '../../rubric/curve.js';
import { rubricPath, rubricRef } from './names.js';

type Window = NonNullable<ActRule['limit']>['per'];

/** Equal for two acts exactly when they fall into the same window. N days are counted from 1970-01-01. */
function windowKey(per: Window): string {
  if (typeof per === 'object') return `CAST(DIV(UNIX_DATE(day), ${per.days}) AS STRING)`;
  switch (per) {
    case 'session':
      return 'session_key';
    case 'day':
      return 'CAST(day AS STRING)';
    case 'week':
      return 'CAST(DATE_TRUNC(day, ISOWEEK) AS STRING)';
    case 'month':
      return 'CAST(DATE_TRUNC(day, MONTH) AS STRING)';
    case 'lifetime':
      return "'ever'";
  }
}

function endlessAge(dimension: Dimension): string {
  const endless = dimension.acts.flatMap((rule) => {
    const from = endlessFrom(rule);
    return from === undefined ? [] : [{ signal: rule.signal, from }];
  });
  if (endless.length === 0) return 'age_days';
  const arms = endless.map((rule) => `WHEN ${sqlxText(rule.signal)} THEN LEAST(age_days, ${rule.from})`);
  return `CASE signal ${arms.join(' ')} ELSE age_days END`;
}

/** Grain: (as_of, act_key); undefined for a dimension without acts. */
export function dimensionActsModel(rubric: Rubric, dimension: Dimension): Model | undefined {
  if (dimension.acts.length === 0) return undefined;
  const limited = dimension.acts.flatMap((rule) =>
    rule.limit === undefined ? [] : [{ ...rule.limit, signal: rule.signal, at: rule.at }],
  );
  const columns = [
    'as_of',
    'lead_id',
    'act_key',
    'signal',
    'session_key',
    'day',
    'age_days',
    'detail',
    'points',
    'total_points',
  ];
  const limits =
    limited.length === 0
      ? ''
      : `

-- Of the acts of one window those count that are worth most at as_of, ties by act key: one more good act lowers nothing.
in_windows AS (
  SELECT
    *,
    CASE signal
${limited.map((rule) => `      -- ${rule.at.file}:${rule.at.line}\n      WHEN ${sqlxText(rule.signal)} THEN ${windowKey(rule.per)}`).join('\n')}
    END AS window_key
  FROM valued
  WHERE signal IN (${limited.map((rule) => sqlxText(rule.signal)).join(', ')})
),

ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY as_of, lead_id, signal, window_key ORDER BY points DESC, act_key) AS place_in_window
  FROM in_windows
),
`;
  const unlimitedWhere =
    limited.length === 0 ? '' : `\nWHERE signal NOT IN (${limited.map((rule) => sqlxText(rule.signal)).join(', ')})`;
  const limitedSelect =
    limited.length === 0
      ? ''
      : `

UNION ALL

SELECT
  ${columns.join(',\n  ')},
  place_in_window <= CASE signal ${limited.map((rule) => `WHEN ${sqlxText(rule.signal)} THEN ${rule.times}`).join(' ')} END AS is_counted
FROM ranked`;
  return {
    path: rubricPath(rubric, `${dimension.name}_acts`),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What each act is worth for ${dimension.name} at as_of. Grain: one row per as_of and act.`,
      tags: ['rubric', rubric.name],
      columns: {
        points: 'Points at its age, before caps',
        is_counted: 'The limit of its rule lets it count',
      },
      assertions: { uniqueKey: ['as_of', 'act_key'], nonNull: ['as_of', 'act_key', 'lead_id', 'points', 'is_counted'] },
    },
    sql: `
WITH aged AS (
  SELECT
    as_of,
    lead_id,
    act_key,
    signal,
    session_key,
    day,
    age_days,
    detail,
    ${endlessAge(dimension)} AS curve_age
  FROM ${rubricRef(rubric, 'acts')}
),

curves AS (
  SELECT *
  FROM ${rubricRef(rubric, 'curves')}
  WHERE dimension = ${sqlxText(dimension.name)}
),

-- An act older than its curve has no row there and counts no more.
valued AS (
  SELECT
    aged.as_of,
    aged.lead_id,
    aged.act_key,
    aged.signal,
    aged.session_key,
    aged.day,
    aged.age_days,
    aged.detail,
    curves.points,
    curves.total_points
  FROM aged
  INNER JOIN curves ON curves.signal = aged.signal AND curves.age_days = aged.curve_age
)${limits === '' ? '' : `,${limits.trimEnd().slice(0, -1)}`}

SELECT
  ${columns.join(',\n  ')},
  TRUE AS is_counted
FROM valued${unlimitedWhere}${limitedSelect}`,
  };
}
