/** int_tier_log: what each run found of each lead's tier, in order to tell later what has changed, and why. */
import type { Project, Rubric } from '../../rubric/model.js';
import { meaningHash } from '../../rubric/meaning-hash.js';
import { usedIn } from '../../rubric/used.js';
import type { ScalarType } from '../canonical.js';
import { scoredRubrics } from '../outputs/shape.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { factColumn, leadFactsRef } from './lead-facts.js';
import { lateDays } from './sightings.js';
import { newsSteps } from './tier-news.js';

/** In the order of the table. */
const logColumns: readonly (readonly [name: string, type: ScalarType])[] = [
  ['rubric', 'STRING'],
  ['as_of', 'TIMESTAMP'],
  ['lead_id', 'STRING'],
  ['transition_id', 'STRING'],
  ['from_tier', 'STRING'],
  ['tier', 'STRING'],
  ['tier_position', 'INT64'],
  ['direction', 'STRING'],
  ['cause', 'STRING'],
  ['no_action_because', 'STRING'],
  ['action', 'STRING'],
  ['action_details', 'STRING'],
  ['action_due_minutes', 'INT64'],
  ['reason_rules', 'STRING'],
  ['stopped_by', 'STRING'],
  ['is_overridden', 'BOOL'],
  ['facts_hash', 'STRING'],
  ['rubric_version', 'INT64'],
  ['meaning', 'STRING'],
];

/** What was stored before this run; no row at the first one. */
const stored = `log AS (
  \${when(incremental(), \`SELECT ${logColumns.map(([name]) => name).join(', ')}
  FROM \${self()}\`, \`SELECT ${logColumns.map(([name, type]) => `${typedNull(type)} AS ${name}`).join(', ')}
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE\`)}
)`;

function meanings(project: Project, rubrics: readonly Rubric[]): string {
  const rows = rubrics.map(
    (rubric) =>
      `    -- ${rubric.file}\n    STRUCT(${sqlxText(rubric.name)} AS rubric, ${rubric.version} AS rubric_version, '${meaningHash(project, rubric)}' AS meaning)`,
  );
  return `meanings AS (
  SELECT t.rubric, t.rubric_version, t.meaning
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS t
)`;
}

/** What the rubric reads of each lead, as one hash: it changes with any of it. */
function factsOf(rubric: Rubric): string {
  const columns = [...usedIn(rubric).fields].map((field) => {
    const [entity = '', name = ''] = field.split('.');
    return factColumn({ entity: entity === 'account' ? 'account' : 'lead', name });
  });
  const parts = [...new Set(columns)]
    .toSorted()
    .map((column) => `      COALESCE(CONCAT('=', CAST(facts.${column} AS STRING)), '-')`);
  const hash = parts.length === 0 ? "''" : `TO_HEX(SHA256(CONCAT(\n${parts.join(", '|',\n")}, '|'\n    )))`;
  return `-- ${rubric.file}
  SELECT
    ${sqlxText(rubric.name)} AS rubric,
    facts.lead_id,
    facts.first_known_at,
    ${hash} AS facts_hash
  FROM ${leadFactsRef(rubric)} AS facts
  INNER JOIN run ON run.as_of = facts.as_of`;
}

const lastRuns = `-- A row without a lead is the run itself.
last_runs AS (
  SELECT rubric, as_of, meaning
  FROM log
  WHERE lead_id IS NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY rubric ORDER BY as_of DESC) = 1
)`;

const before = `-- What stands under an id that is nobody's any more is read under that of the person who has taken it over.
before AS (
  SELECT
    log.rubric,
    COALESCE(moved.lead_id, log.lead_id) AS lead_id,
    log.tier,
    log.tier_position,
    log.stopped_by,
    log.is_overridden,
    log.facts_hash
  FROM log
  LEFT JOIN \${ref("int_moved_people")} AS moved ON moved.from_lead_id = log.lead_id
  WHERE log.lead_id IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY log.rubric, COALESCE(moved.lead_id, log.lead_id)
    ORDER BY COALESCE(moved.seniority, 0), log.as_of DESC, log.lead_id
  ) = 1
)`;

