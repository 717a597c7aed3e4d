/** Where events come from: the sources' events and their campaign responses. */
import type { Project } from '../../rubric/model.js';
import { isInShards } from '../sources/shards.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type Input, inputsOf } from './inputs.js';

export interface EventInput extends Input {
  readonly kind: 'events' | 'campaign_responses';
  /** The source says when an event reached the warehouse. */
  readonly saysKnownAt: boolean;
  /** It is read from a raw table in shards by day, and its staging view says which shard a row stands in. */
  readonly isSharded: boolean;
  /** An event may carry two identities: the mapping names two, or is written by hand and may have any. */
  readonly canTie: boolean;
}

const identities = ['person_record_id', 'email', 'email_sha256', 'user_id', 'anonymous_id'];

export function eventInputs(project: Project): readonly EventInput[] {
  return (['events', 'campaign_responses'] as const).flatMap((kind) =>
    inputsOf(project, kind).map((input) => ({
      ...input,
      kind,
      saysKnownAt: input.mapping.isCustom || input.mapping.columns.has('known_at'),
      isSharded: isInShards(input.source, input.mapping),
      canTie: input.mapping.isCustom || identities.filter((identity) => input.mapping.columns.has(identity)).length > 1,
    })),
  );
}

/** What tells the events of a stream apart, as SQL over its staging view: a response in another status is another event. */
export function eventIdOf({ kind }: EventInput): string {
  return kind === 'events' ? 'event_id' : "CONCAT('response:', record_id, COALESCE(CONCAT(':', status), ''))";
}

/** Name of the stream: a source's events and its campaign responses are watched apart. */
export function streamName(input: EventInput): string {
  return input.kind === 'events' ? input.source.name : `${input.source.name}_campaigns`;
}

/** Hours between an event and its usual arrival, by stream; 0 for a stream that is not among the inputs. */
export function usualLagHours(inputs: readonly EventInput[], stream: string): string {
  const late = inputs.filter((input) => input.mapping.usualLagHours > 0);
  if (late.length === 0) return '0';
  return `CASE ${stream} ${late.map((input) => `WHEN ${sqlxText(streamName(input))} THEN ${input.mapping.usualLagHours}`).join(' ')} ELSE 0 END`;
}

/** The same over rows of these inputs alone: one number where it is the same for all. */
export function usualLagHoursOfThese(inputs: readonly EventInput[], stream: string): string {
  const lags = [...new Set(inputs.map(({ mapping }) => mapping.usualLagHours))];
  return lags.length === 1 ? lags.join('') : usualLagHours(inputs, stream);
}
