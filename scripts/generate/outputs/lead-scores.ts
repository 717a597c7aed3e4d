/** leads, lead_scores, lead_score_reasons: what a rep and a BI tool read of a lead. */
import type { Project, Rubric } from '../../rubric/model.js';
import { indent, textList, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { boundaryDay, isEnriched } from '../intermediate/enrichment.js';
import { leadAttributes, survivingPersonColumns } from '../intermediate/person-records.js';
import { isFrozen } from '../rubric/standings.js';
import { rubricRef } from '../rubric/names.js';
import type { Model } from '../sqlx.js';
import { dispositionColumns, dispositionColumnsOf } from './disposition-columns.js';
import { primaryColumn, primaryCtes } from './primary.js';
import { resultColumns, resultColumnsOf, toldKinds } from './result-columns.js';
import { accountRubrics, allDimensions, dimensionColumns, rankedRubrics, scoredRubrics } from './shape.js';

/** Grain: lead_id. */
export function leadsTable(project: Project): Model {
  const columns = [
    'mailbox',
    'email_kind',
    'seniority',
    'function',
    'committee_role',
    'country_code',
    'region',
    'industry_group',
    'employees_from',
    'company_size',
    'do_not_contact',
    ...survivingPersonColumns.map(([column]) => column),
    ...leadAttributes(project).map((attribute) => attribute.name),
  ];
  return {
    path: 'definitions/outputs/leads.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description: 'Every person, once, whatever number of records a CRM has of them. Grain: one row per lead_id.',
      tags: ['output'],
      assertions: { uniqueKey: ['lead_id'], nonNull: ['lead_id'] },
    },
    sql: `
SELECT
  people.lead_id,
  member.account_id,
  member.matched_by AS account_matched_by,
  people.first_known_at,
  people.created_at,
  people.converted_at,
  people.records,
  ${columns.map((column) => `people.${column}`).join(',\n  ')}
FROM \${ref("int_people")} AS people
LEFT JOIN \${ref("int_person_accounts")} AS member ON member.lead_id = people.lead_id`,
  };
}

/** The account of the lead and its score, where some rubric scores accounts: NULL for one that does not. */
function accountColumns(project: Project, rubric: Rubric, from: string): readonly string[] {
  if (accountRubrics(project).length === 0) return [];
  return rubric.account === undefined
    ? [`${typedNull('STRING')} AS account_id`, `${typedNull('NUMERIC')} AS account_score`]
    : [`${from}.account_id`, `${from}.account_score`];
}

/** The day by which attributes were read, where vendors have a say. */
function attributesReadOn(project: Project, rubric: Rubric, asOf: string): readonly string[] {
  if (!isEnriched(project)) return [];
  const day = `DATE(${asOf}, ${sqlxText(project.standards.timeZone)})`;
  return [`${boundaryDay(rubric.recalculate?.attributes, day) ?? day} AS attributes_read_on`];
}

/** Its leads may stand in another tier than the one that their score gives. */
function isTierKept(project: Project, rubric: Rubric): boolean {
  return rubric.overrides !== undefined || isFrozen(project, rubric);
}

/** @param rank among the rubrics that may decide for a lead, from 1; every live one before every other */
function scoreBranch(project: Project, rubric: Rubric, rank: number): string {
  return `-- ${rubric.file}
SELECT
  ${sqlxText(rubric.name)} AS rubric,
  ${rubric.version} AS rubric_version,
  ${sqlxText(rubric.status)} AS rubric_status,
  s.as_of,
  s.lead_id,
  ${[...dimensionColumns(project, rubric, 's'), ...accountColumns(project, rubric, 's'), ...resultColumnsOf(project, rubric), ...attributesReadOn(project, rubric, 's.as_of')].join(',\n  ')},
  s.total_score,
  s.total_lowest,
  s.total_highest,
  s.coverage,
  s.band,
  s.band_number,
  ${dispositionColumnsOf(project, rubric, 'd').join(',\n  ')},
  t.tier AS computed_tier,
  t.failed_gates,
  ${rank} AS rubric_rank
FROM ${rubricRef(rubric, 'scores')} AS s
INNER JOIN ${rubricRef(rubric, 'tiers')} AS t ON t.as_of = s.as_of AND t.lead_id = s.lead_id
INNER JOIN ${rubricRef(rubric, 'dispositions')} AS d ON d.as_of = s.as_of AND d.lead_id = s.lead_id${
    rubric.predictive === undefined
      ? ''
      : `\nINNER JOIN ${rubricRef(rubric, 'predictive_values')} AS m ON m.as_of = s.as_of AND m.lead_id = s.lead_id`
  }`;
}