const merged = `rekeyed AS (
  SELECT lead_id, changed_at
  FROM \${ref("int_person_id_log")}
  WHERE previous_lead_id IS NOT NULL
  UNION ALL
  SELECT previous_lead_id AS lead_id, changed_at
  FROM \${ref("int_person_id_log")}
  WHERE previous_lead_id IS NOT NULL
),

merges AS (
  SELECT lead_id, MAX(changed_at) AS changed_at
  FROM rekeyed
  GROUP BY lead_id
)`;

function standing(rubrics: readonly Rubric[]): string {
  const hasExperiment = rubrics.some(({ experiment }) => experiment !== undefined);
  return `standing AS (
  SELECT
    scores.rubric,
    scores.as_of,
    scores.lead_id,
    scores.tier,
    scores.tier_position,
    scores.action,
    scores.action_details,
    scores.action_due_minutes,
    scores.reason_rules,
    scores.disposition = 'overridden' AS is_overridden,
    CASE
      WHEN scores.rubric_status != 'live' THEN scores.rubric_status
      WHEN NOT scores.is_primary THEN 'another rubric'${hasExperiment ? "\n      WHEN scores.experiment_arm = 'holdout' THEN 'holdout'" : ''}
      WHEN scores.disposition NOT IN (scores.action, 'overridden') THEN scores.disposition
    END AS stopped_by
  FROM \${ref("lead_scores")} AS scores
  INNER JOIN run ON run.as_of = scores.as_of
)`;
}

function changed(hasNews: boolean): string {
  return `compared AS (
  SELECT
    standing.*,
    facts.facts_hash,
    meanings.rubric_version,
    run.is_replay,
    before.tier AS from_tier,
    CASE
      WHEN before.lead_id IS NULL THEN 'entered'
      WHEN standing.tier_position < before.tier_position THEN 'up'
      WHEN standing.tier_position > before.tier_position THEN 'down'
      WHEN standing.tier != before.tier THEN 'renamed'
      WHEN before.stopped_by IS NOT NULL AND standing.stopped_by IS NULL THEN 'released'
      WHEN before.stopped_by IS NULL AND standing.stopped_by IS NOT NULL THEN 'stopped'
    END AS direction,
    CASE
      WHEN last_runs.rubric IS NULL THEN 'first_run'
      WHEN last_runs.meaning != meanings.meaning THEN 'version'
      WHEN merges.changed_at > last_runs.as_of THEN 'merge'
      WHEN standing.is_overridden OR before.is_overridden THEN 'override'${
        hasNews
          ? `
      WHEN newest_news.happened_at >= TIMESTAMP_SUB(run.as_of, INTERVAL ${lateDays} DAY) THEN 'new_fact'`
          : ''
      }
      WHEN before.lead_id IS NULL AND facts.first_known_at >= TIMESTAMP_SUB(run.as_of, INTERVAL ${lateDays} DAY) THEN 'new_fact'
      WHEN before.facts_hash != facts.facts_hash THEN 'new_fact'
      WHEN before.lead_id IS NULL${hasNews ? ' OR newest_news.happened_at IS NOT NULL' : ''} THEN 'late_data'
      ELSE 'time'
    END AS cause
  FROM standing
  CROSS JOIN run
  INNER JOIN meanings ON meanings.rubric = standing.rubric
  INNER JOIN facts ON facts.rubric = standing.rubric AND facts.lead_id = standing.lead_id
  LEFT JOIN before ON before.rubric = standing.rubric AND before.lead_id = standing.lead_id
  LEFT JOIN last_runs ON last_runs.rubric = standing.rubric
  LEFT JOIN merges ON merges.lead_id = standing.lead_id${
    hasNews
      ? `
  LEFT JOIN newest_news ON newest_news.rubric = standing.rubric AND newest_news.lead_id = standing.lead_id`
      : ''
  }
  -- What is scored anew for a moment that was judged, or an earlier one, adds nothing.
  WHERE COALESCE(last_runs.as_of < run.as_of, TRUE)
    AND (
      before.lead_id IS NULL
      OR before.tier != standing.tier
      OR before.tier_position != standing.tier_position
      OR before.is_overridden != standing.is_overridden
      OR before.facts_hash != facts.facts_hash
      OR COALESCE(before.stopped_by, '') != COALESCE(standing.stopped_by, '')
    )
)`;
}

