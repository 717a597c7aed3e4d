import type { Project, Signal, SignalPattern } from '../../rubric/model.js';
import { foldedList, typedNull } from '../text/sql.js';
import { sqlxPattern, sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { comparingSignals, sameAsCase } from './act-copies.js';
import { type EventInput, eventInputs, usualLagHours } from './event-inputs.js';
import { eventsOf, type Layer, type LayerName, layersOf, onLaterRuns, wholeModels } from './layers.js';
import { newOfEveryStream, watermark } from './watermark.js';

/** A path glob as one comparison: `*` is one part of the path, `**` any number; no wildcard is equality. Without case. */
export function pathTest(glob: string): string {
  const path = glob.trim().toLowerCase();
  if (!path.includes('*')) return `page_path = ${sqlxText(path)}`;
  const prefix = path.slice(0, -'**'.length);
  if (path.endsWith('/**') && !prefix.includes('*')) return `STARTS_WITH(page_path, ${sqlxText(prefix)})`;
  const pattern = path
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return `REGEXP_CONTAINS(page_path, ${sqlxPattern(`^${pattern}$`)})`;
}

function anyOf(column: string, values: readonly string[] | undefined): string[] {
  if (values === undefined) return [];
  return values.length === 1
    ? [`${column} = ${foldedList(values).slice(1, -1)}`]
    : [`${column} IN ${foldedList(values)}`];
}

/** Whether an event fits a pattern, as SQL over the folded columns. */
export function patternTest(pattern: SignalPattern): string {
  const paths = pattern.path?.map(pathTest) ?? [];
  const parts = [
    ...(pattern.source === undefined ? [] : [`source = ${sqlxText(pattern.source)}`]),
    ...anyOf('event_name', pattern.event),
    ...anyOf('channel', pattern.channel),
    ...anyOf('form_id', pattern.form),
    ...anyOf('campaign_name', pattern.campaign),
    ...anyOf('campaign_type', pattern.campaignType),
    ...anyOf('campaign_status', pattern.campaignStatus),
    ...anyOf('topic', pattern.topic),
    ...(paths.length === 0 ? [] : [paths.length === 1 ? paths.join('') : `(${paths.join(' OR ')})`]),
  ];
  return parts.length === 0 ? 'TRUE' : parts.join(' AND ');
}

/** The first pattern in file order that fits, as SQL over the folded columns; NULL where none does. */
export function signalCase(signals: readonly Signal[]): string {
  const arms = signals.flatMap((signal) =>
    signal.patterns.map((pattern) => ({ at: pattern.at, test: patternTest(pattern), signal: signal.name })),
  );
  if (arms.length === 0) return 'CAST(NULL AS STRING)';
  return `CASE\n${arms
    .toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    .map(
      (arm) =>
        `      -- rubrics/shared/signals.yaml:${arm.at.line}\n      WHEN ${arm.test} THEN ${sqlxText(arm.signal)}`,
    )
    .join('\n')}\n    END`;
}

/** An event that carries an address of the company itself says nothing of a customer. */
function notOurs({ internalDomains }: Project['standards']): string {
  if (internalDomains.length === 0) return '';
  const domains = internalDomains.map((domain) => domain.replaceAll('.', '\\.'));
  return `\n    AND COALESCE(NOT REGEXP_CONTAINS(events.mailbox, ${sqlxPattern(`[@.](?:${domains.join('|')})$`)}), TRUE)`;
}

/** The acts with those of `also:`, each under the event's key and the further signal's name. */
export function furtherActs(signals: readonly Signal[]): string {
  const branches = signals.flatMap((signal) =>
    (signal.also ?? []).map(
      (further) => `
  -- ${signal.at.file}:${signal.at.line}
  SELECT * EXCEPT (act_key, signal), CONCAT(act_key, '/', ${sqlxText(further)}) AS act_key, ${sqlxText(further)} AS signal
  FROM mapped
  WHERE signal = ${sqlxText(signal.name)}`,
    ),
  );
  return `,

acts AS (
  SELECT * EXCEPT (act_key, signal), act_key, signal FROM mapped
  UNION ALL${branches.join('\n  UNION ALL')}
)`;
}

/** What the events of these inputs can fit: a response has no page, and only a response has a status. */
function patternsOf(inputs: readonly EventInput[], { patterns }: Signal): readonly SignalPattern[] {
  return patterns.filter((pattern) => inputs.some((input) => canFit(input, pattern)));
}

function canFit({ kind, source }: EventInput, pattern: SignalPattern): boolean {
  if (pattern.source !== undefined && pattern.source !== source.name) return false;
  if (kind === 'events') return pattern.campaignType === undefined && pattern.campaignStatus === undefined;
  const ofEvents = [pattern.channel, pattern.form, pattern.path, pattern.topic];
  const namesResponse = pattern.event?.some((name) => name.trim().toLowerCase() === 'campaign_response') ?? true;
  return namesResponse && ofEvents.every((part) => part === undefined);
}

const madeFrom = ['rubrics/shared/signals.yaml', 'rubrics/shared/standards.yaml'];
const belongs =
  'It belongs to a source record, not to a person: who that is, and since when one knows, stands in int_record_person. Grain: one row per act_key.';
const layerDescriptions: Readonly<Record<LayerName, string>> = {
  appended: `Every event that is a signal, once, without bots and internal traffic. ${belongs}`,
  current: `Acts made of events that may change or go after they came, as these are now, in the columns of int_acts. ${belongs}`,
};

const actColumns = [
  'act_key',
  'stream',
  'record_key',
  'signal',
  'session_key',
  'happened_at',
  'day',
  'known_at',
  'is_known_at_assumed',
  'minutes',
  'depth',
  'detail',
] as const;

function described(isCompared: boolean): Readonly<Record<string, string>> {
  return {
    act_key: 'Stream and event id; for the further act of an event, the signal behind it',
    record_key: 'The strongest identity the event carries: CRM record, address, user or device',
    signal: 'Its signal, by the first pattern of signals.yaml that fits',
    session_key: 'The visit; where the source has none, the record and the day',
    day: "The day it happened, in the project's time zone",
    known_at: 'When it was known: as the source says, else when a run first saw it, else when it usually arrives',
    is_known_at_assumed: 'known_at is the usual time, neither told nor observed',
    minutes: 'How long it took, where the source knows',
    depth: 'Share of the page or content that was seen, 0 to 100',
    detail: 'The page, form or campaign',
    ...(isCompared && {
      same_as: 'Window and what signals.yaml compares: equal for acts of one signal that are the same act of a person',
    }),
  };
}

/** int_acts and its layers: every event that is a signal, once. Grain: act_key. */
export function actsModels(project: Project): readonly Model[] {
  const inputs = eventInputs(project);
  const isCompared = comparingSignals(project.signals.filter(({ of }) => of === undefined)).length > 0;
  const config = { description: layerDescriptions.appended, columns: described(isCompared) };
  const columns = [...actColumns, ...(isCompared ? ['same_as'] : [])];
  return [
    ...layersOf('int_acts', inputs).map((layer) => layerModel(project, layer, isCompared)),
    ...wholeModels('int_acts', inputs, { madeFrom, config }, columns),
  ];
}

function layerModel(project: Project, layer: Layer, isCompared: boolean): Model {
  const { inputs } = layer;
  const isAppended = layer.name === 'appended';
  const hasArrivals = inputs.some((input) => !input.saysKnownAt);
  const isNew = isAppended ? newOfEveryStream(inputs, 'events.', project.standards.timeZone) : { join: '', where: '' };
  const signals = project.signals
    .filter(({ of }) => of === undefined)
    .map((signal) => ({ ...signal, patterns: patternsOf(inputs, signal) }))
    .filter(({ patterns }) => patterns.length > 0);
  const sameAs = isCompared ? (sameAsCase(signals, 'mapped') ?? typedNull('STRING')) : undefined;
  const hasFurther = signals.some((signal) => (signal.also ?? []).length > 0);
  const join = onLaterRuns(layer, 'LEFT JOIN ${self()} AS before ON before.act_key = mapped.act_key');
  const where = onLaterRuns(layer, 'AND before.act_key IS NULL');
  return {
    path: `definitions/intermediate/${layer.table}.sqlx`,
    madeFrom,
    config: {
      type: isAppended ? 'incremental' : 'table',
      description: layerDescriptions[layer.name],
      tags: ['intermediate'],
      columns: described(isCompared),
      bigquery: { partitionBy: 'day', clusterBy: ['signal', 'record_key'] },
      assertions: {
        uniqueKey: ['act_key'],
        nonNull: ['act_key', 'record_key', 'signal', 'happened_at', 'day', 'known_at'],
      },
    },
    sql: `
WITH ${isAppended ? watermark(inputs) : ''}events AS (
  SELECT events.*
  FROM \${ref("${eventsOf(project, layer.name)}")} AS events${isNew.join}
  WHERE NOT events.is_dropped
    AND events.record_key IS NOT NULL${notOurs(project.standards)}${isNew.where}
),

folded AS (
  SELECT
    CONCAT(stream, ':', event_id) AS act_key,
    stream,
    source,
    event_id,
    record_key,
    happened_at,
    day,
    known_at,
    session_id,
    minutes,
    depth,
    LOWER(TRIM(event_name)) AS event_name,
    LOWER(TRIM(channel)) AS channel,
    LOWER(TRIM(form_id)) AS form_id,
    LOWER(TRIM(campaign_name)) AS campaign_name,
    LOWER(TRIM(campaign_type)) AS campaign_type,
    LOWER(TRIM(campaign_status)) AS campaign_status,
    LOWER(page_path) AS page_path,
${sameAs === undefined ? '' : '    LOWER(TRIM(content_id)) AS content_id,\n'}    COALESCE(page_path, form_id, campaign_name) AS detail
  FROM events
),

mapped AS (
  SELECT
    *,
    ${signalCase(signals)} AS signal
  FROM folded
)${hasFurther ? furtherActs(signals) : ''}

SELECT
  mapped.act_key,
  mapped.stream,
  mapped.record_key,
  mapped.signal,
  COALESCE(CONCAT(mapped.record_key, '/', mapped.session_id), CONCAT(mapped.record_key, '/', CAST(mapped.day AS STRING))) AS session_key,
  mapped.happened_at,
  mapped.day,
  COALESCE(mapped.known_at, ${hasArrivals ? 'arrivals.known_at, ' : ''}TIMESTAMP_ADD(mapped.happened_at, INTERVAL ${usualLagHours(inputs, 'mapped.stream')} HOUR)) AS known_at,
  mapped.known_at IS NULL${hasArrivals ? ' AND COALESCE(arrivals.is_assumed, TRUE)' : ''} AS is_known_at_assumed,
  mapped.minutes,
  mapped.depth,
  mapped.detail${sameAs === undefined ? '' : `,\n  ${sameAs} AS same_as`}
FROM ${hasFurther ? 'acts' : 'mapped'} AS mapped
${hasArrivals ? 'LEFT JOIN ${ref("int_event_arrivals")} AS arrivals ON arrivals.stream = mapped.stream AND arrivals.event_id = mapped.event_id\n' : ''}${join && `${join}\n`}WHERE mapped.signal IS NOT NULL${where && `\n  ${where}`}`,
  };
}
