/** The events of every source, campaign responses among them, in one shape. Several models begin with these branches. */
import type { Project } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type Input, inputsOf } from './inputs.js';

export interface EventInput extends Input {
  readonly kind: 'events' | 'campaign_responses';
  /** The source says when an event reached the warehouse. */
  readonly saysKnownAt: boolean;
}

export function eventInputs(project: Project): readonly EventInput[] {
  return (['events', 'campaign_responses'] as const).flatMap((kind) =>
    inputsOf(project, kind).map((input) => ({
      ...input,
      kind,
      saysKnownAt: input.mapping.isCustom || input.mapping.columns.has('known_at'),
    })),
  );
}

/** By which time an incremental run tells new events from old: that of arrival where the source says it. */
export function clockOf(input: EventInput): 'known_at' | 'happened_at' {
  return input.saysKnownAt ? 'known_at' : 'happened_at';
}

/** Name of the stream: a source's events and its campaign responses are watched apart. */
export function streamName(input: EventInput): string {
  return input.kind === 'events' ? input.source.name : `${input.source.name}_campaigns`;
}

/** Column and what it is read from, per kind of input. */
const readFrom: Readonly<Record<EventInput['kind'], readonly (readonly [string, string])[]>> = {
  events: [
    ['event_id', 'event_id'],
    ['event_name', 'event_name'],
    ['channel', 'channel'],
    ['happened_at', 'happened_at'],
    ['known_at', 'known_at'],
    ['person_record_id', 'person_record_id'],
    ['email', 'email'],
    ['user_id', 'user_id'],
    ['anonymous_id', 'anonymous_id'],
    ['session_id', 'session_id'],
    ['page_path', 'page_path'],
    ['form_id', 'form_id'],
    ['campaign_name', 'campaign_name'],
    ['campaign_type', typedNull('STRING')],
    ['campaign_status', typedNull('STRING')],
    ['minutes', 'minutes'],
    ['depth', 'depth'],
    ['is_dropped', 'COALESCE(is_bot, FALSE) OR COALESCE(is_internal, FALSE)'],
  ],
  campaign_responses: [
    ['event_id', "CONCAT('response:', record_id)"],
    ['event_name', "'campaign_response'"],
    ['channel', typedNull('STRING')],
    ['happened_at', 'happened_at'],
    ['known_at', 'known_at'],
    ['person_record_id', 'person_record_id'],
    ['email', 'email'],
    ['user_id', typedNull('STRING')],
    ['anonymous_id', typedNull('STRING')],
    ['session_id', typedNull('STRING')],
    ['page_path', typedNull('STRING')],
    ['form_id', typedNull('STRING')],
    ['campaign_name', 'campaign_name'],
    ['campaign_type', 'campaign_type'],
    ['campaign_status', 'status'],
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

export const eventColumns: readonly string[] = readFrom.events.map(([column]) => column);

/**
 * One row with `since`: the newest time the stream has in `from`, less the look-back; the beginning of time where it has
 * none. It is joined and not compared with a sub-query, which the reference implementation would work out for each row.
 */
export function watermark(input: EventInput, newest: string, from: string): string {
  return `(
  SELECT COALESCE(TIMESTAMP_SUB(MAX(${newest}), INTERVAL ${input.mapping.lookbackDays} DAY), TIMESTAMP '1970-01-01 00:00:00+00') AS since
  FROM ${from}
) AS watermark`;
}

/**
 * `SELECT ... FROM ${ref(stg)}` for one input with the named columns, the source and its stream first. On incremental
 * runs only events from the watermark on, by `newest` of the table itself.
 */
function eventBranch(input: EventInput, columns: readonly string[], newest: string): string {
  const wanted = new Set(columns);
  const selected = readFrom[input.kind]
    .filter(([column]) => wanted.has(column))
    .map(([column, from]) => (column === from ? column : `${from} AS ${column}`));
  const stream = sqlxText(streamName(input));
  const join = `\${when(incremental(), \`CROSS JOIN ${watermark(input, newest, `\${self()} WHERE stream = ${stream}`)}\`)}`;
  const filter = `\${when(incremental(), \`AND ${clockOf(input)} >= watermark.since\`)}`;
  return `-- ${input.model}
SELECT
  ${stream} AS stream,
  ${sqlxText(input.source.name)} AS source,
  ${selected.join(',\n  ')}
FROM \${ref("${input.model}")}
${join}
WHERE happened_at IS NOT NULL AND ${input.kind === 'events' ? 'event_id' : 'record_id'} IS NOT NULL
${filter}`;
}

/** The strongest identity an event carries: a CRM record, an address, a user, a device. NULL when it carries none. */
export const strongestKey = `CASE
    WHEN person_record_id IS NOT NULL THEN CONCAT('crm:', source, ':', person_record_id)
    WHEN mailbox IS NOT NULL THEN CONCAT('email:', mailbox)
    WHEN user_id IS NOT NULL THEN CONCAT('user:', user_id)
    WHEN anonymous_id IS NOT NULL THEN CONCAT('anon:', anonymous_id)
  END`;

/** What stands in for the events where no source has any: the same columns and no row. */
const noEvents = `SELECT
  ${[['stream', 'STRING'], ['source', 'STRING'], ...eventTypes].map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`).join(',\n  ')}
FROM UNNEST(['nothing']) AS nothing
WHERE FALSE`;

/** The stacked branches of every input. `newest` names the column of the table itself that says how far it has come. */
export function eventBranches(
  inputs: readonly EventInput[],
  columns: readonly string[],
  newest: (input: EventInput) => string,
): string {
  if (inputs.length === 0) return noEvents;
  return inputs.map((input) => eventBranch(input, columns, newest(input))).join('\n\nUNION ALL\n\n');
}

/** Hours between an event and its usual arrival, by stream. */
export function usualLagHours(inputs: readonly EventInput[], stream: string): string {
  const late = inputs.filter((input) => input.mapping.usualLagHours > 0);
  if (late.length === 0) return '0';
  return `CASE ${stream} ${late.map((input) => `WHEN ${sqlxText(streamName(input))} THEN ${input.mapping.usualLagHours}`).join(' ')} ELSE 0 END`;
}
