/** int_events: the events of every source, campaign responses among them, in one shape. The one model that reads raw events. */
import type { Project } from '../../rubric/model.js';
import { hashAsHex, hashOfAddress } from '../text/address-hash.js';
import { firstSaneDay } from '../health/windows.js';
import { mailboxOf, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hasHashes } from './address-hashes.js';
import { type Forgettable, forgottenJoins, forgottenSteps, remembered } from './forgotten.js';
import { type EventInput, eventIdOf, eventInputs, streamName } from './event-inputs.js';
import { type Layer, type LayerName, layersOf, onLaterRuns, wholeModels } from './layers.js';
import { keptEvents, limitsEvents } from './retention.js';
import { isInNewShard, isNew, watermark } from './watermark.js';

type Reading = string | ((input: EventInput) => string);

/** Column and what it is read from, per kind of input. */
const readFrom: Readonly<Record<EventInput['kind'], readonly (readonly [string, Reading])[]>> = {
  events: [
    ['event_id', 'event_id'],
    ['event_name', 'event_name'],
    ['channel', 'channel'],
    ['happened_at', 'happened_at'],
    ['known_at', 'known_at'],
    ['person_record_id', 'person_record_id'],
    ['email', 'email'],
    ['email_sha256', 'email_sha256'],
    ['user_id', 'user_id'],
    ['anonymous_id', 'anonymous_id'],
    ['session_id', 'session_id'],
    ['page_path', 'page_path'],
    ['form_id', 'form_id'],
    ['campaign_name', 'campaign_name'],
    ['campaign_type', typedNull('STRING')],
    ['campaign_status', typedNull('STRING')],
    ['content_id', 'content_id'],
    ['minutes', 'minutes'],
    ['depth', 'depth'],
    ['is_dropped', 'COALESCE(is_bot, FALSE) OR COALESCE(is_internal, FALSE)'],
  ],
  campaign_responses: [
    ['event_id', eventIdOf],
    ['event_name', "'campaign_response'"],
    ['channel', typedNull('STRING')],
    ['happened_at', 'happened_at'],
    ['known_at', 'known_at'],
    ['person_record_id', 'person_record_id'],
    ['email', 'email'],
    ['email_sha256', typedNull('STRING')],
    ['user_id', typedNull('STRING')],
    ['anonymous_id', typedNull('STRING')],
    ['session_id', typedNull('STRING')],
    ['page_path', typedNull('STRING')],
    ['form_id', typedNull('STRING')],
    ['campaign_name', 'campaign_name'],
    ['campaign_type', 'campaign_type'],
    ['campaign_status', 'status'],
    ['content_id', 'content_id'],
    ['minutes', 'minutes'],
    ['depth', typedNull('NUMERIC')],
    ['is_dropped', 'COALESCE(is_deleted, FALSE)'],
  ],
};

const notText: Readonly<Record<string, string>> = {
  happened_at: 'TIMESTAMP',
  known_at: 'TIMESTAMP',
  minutes: 'NUMERIC',
  depth: 'NUMERIC',
  is_dropped: 'BOOL',
};

const eventTypes: readonly (readonly [string, string])[] = readFrom.events.map(([column]) => [
  column,
  notText[column] ?? 'STRING',
]);

const eventColumns = [
  'stream',
  'source',
  'event_id',
  'event_name',
  'channel',
  'happened_at',
  'day',
  'arrived_on',
  'known_at',
  'record_key',
  'mailbox',
  'email_hash',
  'user_id',
  'anonymous_id',
  'session_id',
  'page_path',
  'form_id',
  'campaign_name',
  'campaign_type',
  'campaign_status',
  'content_id',
  'minutes',
  'depth',
  'is_dropped',
] as const;

/** Which of two copies counts, by all that they can differ in, so that it is the same one in every run. */
const ties = [
  'known_at',
  'happened_at',
  ...eventColumns.filter(
    (column) => !['stream', 'source', 'event_id', 'day', 'arrived_on', 'known_at', 'happened_at'].includes(column),
  ),
];