/** Those of `lead_scores` before the marks and words that are joined to them, in order. */
function ownColumns(project: Project): readonly string[] {
  return [
    'rubric',
    'rubric_version',
    'rubric_status',
    'as_of',
    'lead_id',
    ...allDimensions(project).map((name) => `${name}_score`),
    ...(accountRubrics(project).length > 0 ? ['account_id', 'account_score', 'account_rank'] : []),
    ...resultColumns(project).map((column) => column.name),
    ...(rankedRubrics(project).length > 0 ? ['predictive_rank'] : []),
    ...(isEnriched(project) ? ['attributes_read_on'] : []),
    'total_score',
    'total_lowest',
    'total_highest',
    'coverage',
    'band',
    'band_number',
    ...dispositionColumns(project).map((column) => column.name),
    ...(scoredRubrics(project).some((rubric) => isTierKept(project, rubric)) ? ['computed_tier'] : []),
    'failed_gates',
  ];
}

/** Every column of `lead_scores`. */
export function leadScoreColumns(project: Project): ReadonlySet<string> {
  return new Set([...ownColumns(project), 'is_primary', 'top_reasons', 'reason_rules', 'last_act_on']);
}

/** Grain: (rubric, as_of, lead_id). */
export function leadScoresTable(project: Project): Model {
  const rubrics = scoredRubrics(project);
  const isLive = (rubric: Rubric): boolean => rubric.status === 'live';
  const ranks = [...rubrics.filter(isLive), ...rubrics.filter((rubric) => !isLive(rubric))];
  const hasAccounts = accountRubrics(project).length > 0;
  const accountRank = hasAccounts
    ? `,
    IF(account_id IS NULL, NULL, ROW_NUMBER() OVER (PARTITION BY rubric, as_of, account_id ORDER BY total_score DESC, lead_id)) AS account_rank`
    : '';
  const ranking = rankedRubrics(project);
  const predictiveRank =
    ranking.length === 0
      ? ''
      : `,
    IF(rubric IN ${textList(ranking)}, ROW_NUMBER() OVER (PARTITION BY rubric, as_of, tier ORDER BY predictive_value DESC, total_score DESC, lead_id), NULL) AS predictive_rank`;
  const branches = rubrics.map((rubric) => indent(scoreBranch(project, rubric, ranks.indexOf(rubric) + 1), 2));
  const results = resultColumns(project);
  const disposed = dispositionColumns(project);
  const primary = primaryColumn(project);
  const columns = ownColumns(project);
  return {
    path: 'definitions/outputs/lead_scores.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'table',
      description:
        'Score, tier and what is done, for every lead and rubric. Grain: one row per rubric, as_of and lead.',
      tags: ['output'],
      columns: {
        rubric: 'Name of the rubric',
        rubric_version: 'Its version',
        rubric_status: 'live or shadow; a shadow rubric is never acted on',
        is_primary:
          'The live rubric that decides for this lead: the first of precedence that scores it, or the one it routes to',
        ...(hasAccounts && {
          account_id: 'The account that the lead scores for, by rubrics that score accounts',
          account_score: 'The score of that account; NULL without one',
          account_rank: 'Place of the lead among the people of that account: 1 for the highest total, ties by lead_id',
        }),
        ...Object.fromEntries(results.map((column) => [column.name, column.description])),
        ...(ranking.length > 0 && {
          predictive_rank:
            'Place in its tier by the model: 1 for the highest value, ties by total, then lead_id; NULL where the rubric does not rank by one',
        }),
        ...(isEnriched(project) && {
          attributes_read_on:
            'The day by which attributes of the account were read: enrichment known later waits for the next recalculation',
        }),
        total_score: 'Exact total: the sum of total_points of its reasons',
        total_lowest: 'The total if everything unknown turned out worst',
        total_highest: 'The total if everything unknown turned out best',
        coverage: 'Share of the attainable fit points whose question has an answer',
        ...Object.fromEntries(
          disposed.flatMap(({ name, description }) => (description === undefined ? [] : [[name, description]])),
        ),
        ...(rubrics.some((rubric) => isTierKept(project, rubric)) && {
          computed_tier: 'The tier that the score alone would give',
        }),
        failed_gates: 'What kept the lead from a higher tier whose points it has',
        top_reasons: 'The three facts and acts that weigh most, for and against, in words',
        reason_rules: 'Their rules in the same order, as <dimension>.<rule>, between bars',
        last_act_on: 'Day of the last act that gave points',
      },
      bigquery: { clusterBy: ['rubric', 'tier'] },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'lead_id'],
        nonNull: ['rubric', 'as_of', 'lead_id', 'total_score', 'tier', 'disposition'],
      },
    },
    sql: `
WITH scores AS (
  ${branches.join('\n\n  UNION ALL\n\n  ')}
),${primaryCtes(project)}

ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY as_of, lead_id ORDER BY rubric_rank) AS precedence${accountRank}${predictiveRank}
  FROM scores
),

-- A rep reads what the lead is and did, and not by how much a cap cut it.
told AS (
  SELECT
    rubric,
    as_of,
    lead_id,
    STRING_AGG(reason, '; ' ORDER BY reason_number LIMIT 3) AS top_reasons,
    STRING_AGG(CONCAT(dimension, '.', rule), '|' ORDER BY reason_number LIMIT 3) AS reason_rules
  FROM \${ref("lead_score_reasons")}
  WHERE kind IN (${toldKinds(project).map(sqlxText).join(', ')}) AND total_points != NUMERIC '0'
  GROUP BY rubric, as_of, lead_id
),

last_acts AS (
  SELECT rubric, as_of, lead_id, MAX(last_day) AS last_act_on
  FROM \${ref("lead_score_reasons")}
  WHERE kind = 'act'
  GROUP BY rubric, as_of, lead_id
)

SELECT
  ${columns.map((column) => `ranked.${column}`).join(',\n  ')},
  ${primary.column} AS is_primary,
  told.top_reasons,
  told.reason_rules,
  last_acts.last_act_on
FROM ranked${primary.join}
LEFT JOIN told ON told.rubric = ranked.rubric AND told.as_of = ranked.as_of AND told.lead_id = ranked.lead_id
LEFT JOIN last_acts ON last_acts.rubric = ranked.rubric AND last_acts.as_of = ranked.as_of AND last_acts.lead_id = ranked.lead_id`,
  };
}

