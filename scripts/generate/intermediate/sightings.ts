/** int_sightings: which run first saw each event and account fact of late, so that one that lands late is told from one that was there. */
import type { Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { hasAccountActs } from './account-acts.js';
import { eventInputs, streamName, usualLagHours } from './event-inputs.js';

/** Facts that are older when they become known are late: nobody is called for them. */
export const lateDays = 2;

/** An act that happened before is not looked for any more. Longer than what may act, so that most of what is too old is told as late. */
export const sightedDays = 7;

/** Facts of accounts as a stream; no source has a blank in its name. */
export const accountFactsStream = sqlxText('account facts');

/** What can have been there unseen: a stream without a time of arrival is known from the run that first saw it anyway. */
function recentEvents(project: Project): readonly string[] {
  const inputs = eventInputs(project).filter((input) => input.saysKnownAt);
  if (inputs.length === 0) return [];
  const knownAt = `COALESCE(events.known_at, TIMESTAMP_ADD(events.happened_at, INTERVAL ${usualLagHours(inputs, 'events.stream')} HOUR))`;
  return [
    `SELECT events.stream, events.event_id, events.happened_at, ${knownAt} AS known_at
  FROM \${ref("int_events")} AS events
  CROSS JOIN watermark
  WHERE events.stream IN (${inputs.map((input) => sqlxText(streamName(input))).join(', ')})
    AND NOT events.is_dropped
    AND events.record_key IS NOT NULL
    AND (events.arrived_on >= DATE_SUB(DATE(watermark.since, ${sqlxText(project.standards.timeZone)}), INTERVAL 1 DAY) OR events.arrived_on IS NULL)
    AND events.happened_at > watermark.happened_since
    AND ${knownAt} > watermark.since
    AND ${knownAt} <= watermark.until`,
  ];
}

const recentFacts = `SELECT ${accountFactsStream} AS stream, facts.act_key AS event_id, facts.happened_at, facts.known_at
  FROM \${ref("int_account_acts")} AS facts
  CROSS JOIN watermark
  WHERE facts.happened_at > watermark.happened_since
    AND facts.known_at > watermark.since
    AND facts.known_at <= watermark.until`;

/** Only new rows are written, into the places of those that no later run asks for: so the table stays as large as two days. */
const laterRun = `looked AS (
  SELECT COALESCE(MAX(slot), 0) AS last_slot, MAX(IF(slot = 0, first_seen_at, NULL)) AS looked_at
  FROM \${self()}
),

-- A run for a moment before that of another run looks at nothing.
unseen AS (
  SELECT
    recent.stream,
    recent.event_id,
    recent.happened_at,
    recent.known_at,
    looked.last_slot,
    COALESCE(recent.known_at <= looked.looked_at, FALSE) AS is_late,
    ROW_NUMBER() OVER (ORDER BY recent.stream, recent.event_id) AS number
  FROM recent
  CROSS JOIN run
  CROSS JOIN looked
  LEFT JOIN \${self()} AS before ON before.stream = recent.stream AND before.event_id = recent.event_id
  WHERE before.event_id IS NULL
    AND COALESCE(looked.looked_at <= run.as_of, TRUE)
),

free AS (
  SELECT before.slot, ROW_NUMBER() OVER (ORDER BY before.slot) AS number
  FROM \${self()} AS before
  CROSS JOIN watermark
  WHERE before.known_at <= watermark.since
),

freed AS (
  SELECT COUNT(*) AS slots FROM free
)

SELECT
  COALESCE(free.slot, unseen.last_slot + unseen.number - freed.slots) AS slot,
  unseen.stream,
  unseen.event_id,
  unseen.happened_at,
  unseen.known_at,
  run.as_of AS first_seen_at,
  unseen.is_late
FROM unseen
CROSS JOIN run
CROSS JOIN freed
LEFT JOIN free ON free.number = unseen.number
UNION ALL
${runRow('COALESCE(GREATEST(looked.looked_at, run.as_of), run.as_of)', '\nCROSS JOIN looked')}`;

/** What was there before the first run that looks came in nobody knows which run: none of it is late. */
const firstRun = `numbered AS (
  SELECT
    recent.stream,
    recent.event_id,
    recent.happened_at,
    recent.known_at,
    ROW_NUMBER() OVER (ORDER BY recent.stream, recent.event_id) AS slot
  FROM recent
)

SELECT
  slot,
  stream,
  event_id,
  happened_at,
  known_at,
  ${typedNull('TIMESTAMP')} AS first_seen_at,
  FALSE AS is_late
FROM numbered
UNION ALL
${runRow('run.as_of', '')}`;

function runRow(lookedAt: string, join: string): string {
  return `SELECT
  0 AS slot,
  ${typedNull('STRING')} AS stream,
  ${typedNull('STRING')} AS event_id,
  ${typedNull('TIMESTAMP')} AS happened_at,
  ${typedNull('TIMESTAMP')} AS known_at,
  ${lookedAt} AS first_seen_at,
  FALSE AS is_late
FROM run${join}`;
}

/** Whether anything can land after the time that its source gives for it. */
export function hasSightings(project: Project): boolean {
  return hasAccountActs(project) || eventInputs(project).some((input) => input.saysKnownAt);
}

/** Grain: slot; and (stream, event_id), but for slot 0, which is the last run that looked. undefined where nothing can be late. */
export function sightingsModel(project: Project): Model | undefined {
  if (!hasSightings(project)) return undefined;
  const recent = [...recentEvents(project), ...(hasAccountActs(project) ? [recentFacts] : [])];
  return {
    path: 'definitions/intermediate/int_sightings.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'incremental',
      protected: true,
      uniqueKey: ['slot'],
      description: `Which run first saw each event and each fact of an account that became known in the last ${lateDays} days, by the time that its source gives: so what lands after a run that ought to have seen it is told from what was there. It cannot be recomputed, so a full refresh leaves it alone. Grain: one row per slot; slot 0 is the last run that looked, each other one an event.`,
      tags: ['intermediate', 'state'],
      columns: {
        slot: 'Number of the place, which goes to another event once this one is older; 0: the last run that looked',
        stream: "The source, and whether its events or its campaign responses; 'account facts' for facts of accounts",
        event_id: 'The event; of a fact of an account its act_key',
        known_at: 'When it became known, as its source says',
        first_seen_at: 'The as_of of the run that first saw it; NULL where that was the first run that looked',
        is_late: 'It was known, as its source says, by a run that did not see it',
      },
      bigquery: { clusterBy: ['stream', 'event_id'] },
      assertions: { uniqueKey: ['slot'], nonNull: ['slot', 'is_late'] },
    },
    sql: `
WITH watermark AS (
  SELECT
    MAX(as_of) AS until,
    TIMESTAMP_SUB(MAX(as_of), INTERVAL ${lateDays} DAY) AS since,
    TIMESTAMP_SUB(MAX(as_of), INTERVAL ${sightedDays} DAY) AS happened_since
  FROM \${ref("int_as_of")}
),

run AS (
  SELECT MAX(as_of) AS as_of FROM \${ref("int_as_of")}
),

recent AS (
  ${recent.join('\n  UNION ALL\n  ')}
),

\${when(incremental(), \`${laterRun}\`, \`${firstRun}\`)}`,
  };
}