/** `SELECT ... FROM ${ref(stg)}` for one input, its stream and source first. On incremental runs new events only. */
function eventBranch(input: EventInput, layer: Layer, timeZone: string): string {
  const selected = readFrom[input.kind].map(([column, reading]) => {
    const from = typeof reading === 'string' ? reading : reading(input);
    return column === from ? column : `${from} AS ${column}`;
  });
  const join = onLaterRuns(layer, 'CROSS JOIN watermark');
  const isNewer = [isInNewShard(input, timeZone) ?? [], isNew(input, '', timeZone)].flat().join('\n  AND ');
  const filter = onLaterRuns(layer, `AND ${isNewer}`);
  return `-- ${input.model}
SELECT
  ${sqlxText(streamName(input))} AS stream,
  ${sqlxText(input.source.name)} AS source,
  ${selected.join(',\n  ')}
FROM \${ref("${input.model}")}${join && `\n${join}`}
WHERE happened_at IS NOT NULL AND ${input.kind === 'events' ? 'event_id' : 'record_id'} IS NOT NULL${filter && `\n${filter}`}`;
}

/** What stands in for the events where no source has any: the same columns and no row. */
const noEvents = `SELECT
  ${[['stream', 'STRING'], ['source', 'STRING'], ...eventTypes].map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`).join(',\n  ')}
FROM UNNEST(['nothing']) AS nothing
WHERE FALSE`;

/** Whose an event is, and who else it would tell of. What record_key is made of is hashed once. */
const everywhere: readonly Forgettable[] = [
  { as: 'own', identity: 'identified.record_key' },
  {
    as: 'address',
    identity: "IF(identified.person_record_id IS NULL, NULL, CONCAT('email:', identified.mailbox))",
    isUnsharedOnly: true,
  },
  {
    as: 'hashed',
    identity:
      "IF(COALESCE(identified.person_record_id, identified.mailbox) IS NULL, NULL, CONCAT('hash:', identified.email_hash))",
    isUnsharedOnly: true,
  },
  {
    as: 'member',
    identity:
      "IF(COALESCE(identified.person_record_id, identified.mailbox, identified.email_hash) IS NULL, NULL, CONCAT('user:', identified.user_id))",
    isUnsharedOnly: true,
  },
];
/** Somebody of whom only the hash of the address was known. */
const addressHash: Forgettable = {
  as: 'address_hash',
  identity: `CONCAT('hash:', ${hashOfAddress('identified.mailbox')})`,
  isUnsharedOnly: true,
};
const device: Forgettable = {
  as: 'device',
  identity:
    "IF(COALESCE(identified.person_record_id, identified.mailbox, identified.email_hash, identified.user_id) IS NULL, NULL, CONCAT('anon:', identified.anonymous_id))",
};

/** What int_events is, in the words that its layers share. */
const description =
  'Every event and campaign response of every source, once, narrow and clean, bots and tests among them, those of people who were forgotten not.';
const grain = 'Grain: one row per stream and event.';
const madeFrom = ['rubrics/sources/*.yaml', 'rubrics/shared/standards.yaml'];
const described = {
  stream: 'The source, and whether its events or its campaign responses',
  event_id: 'As the source says it; of a campaign response the record and its status',
  day: "The day it happened, in the project's time zone",
  arrived_on:
    'The later of the days it happened and reached the warehouse; NULL where every later run must look at it: it may change, does not say when it came, or happened before 2000',
  known_at: 'When it reached the warehouse, where the source says so',
  record_key: 'The strongest identity it carries: CRM record, address, hash of an address, user or device',
  email_hash: 'SHA-256 of the address, where the source has only that',
  mailbox: 'E-mail address without case, blanks and plus tag; NULL where it is no address',
  is_dropped: "Made by a machine, by a test or by the company's own people, or deleted",
};

const layerDescriptions: Readonly<Record<LayerName, string>> = {
  appended: `${description} The one model that reads their raw events; a later run reads only what arrived since. ${grain}`,
  current: `Events and campaign responses whose rows may change or go after they came, as they are now, in the columns of int_events. Each run reads all of them. ${grain}`,
};

/** When an event is in later runs to be looked at by its day alone; NULL: always. */
function arrivedOn({ name, inputs }: Layer, timeZone: string): string {
  if (name === 'current') return typedNull('DATE');
  const saying = inputs.filter((input) => input.saysKnownAt).map((input) => sqlxText(streamName(input)));
  const silent = saying.length === 0 ? '' : `(known_at IS NULL AND stream IN (${saying.join(', ')})) OR `;
  return `IF(${silent}happened_at < TIMESTAMP '${firstSaneDay} 00:00:00+00', NULL, GREATEST(day, COALESCE(DATE(known_at, ${sqlxText(timeZone)}), day)))`;
}

/** int_events and its layers: every raw event once. Grain: (stream, event_id). */
export function eventsModels(project: Project): readonly Model[] {
  const inputs = eventInputs(project);
  const layers = layersOf('int_events', inputs).map((layer) => layerModel(project, layer));
  const config = { description: `${description} ${grain}`, columns: described };
  return [...layers, ...wholeModels('int_events', inputs, { madeFrom, config }, eventColumns)];
}

function layerModel(project: Project, layer: Layer): Model {
  const { inputs } = layer;
  const { timeZone } = project.standards;
  const kept = keptEvents(project);
  const isHashed = hasHashes(project);
  const forgettable = isHashed ? [...everywhere, addressHash] : everywhere;
  const isUnread = onLaterRuns(
    layer,
    'LEFT JOIN ${self()} AS before ON before.stream = identified.stream AND before.event_id = identified.event_id\nWHERE before.event_id IS NULL',
  );
  const newEvents = `-- A device of somebody who was forgotten is taken off the events of others.
