/** <rubric>_dispositions: what is done with a lead that stands where it stands, and what keeps it from being done. */
import type { Project, Rubric } from '../../rubric/model.js';
import type { Place } from '../../problem.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { actionColumns, actionFields } from './action-columns.js';
import { breakerOf } from './breaker.js';
import type { ConditionScope } from './condition.js';
import { armCase, leadDraws } from './draws.js';
import { rubricPath, rubricRef } from './names.js';
import { overridden } from './overridden.js';
import { isFrozen } from './standings.js';
import { stops, stopStructs } from './stops.js';
import { contextFrom, contextNames } from './context.js';

/** Columns: as_of, as_of_day, lead_id, experiment_arm. */
function arms(rubric: Rubric, experiment: NonNullable<Rubric['experiment']>): string {
  return `draws AS (
  ${leadDraws(rubric, experiment)}
),

arms AS (
  SELECT
    leads.as_of,
    leads.as_of_day,
    leads.lead_id,
    -- ${experiment.at.file}:${experiment.at.line}
    ${armCase(experiment, 'draws.draw')} AS experiment_arm
  FROM ${rubricRef(rubric, 'leads')} AS leads
  INNER JOIN draws ON draws.lead_id = leads.lead_id
)`;
}

/** Columns: as_of, lead_id, position, stop, reason, route_to; undefined when nothing can stop an action. */
function stopsOf(project: Project, rubric: Rubric): string | undefined {
  const scope: ConditionScope = { ...contextNames, standards: project.standards };
  const structs = stopStructs(rubric, scope);
  const none = typedNull('STRING');
  const branches: string[] = [
    ...(structs.length === 0
      ? []
      : [
          `SELECT scores.as_of, scores.lead_id, s.position, s.stop, s.reason, s.route_to
  ${contextFrom(rubric).replaceAll('\n', '\n  ')}
  CROSS JOIN UNNEST([
    ${structs.join(',\n    ')}
  ]) AS s
  WHERE s.holds`,
        ]),
    ...(rubric.overrides === undefined
      ? []
      : [
          `-- ${rubric.overrides.at.file}:${rubric.overrides.at.line}
  SELECT as_of, lead_id, ${stops.overridden} AS position, 'overridden' AS stop, reason, ${none} AS route_to
  FROM overridden`,
        ]),
    ...(rubric.experiment?.holdout === undefined
      ? []
      : [
          `-- ${rubric.experiment.holdout.at.file}:${rubric.experiment.holdout.at.line}
  SELECT as_of, lead_id, ${stops.holdout} AS position, 'holdout' AS stop, ${sqlxText(rubric.experiment.salt)} AS reason, ${none} AS route_to
  FROM arms
  WHERE experiment_arm = 'holdout'`,
        ]),
  ];
  const breaker = breakerOf(project, rubric);
  if (breaker !== undefined) branches.push(...heldBack(rubric, breaker.at));
  return branches.length === 0 ? undefined : `stops AS (\n  ${branches.join('\n  UNION ALL\n  ')}\n)`;
}

/** It keeps the tier and stops nothing: what the tier says is done. */
const brokenInput = stops.frozen + 900;

/** Those whose tier a broken input keeps, by the direction in which they would have moved. */
function heldBack(rubric: Rubric, at: Place): readonly string[] {
  const isOverridden = rubric.overrides !== undefined;
  const on = (relation: string): string => `ON ${relation}.as_of = tiers.as_of AND ${relation}.lead_id = tiers.lead_id`;
  return (
    [
      ['no_fall_because', '<'],
      ['no_rise_because', '>'],
    ] as const
  ).map(
    ([because, comparison]) => `-- ${at.file}:${at.line}
  SELECT tiers.as_of, tiers.lead_id, ${brokenInput} AS position, 'frozen' AS stop, breaker.${because} AS reason, ${typedNull('STRING')} AS route_to
  FROM ${rubricRef(rubric, 'tiers')} AS tiers
  INNER JOIN ${rubricRef(rubric, 'standings')} AS standings ${on('standings')}
  INNER JOIN ${rubricRef(rubric, 'breaker')} AS breaker ${on('breaker')}
  INNER JOIN actions AS kept ON kept.tier = standings.tier${isOverridden ? `\n  LEFT JOIN overridden ${on('overridden')}` : ''}
  WHERE kept.tier_position ${comparison} tiers.tier_position AND breaker.${because} IS NOT NULL${isOverridden ? ' AND overridden.lead_id IS NULL' : ''}`,
  );
}

const told = (isWatched: boolean): string => `first_stops AS (
  SELECT as_of, lead_id, stop, route_to
  FROM stops${isWatched ? `\n  WHERE position != ${brokenInput}` : ''}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY as_of, lead_id ORDER BY position) = 1
),

all_stops AS (
  SELECT
    as_of,
    lead_id,
    STRING_AGG(IF(stop = 'suppressed', reason, NULL), ', ' ORDER BY position) AS suppressed_because,
    STRING_AGG(CONCAT(stop, ': ', reason), '; ' ORDER BY position) AS reasons
  FROM stops
  GROUP BY as_of, lead_id
)`;