/** A contribution in words, by its kind. */
function reasonWords(): string {
  return `CASE c.kind
    WHEN 'criterion' THEN IF(rules.outcome = '', rules.label, CONCAT(rules.label, ': ', rules.outcome))
    WHEN 'act' THEN CONCAT(rules.label, IF(c.acts = 1, '', CONCAT(' ', CAST(c.acts AS STRING), ' times')), ', last on ', CAST(c.last_day AS STRING))
    WHEN 'inactivity' THEN CONCAT(rules.label, ' since ', CAST(c.last_day AS STRING))
    ELSE rules.label
  END`;
}

function reasonBranch(rubric: Rubric): string {
  return `-- ${rubric.file}
SELECT
  ${sqlxText(rubric.name)} AS rubric,
  c.as_of,
  c.lead_id,
  c.dimension,
  c.rule,
  c.kind,
  c.arm,
  c.points,
  c.total_points,
  c.acts,
  c.last_day,
  c.is_known,
  ${reasonWords()} AS reason,
  rules.place
FROM ${rubricRef(rubric, 'contributions')} AS c
INNER JOIN ${rubricRef(rubric, 'rules')} AS rules ON rules.dimension = c.dimension AND rules.rule = c.rule AND rules.arm = c.arm`;
}

/** Grain: (rubric, as_of, lead_id, dimension, rule, kind). */
export function leadScoreReasonsTable(project: Project): Model {
  const rubrics = scoredRubrics(project);
  return {
    path: 'definitions/outputs/lead_score_reasons.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'table',
      description:
        'Why a lead has its score: every contribution with its words. A dimension is the sum of its points, the total the sum of total_points. Grain: one row per rubric, as_of, lead, dimension, rule and kind.',
      tags: ['output'],
      columns: {
        reason: 'In words',
        reason_number: '1 for the reason that weighs most in the total, for or against',
        place: 'Where the rule stands',
      },
      bigquery: { clusterBy: ['rubric', 'lead_id'] },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'lead_id', 'dimension', 'rule', 'kind'],
        nonNull: ['rubric', 'as_of', 'lead_id', 'points', 'total_points', 'reason', 'reason_number'],
      },
    },
    sql: `
WITH reasons AS (
  ${rubrics.map((rubric) => indent(reasonBranch(rubric), 2)).join('\n\n  UNION ALL\n\n  ')}
)

SELECT
  rubric,
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
  is_known,
  reason,
  ROW_NUMBER() OVER (PARTITION BY rubric, as_of, lead_id ORDER BY ABS(total_points) DESC, dimension, rule, kind) AS reason_number,
  place
FROM reasons`,
  };
}

/** Fails when a score is not the sum of its reasons, to the last digit, in the total or in a dimension. */
export function reasonsAddUpAssertion(project: Project): Model {
  const rubrics = scoredRubrics(project);
  const dimensions = allDimensions(project);
  return {
    path: 'definitions/outputs/assert_reasons_add_up.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'assertion',
      description: 'Scores that are not the sum of their reasons, or reasons without a score.',
      tags: ['output'],
    },
    sql: `
WITH sums AS (
  SELECT
    rubric,
    as_of,
    lead_id,
    ${dimensions.map((name) => `SUM(IF(dimension = ${sqlxText(name)}, points, NUMERIC '0')) AS ${name}_score`).join(',\n    ')},
    SUM(total_points) AS total_score
  FROM \${ref("lead_score_reasons")}
  GROUP BY rubric, as_of, lead_id
)

SELECT
  s.rubric,
  s.as_of,
  s.lead_id,
  s.total_score,
  sums.total_score AS sum_of_reasons
FROM \${ref("lead_scores")} AS s
LEFT JOIN sums ON sums.rubric = s.rubric AND sums.as_of = s.as_of AND sums.lead_id = s.lead_id
WHERE s.total_score != COALESCE(sums.total_score, NUMERIC '0')
${dimensions.map((name) => `  OR COALESCE(s.${name}_score, NUMERIC '0') != COALESCE(sums.${name}_score, NUMERIC '0')`).join('\n')}`,
  };
}
