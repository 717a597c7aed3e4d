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

/** Name of the stream: a source's events and its campaign responses are watched apart. */
export function streamName(input: EventInput): string {
  return input.kind === 'events' ? input.source.name : `${input.source.name}_campaigns`;
}

/** Column and what it is read from, per kind of input. */
const readFrom: Readonly<Record<EventInput['kind'], readonly (readonly [string, string])[]>> = {
  events: [
    ['event_id', 'event_id'],
    ['event_name', 'event_name'],
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
    ['is_dropped', 'COALESCE(is_bot, FALSE) OR COALESCE(is_internal, FALSE)'],
  ],
  campaign_responses: [
    ['event_id', "CONCAT('response:', record_id)"],
    ['event_name', "'campaign_response'"],
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
    ['is_dropped', 'COALESCE(is_deleted, FALSE)'],
  ],
};

const eventTypes: readonly (readonly [string, string])[] = readFrom.events.map(([column]) => [
  column,
  column === 'is_dropped' ? 'BOOL' : column.endsWith('_at') ? 'TIMESTAMP' : column === 'minutes' ? 'NUMERIC' : 'STRING',
]);

export const eventColumns: readonly string[] = readFrom.events.map(([column]) => column);

/**
 * `SELECT ... FROM ${ref(stg)}` for one input with the named columns, the source and its stream first.
 * `incrementalFilter` is added on incremental runs only.
 */
function eventBranch(input: EventInput, columns: readonly string[], incrementalFilter: string): string {
  const wanted = new Set(columns);
  const selected = readFrom[input.kind]
    .filter(([column]) => wanted.has(column))
    .map(([column, from]) => (column === from ? column : `${from} AS ${column}`));
  const filter = `\n\${when(incremental(), \`AND ${incrementalFilter}\`)}`;
  return `-- ${input.model}
SELECT
  ${sqlxText(streamName(input))} AS stream,
  ${sqlxText(input.source.name)} AS source,
  ${selected.join(',\n  ')}
FROM \${ref("${input.model}")}
WHERE happened_at IS NOT NULL AND ${input.kind === 'events' ? 'event_id' : 'record_id'} IS NOT NULL${filter}`;
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

/** The stacked branches of every input. `incrementalFilter` says per input which rows are new enough to be looked at again. */
export function eventBranches(
  inputs: readonly EventInput[],
  columns: readonly string[],
  incrementalFilter: (input: EventInput) => string,
): string {
  if (inputs.length === 0) return noEvents;
  return inputs.map((input) => eventBranch(input, columns, incrementalFilter(input))).join('\n\nUNION ALL\n\n');
}

/** Hours between an event and its usual arrival, by stream. */
export function usualLagHours(inputs: readonly EventInput[], stream: string): string {
  if (inputs.length === 0) return '0';
  return `CASE ${stream} ${inputs.map((input) => `WHEN ${sqlxText(streamName(input))} THEN ${input.mapping.usualLagHours}`).join(' ')} END`;
}
