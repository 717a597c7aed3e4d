/** int_account_acts: what became known of an account without a person, as acts of its signals. */
import type { Project } from '../../rubric/model.js';
import { canonicalEntities } from '../canonical.js';
import type { Model } from '../sqlx.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { accountOfFactSteps } from './account-of-fact.js';
import { furtherActs, signalCase } from './acts.js';
import { hostOf } from './domains.js';
import { type Input, inputsOf } from './inputs.js';

const columns = Object.entries(canonicalEntities.account_events.columns);

function branch({ source, model, mapping }: Input): string {
  const read = columns.map(([name]) =>
    name === 'known_at'
      ? `COALESCE(known_at, TIMESTAMP_ADD(happened_at, INTERVAL ${mapping.usualLagHours} HOUR)) AS known_at`
      : name,
  );
  return `-- ${model}
  SELECT
    ${sqlxText(source.name)} AS source,
    ${read.join(',\n    ')},
    known_at IS NULL AS is_known_at_assumed
  FROM \${ref("${model}")}
  WHERE event_id IS NOT NULL AND happened_at IS NOT NULL`;
}

const noFacts = `SELECT
    ${[['source', 'STRING'] as const, ...columns.map(([name, { type }]) => [name, type] as const), ['is_known_at_assumed', 'BOOL'] as const].map(([name, type]) => `${typedNull(type)} AS ${name}`).join(',\n    ')}
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE`;

/** Whether a project has such facts, or a signal for them. */
export function hasAccountActs(project: Project): boolean {
  return inputsOf(project, 'account_events').length > 0 || project.signals.some((signal) => signal.of === 'account');
}

/** Grain: act_key. undefined for a project that has no such facts and no signal for them. */
export function accountActsModel(project: Project): Model | undefined {
  if (!hasAccountActs(project)) return undefined;
  const inputs = inputsOf(project, 'account_events');
  const signals = project.signals.filter((signal) => signal.of === 'account');
  const hasFurther = signals.some((signal) => (signal.also ?? []).length > 0);
  return {
    path: 'definitions/intermediate/int_account_acts.sqlx',
    madeFrom: ['rubrics/shared/signals.yaml', 'rubrics/shared/standards.yaml', 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Facts of an account without a person (research of a topic, advertising, visits of a company) that are a signal, each once, with the account: that of the record it names, else of the registrable domain, never of a free-mail one. Grain: one row per act_key.',
      tags: ['intermediate'],
      columns: {
        act_key: 'Source and id of the fact; for the further act of a fact, the signal behind it',
        account_id: 'The account that it is about',
        matched_by: 'crm_id or domain',
        signal: 'Its signal, by the first pattern of signals.yaml that fits',
        session_key: 'The account and the day: such facts belong to no visit',
        day: "The day it happened, in the project's time zone",
        known_at: 'When it was known: as the source says, else when it usually arrives',
        is_known_at_assumed: 'known_at is the usual time, not a told one',
        strength: 'How much of it, where the source knows',
        detail: 'The topic, else the campaign',
      },
      bigquery: { partitionBy: 'day', clusterBy: ['signal', 'account_id'] },
      assertions: {
        uniqueKey: ['act_key'],
        nonNull: ['act_key', 'account_id', 'signal', 'happened_at', 'day', 'known_at'],
      },
    },
    sql: `
WITH facts AS (
  ${(inputs.length === 0 ? [noFacts] : inputs.map(branch)).join('\n\n  UNION ALL\n\n  ')}
),

keyed AS (
  SELECT
    *,
    CONCAT(source, ':', event_id) AS act_key,
    ${hostOf('domain')} AS host
  FROM facts
),

-- The same fact twice in the raw data: the row known first stays, then the one that happened first.
once AS (
  SELECT *
  FROM keyed
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY act_key
    ORDER BY known_at, happened_at, event_name, channel, topic, campaign_name, account_record_id, domain, strength
  ) = 1
),

${accountOfFactSteps('act_key', project.standards).join(',\n\n')},

folded AS (
  SELECT
    once.act_key,
    once.source,
    nearest.account_id,
    nearest.matched_by,
    once.happened_at,
    once.known_at,
    once.is_known_at_assumed,
    once.strength,
    COALESCE(once.topic, once.campaign_name) AS detail,
    LOWER(TRIM(once.event_name)) AS event_name,
    LOWER(TRIM(once.channel)) AS channel,
    LOWER(TRIM(once.campaign_name)) AS campaign_name,
    LOWER(TRIM(once.topic)) AS topic
  FROM once
  INNER JOIN nearest ON nearest.act_key = once.act_key
),

mapped AS (
  SELECT
    *,
    ${signalCase(signals)} AS signal
  FROM folded
)${hasFurther ? furtherActs(signals) : ''}

SELECT
  act_key,
  account_id,
  matched_by,
  signal,
  CONCAT(account_id, '/', CAST(DATE(happened_at, ${sqlxText(project.standards.timeZone)}) AS STRING)) AS session_key,
  happened_at,
  DATE(happened_at, ${sqlxText(project.standards.timeZone)}) AS day,
  known_at,
  is_known_at_assumed,
  strength,
  detail
FROM ${hasFurther ? 'acts' : 'mapped'}
WHERE signal IS NOT NULL`,
  };
}