const judged = `judged AS (
  SELECT
    *,
    IF(
      direction IS NULL,
      NULL,
      SUBSTR(TO_HEX(SHA256(CONCAT(rubric, '|', lead_id, '|', CAST(UNIX_MICROS(as_of) AS STRING)))), 1, 32)
    ) AS transition_id
  FROM compared
)`;

/** Of a lead's row, then of the run's own, in the order of the table. */
function rows(isRun: boolean): string {
  const ofLead: Readonly<Record<string, string>> = {
    cause: 'IF(direction IS NULL, NULL, cause) AS cause',
    from_tier: 'IF(direction IS NULL, NULL, from_tier) AS from_tier',
    no_action_because: `CASE
    WHEN direction IS NULL THEN NULL
    WHEN is_replay THEN 'replay'
    WHEN stopped_by IS NOT NULL THEN stopped_by
    WHEN cause != 'new_fact' THEN cause
    WHEN action = 'nothing' THEN 'nothing'
  END AS no_action_because`,
    meaning: `${typedNull('STRING')} AS meaning`,
  };
  const ofRun: Readonly<Record<string, string>> = {
    rubric: 'meanings.rubric',
    as_of: 'run.as_of',
    rubric_version: 'meanings.rubric_version',
    meaning: 'meanings.meaning',
  };
  return logColumns
    .map(([name, type]) => (isRun ? (ofRun[name] ?? `${typedNull(type)} AS ${name}`) : (ofLead[name] ?? name)))
    .join(',\n  ');
}

/** Grain: (rubric, as_of, lead_id), and (rubric, as_of) for the run itself. */
export function tierLogModel(project: Project): Model {
  const rubrics = scoredRubrics(project);
  const news = newsSteps(project, rubrics);
  const ctes = [
    `run AS (
  SELECT MAX(as_of) AS as_of, COUNT(*) > 1 OR \${clock.isReplay()} AS is_replay
  FROM \${ref("int_as_of")}
)`,
    meanings(project, rubrics),
    stored,
    lastRuns,
    before,
    merged,
    `facts AS (
  ${rubrics.map(factsOf).join('\n  UNION ALL\n  ')}
)`,
    ...news,
    standing(rubrics),
    changed(news.length > 0),
    judged,
  ];
  return {
    path: 'definitions/intermediate/int_tier_log.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'incremental',
      protected: true,
      description:
        'Where each lead stood by each rubric when that, or what the rubric reads of it, last changed; and every run, as a row without a lead. Rows are only added. It cannot be recomputed, so a full refresh leaves it alone; of several as_of in one run the newest counts. Grain: one row per rubric, as_of and lead that changed, and one per rubric and as_of.',
      tags: ['intermediate', 'state'],
      columns: {
        lead_id: 'NULL: the run itself',
        transition_id: 'NULL where neither the tier changed nor whether its action is done',
        tier: 'Where the lead stands from then on',
        reason_rules: 'The rules that weighed most then',
        stopped_by: 'Why nothing is done in that tier; NULL where its action is done',
        facts_hash: 'SHA-256 of the fields that the rubric reads of the lead',
        meaning: 'Hash of the rubric and the shared files; of a run',
      },
      assertions: { uniqueKey: ['rubric', 'as_of', 'lead_id'], nonNull: ['rubric', 'as_of', 'rubric_version'] },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

SELECT
  ${rows(false)}
FROM judged
UNION ALL
SELECT
  ${rows(true)}
FROM meanings
CROSS JOIN run
LEFT JOIN last_runs ON last_runs.rubric = meanings.rubric
WHERE COALESCE(last_runs.as_of < run.as_of, TRUE)`,
  };
}
