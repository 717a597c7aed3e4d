/** <rubric>_<dimension>_acts: what each act is worth at as_of, and whether it counts. */
import { endlessFrom } from '../../rubric/curve.js';
import type { ActRule, Dimension, Rubric } from '../../rubric/model.js';
import { indent, numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { windowKey } from '../text/window-key.js';
import type { Model } from '../sqlx.js';
import { type Actor, people } from './actor.js';
import { countSteps, hasCounts } from './by-count.js';
import { hasMagnitude } from './curves.js';
import { rubricPath, rubricRef } from './names.js';
import { hasRuleActs } from './rule-acts.js';

type Limited = ActRule & Pick<Required<ActRule>, 'limit'>;

const named = (rules: readonly Pick<ActRule, 'name'>[]): string => rules.map((rule) => sqlxText(rule.name)).join(', ');

/** The sets of signals from which ages count, and for each rule that has one its number. */
function agesFrom(
  dimension: Dimension,
): ReadonlyMap<string, { readonly signals: readonly string[]; rules: ActRule[] }> {
  const sets = new Map<string, { readonly signals: readonly string[]; rules: ActRule[] }>();
  for (const rule of dimension.acts) {
    if (rule.decay.ageFrom === undefined) continue;
    const signals = rule.decay.ageFrom.signals.toSorted();
    const key = signals.join(' ');
    const set = sets.get(key);
    if (set === undefined) sets.set(key, { signals, rules: [rule] });
    else set.rules.push(rule);
  }
  return sets;
}

/** The age by which an act's points go, as SQL: clamped where its curve never ends. */
function curveAge(dimension: Dimension, key: string): string {
  const latest = new Map(
    [...agesFrom(dimension).values()].flatMap(({ rules }, index) =>
      rules.map(
        (rule) => [rule.name, `LEAST(acts.age_days, COALESCE(ages.latest_${index + 1}, acts.age_days))`] as const,
      ),
    ),
  );
  const arms = dimension.acts.flatMap((rule) => {
    const age = latest.get(rule.name) ?? 'acts.age_days';
    const from = endlessFrom(rule);
    if (from === undefined && age === 'acts.age_days') return [];
    return [`WHEN ${sqlxText(rule.name)} THEN ${from === undefined ? age : `LEAST(${age}, ${from})`}`];
  });
  return arms.length === 0 ? 'acts.age_days' : `CASE ${key} ${arms.join(' ')} ELSE acts.age_days END`;
}

/** Which bound of its magnitude an act reaches, as SQL: 0 for none. */
function magnitudeStep(dimension: Dimension, key: string): string {
  const arms = dimension.acts.flatMap((rule) => {
    if (rule.magnitude === undefined) return [];
    const { of, steps } = rule.magnitude;
    const bounds = steps
      .map(({ from }, index) =>
        from.isZero() ? `ELSE ${index + 1}` : `WHEN acts.${of} >= ${numeric(from)} THEN ${index + 1}`,
      )
      .toReversed();
    const hasZero = steps[0]?.from.isZero() === true;
    const none = hasZero ? '' : ' ELSE 0';
    const reached = bounds.length === 1 && hasZero ? '1' : `CASE ${bounds.join(' ')}${none} END`;
    return [`      -- ${rule.at.file}:${rule.at.line}\n      WHEN ${sqlxText(rule.name)} THEN ${reached}`];
  });
  return `CASE ${key}\n${arms.join('\n')}\n      ELSE 0\n    END`;
}

/** CTEs `aged`, `curves`, `valued`: each act with its points, those that left included. */
function valueSteps(rubric: Rubric, dimension: Dimension, columns: readonly string[], actor: Actor): readonly string[] {
  const hasOwn = hasRuleActs(rubric, dimension);
  const ages = [...agesFrom(dimension).values()];
  const byMagnitude = hasMagnitude(dimension);
  const key = hasOwn ? 'acts.rule' : 'acts.signal';
  const latest = ages.map(
    ({ signals, rules }, index) =>
      `    -- ${rules.map(({ at }) => `${at.file}:${at.line}`).join(', ')}\n    MIN(IF(signal IN (${signals.map(sqlxText).join(', ')}), age_days, NULL)) AS latest_${index + 1}`,
  );
  const own = columns.filter((column) => column !== 'points' && column !== 'total_points');
  const read = (column: string): string => (column === 'rule' && !hasOwn ? 'acts.signal AS rule' : `acts.${column}`);
  return [
    ...(ages.length === 0
      ? []
      : [
          `-- What happened later is younger, so the latest act is the one of the least age.
ages AS (
  SELECT
    as_of,
    ${actor.key},
${latest.join(',\n')}
  FROM ${rubricRef(rubric, actor.acts)}
  GROUP BY as_of, ${actor.key}
)`,
        ]),
    `aged AS (
  SELECT
    ${own.map(read).join(',\n    ')},
    ${curveAge(dimension, key)} AS curve_age${byMagnitude ? `,\n    ${magnitudeStep(dimension, key)} AS step` : ''}
  FROM ${rubricRef(rubric, hasOwn ? `${dimension.name}_rule_acts` : actor.acts)} AS acts${ages.length === 0 ? '' : `\n  LEFT JOIN ages ON ages.as_of = acts.as_of AND ages.${actor.key} = acts.${actor.key}`}
)`,
    `curves AS (
  SELECT *
  FROM ${rubricRef(rubric, 'curves')}
  WHERE dimension = ${sqlxText(dimension.name)}
)`,
    `-- An act older than its curve has no row there and counts no more.
valued AS (
  SELECT
    ${own.map((column) => `aged.${column}`).join(',\n    ')},
    curves.points,
    curves.total_points
  FROM aged
  INNER JOIN curves ON curves.rule = aged.rule AND curves.age_days = aged.curve_age${byMagnitude ? ' AND curves.step = aged.step' : ''}
)`,
  ];
}

/** CTEs `in_windows`, `ranked`: the acts of rules with a limit, each with its place among those of its window. */
function limitSteps(limited: readonly Limited[], staying: string, actor: Actor): readonly string[] {
  const counted = limited.filter((rule) => rule.byCount !== undefined);
  const newest = counted.length === 0 ? '' : `IF(rule IN (${named(counted)}), UNIX_MICROS(happened_at), 0) DESC, `;
  const arms = limited.map(
    (rule) =>
      `      -- ${rule.at.file}:${rule.at.line}\n      WHEN ${sqlxText(rule.name)} THEN ${rule.limit.per === 'session' ? 'session_key' : windowKey(rule.limit.per, 'day')}`,
  );
  return [
    `-- Of the acts of one window those count that are worth most at as_of, ties by act key: one more good act lowers nothing.
in_windows AS (
  SELECT
    *,
    CASE rule
${arms.join('\n')}
    END AS window_key
  FROM valued
  WHERE rule IN (${named(limited)})${staying}
)`,
    `ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY as_of, ${actor.key}, rule, window_key ORDER BY points DESC, ${newest}act_key) AS place_in_window
  FROM in_windows
)`,
  ];
}

/** Grain: (as_of, rule, act_key); undefined for a dimension without acts. */
export function dimensionActsModel(rubric: Rubric, dimension: Dimension, actor: Actor = people): Model | undefined {
  if (dimension.acts.length === 0) return undefined;
  const limited = dimension.acts.filter((rule): rule is Limited => rule.limit !== undefined);
  const hasOwn = hasRuleActs(rubric, dimension);
  const columns: readonly string[] = [
    'as_of',
    actor.key,
    'act_key',
    'rule',
    'signal',
    'session_key',
    ...(hasCounts(dimension) ? ['happened_at'] : []),
    'day',
    'age_days',
    'detail',
    'points',
    'total_points',
  ];
  const listed = columns.join(',\n  ');
  const branches = [
    `SELECT
  ${listed},
  ${hasOwn ? 'dropped_because' : 'CAST(NULL AS STRING) AS dropped_because'}
FROM valued${limited.length === 0 ? '' : `\nWHERE rule NOT IN (${named(limited)})${hasOwn ? ' OR dropped_because IS NOT NULL' : ''}`}`,
    ...(limited.length === 0
      ? []
      : [
          `SELECT
  ${listed},
  IF(place_in_window <= CASE rule ${limited.map((rule) => `WHEN ${sqlxText(rule.name)} THEN ${rule.limit.times}`).join(' ')} END, NULL, 'limit') AS dropped_because
FROM ranked`,
        ]),
  ];
  const steps = [
    ...valueSteps(rubric, dimension, hasOwn ? [...columns, 'dropped_because'] : columns, actor),
    ...(limited.length === 0 ? [] : limitSteps(limited, hasOwn ? ' AND dropped_because IS NULL' : '', actor)),
    `judged AS (\n  ${indent(branches.join('\n\nUNION ALL\n\n'), 2)}\n)`,
    ...countSteps(rubric, dimension, listed, actor),
  ];
  return {
    path: rubricPath(rubric, `${dimension.name}_acts`),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What each ${actor.words} is worth${actor.key === 'lead_id' ? ` for ${dimension.name}` : ''} at as_of. Grain: one row per as_of, rule and act.`,
      tags: ['rubric', rubric.name],
      columns: {
        rule: 'The rule: its signal, or the name of a sequence that the act completes',
        points:
          'Points at its age, before caps; where the number of acts gives points, the newest that counts has them all',
        is_counted: 'It gives its points',
        dropped_because: 'Why it does not: limit, reset or count_from',
      },
      assertions: {
        uniqueKey: ['as_of', 'rule', 'act_key'],
        nonNull: ['as_of', 'rule', 'act_key', actor.key, 'points', 'is_counted'],
      },
    },
    sql: `
WITH ${steps.join(',\n\n')}

SELECT
  ${listed},
  dropped_because IS NULL AS is_counted,
  dropped_because
FROM ${hasCounts(dimension) ? 'with_counts' : 'judged'}`,
  };
}