/** Rows of the rubric's tiers with their actions. */
function actions(rubric: Rubric): string {
  const rows = rubric.tiers.map(
    (tier, index) =>
      `    -- ${tier.at.file}:${tier.at.line}\n    STRUCT(${index + 1} AS tier_position, ${sqlxText(tier.name)} AS tier, ${actionFields(tier.action)})`,
  );
  return `actions AS (
  SELECT t.tier_position, t.tier, ${actionColumns.map((column) => `t.${column}`).join(', ')}
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS t
)`;
}

/** Variants that are never over begin before and end after every day there is. */
function variants(experiment: NonNullable<Rubric['experiment']>): string {
  const rows = experiment.variants.map(
    (variant) =>
      `    -- ${variant.at.file}:${variant.at.line}\n    STRUCT(${sqlxText(variant.name)} AS variant, DATE '${variant.from ?? '0001-01-01'}' AS from_day, DATE '${variant.to ?? '9999-12-31'}' AS to_day, ${actionFields(variant.action)})`,
  );
  return `variants AS (
  SELECT v.variant, v.from_day, v.to_day, ${actionColumns.map((column) => `v.${column}`).join(', ')}
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS v
)`;
}

/** Grain: (as_of, lead_id). */
export function dispositionsModel(project: Project, rubric: Rubric): Model {
  const { experiment } = rubric;
  const hasVariants = experiment !== undefined && experiment.variants.length > 0;
  const hasRoutes = (rubric.routes ?? []).length > 0;
  const stopRows = stopsOf(project, rubric);
  const isOverridden = rubric.overrides !== undefined;
  const ctes = [
    actions(rubric),
    ...(isOverridden ? [overridden(rubric)] : []),
    ...(experiment === undefined ? [] : [arms(rubric, experiment)]),
    ...(hasVariants ? [variants(experiment)] : []),
    ...(stopRows === undefined ? [] : [stopRows, told(breakerOf(project, rubric) !== undefined)]),
  ];
  const joined = (relation: string): string =>
    `\nLEFT JOIN ${relation} ON ${relation}.as_of = tiers.as_of AND ${relation}.lead_id = tiers.lead_id`;
  const isKept = isFrozen(project, rubric);
  const stand = [...(isKept ? ['standings.tier'] : []), ...(isOverridden ? ['overridden.tier'] : []), 'tiers.tier'];
  const tier = stand.length === 1 ? 'tiers.tier' : `COALESCE(${stand.join(', ')})`;
  const from = [
    `FROM ${rubricRef(rubric, 'tiers')} AS tiers`,
    isKept
      ? `\nLEFT JOIN ${rubricRef(rubric, 'standings')} AS standings ON standings.as_of = tiers.as_of AND standings.lead_id = tiers.lead_id`
      : '',
    isOverridden ? joined('overridden') : '',
    `\nINNER JOIN actions ON actions.tier = ${tier}`,
    experiment === undefined ? '' : joined('arms'),
    hasVariants
      ? "\nLEFT JOIN variants ON variants.variant = arms.experiment_arm AND arms.as_of_day >= variants.from_day AND arms.as_of_day < variants.to_day AND actions.action != 'nothing'"
      : '',
    stopRows === undefined ? '' : `${joined('first_stops')}${joined('all_stops')}`,
  ].join('');
  const ofAction = (column: string): string =>
    hasVariants ? `IF(variants.variant IS NULL, actions.${column}, variants.${column})` : `actions.${column}`;
  const whatIsDone = `CONCAT('action: ', ${ofAction('action')})`;
  const columns = [
    'tiers.as_of',
    'tiers.lead_id',
    'actions.tier',
    'actions.tier_position',
    ...actionColumns.map((column) => (hasVariants ? `${ofAction(column)} AS ${column}` : ofAction(column))),
    ...(experiment === undefined ? [] : ['arms.experiment_arm']),
    ...(hasVariants ? ['variants.variant'] : []),
    ...(stopRows === undefined
      ? [
          `${typedNull('STRING')} AS suppressed_because`,
          `${ofAction('action')} AS disposition`,
          `${whatIsDone} AS dispositions`,
        ]
      : [
          'all_stops.suppressed_because',
          ...(hasRoutes ? ['first_stops.route_to'] : []),
          `COALESCE(first_stops.stop, ${ofAction('action')}) AS disposition`,
          `CONCAT(COALESCE(CONCAT(all_stops.reasons, '; '), ''), ${whatIsDone}) AS dispositions`,
        ]),
  ];
  return {
    path: rubricPath(rubric, 'dispositions'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Where each lead stands in the end by the rubric ${rubric.name}, and what is done with it. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        tier: 'The tier that counts: the one a person set, else the one it is frozen in, else the computed one',
        action: 'What the tier does, or the variant in its place',
        action_due_minutes: 'Minutes within which it is to be done',
        playbook: 'How it is done, for the person who does it',
        ...(experiment !== undefined && { experiment_arm: 'holdout, explore, the name of a variant, or control' }),
        ...(hasVariants && { variant: "The variant whose action stands in place of the tier's" }),
        suppressed_because: 'Every reason of a suppression, the first one first; NULL without one',
        ...(hasRoutes && { route_to: 'The rubric whose motion applies instead, where that decides' }),
        disposition:
          'overridden, suppressed, frozen, held, routed or holdout, by the first that applies; else the action',
        dispositions: 'All that apply with their reasons, in the order in which they decide; the action is the last',
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id'],
        nonNull: ['as_of', 'lead_id', 'tier', 'action', 'disposition', 'dispositions'],
      },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

SELECT
  ${columns.join(',\n  ')}
${from}`,
  };
}