SELECT
  identified.* EXCEPT (anonymous_id),
  IF(device.identity_hash IS NULL, identified.anonymous_id, NULL) AS anonymous_id,
  ${remembered(forgettable)}${kept.where} AS is_kept
FROM identified
${kept.join}${forgottenJoins([...forgettable, device])}${isUnread && `\n${isUnread}`}`;
  const branches =
    inputs.length === 0
      ? noEvents
      : inputs.map((input) => eventBranch(input, layer, timeZone)).join('\n\nUNION ALL\n\n');
  return {
    path: `definitions/intermediate/${layer.table}.sqlx`,
    madeFrom: [...madeFrom, ...(limitsEvents(project) ? ['rubrics/shared/retention.yaml'] : [])],
    config: {
      type: layer.name === 'appended' ? 'incremental' : 'table',
      description: layerDescriptions[layer.name],
      tags: ['intermediate'],
      columns: described,
      bigquery: {
        ...(layer.name === 'appended' && { partitionBy: 'arrived_on' }),
        clusterBy: ['stream', 'event_name'],
      },
      assertions: {
        uniqueKey: ['stream', 'event_id'],
        nonNull: ['stream', 'event_id', 'happened_at', 'day', 'is_dropped'],
      },
    },
    sql: `
WITH ${layer.name === 'appended' ? watermark(inputs) : ''}events AS (
  ${branches.replaceAll('\n', '\n  ')}
),

keyed AS (
  SELECT
    *,
    ${mailboxOf('email')} AS mailbox,
    ${isHashed ? hashAsHex('email_sha256') : typedNull('STRING')} AS email_hash
  FROM events
),

identified AS (
  SELECT
    *,
    CASE
      WHEN person_record_id IS NOT NULL THEN CONCAT('crm:', source, ':', person_record_id)
      WHEN mailbox IS NOT NULL THEN CONCAT('email:', mailbox)
${isHashed ? "      WHEN email_hash IS NOT NULL THEN CONCAT('hash:', email_hash)\n" : ''}      WHEN user_id IS NOT NULL THEN CONCAT('user:', user_id)
      WHEN anonymous_id IS NOT NULL THEN CONCAT('anon:', anonymous_id)
    END AS record_key,
    DATE(happened_at, ${sqlxText(timeZone)}) AS day
  FROM keyed
),

${kept.cte}${forgottenSteps.join(',\n\n')},

new_events AS (
  ${newEvents.replaceAll('\n', '\n  ')}
)

-- The same event twice in the raw data: the row known first counts, then the one that happened first.
SELECT
  ${eventColumns.map((column) => (column === 'arrived_on' ? `${arrivedOn(layer, timeZone)} AS arrived_on` : column)).join(',\n  ')}
FROM new_events
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY stream, event_id
  ORDER BY ${ties.join(', ')}
) = 1 AND is_kept`,
  };
}
