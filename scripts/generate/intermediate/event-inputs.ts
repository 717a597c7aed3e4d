/** Where events come from: the sources' events and their campaign responses. */
import type { Project } from '../../rubric/model.js';
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

/** Hours between an event and its usual arrival, by stream. */
export function usualLagHours(inputs: readonly EventInput[], stream: string): string {
  const late = inputs.filter((input) => input.mapping.usualLagHours > 0);
  if (late.length === 0) return '0';
  return `CASE ${stream} ${late.map((input) => `WHEN ${sqlxText(streamName(input))} THEN ${input.mapping.usualLagHours}`).join(' ')} ELSE 0 END`;
}
