/**
 * Rows that stay as they came are read once, and added to what was read before: the layer `appended`. Those of a source that
 * may change them or take them away are read whole in each run: the layer `current`. A view stands for both, so that whoever
 * reads events, acts or links need not know. Where nothing may change there is no such view, and one table is all.
 */
import type { Project } from '../../rubric/model.js';
import type { Model, ModelConfig } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type EventInput, eventInputs, streamName } from './event-inputs.js';

export const layeredNames = ['int_events', 'int_acts', 'int_identity_links'] as const;
export type LayeredName = (typeof layeredNames)[number];
export type LayerName = 'appended' | 'current';

export interface Layer {
  readonly name: LayerName;
  /** The table that holds it. */
  readonly table: string;
  readonly inputs: readonly EventInput[];
}

/** `int_events`, `appended` -> `int_appended_events`. */
export function layerTable(name: LayeredName, layer: LayerName): string {
  return name.replace('int_', `int_${layer}_`);
}

/** Whether some of these streams are in the layer `current`. */
export function hasCurrent(inputs: readonly EventInput[]): boolean {
  return inputs.some(({ mapping }) => mapping.mayChange);
}

/** The layers that rows of these inputs stand in. */
export function layersOf(name: LayeredName, inputs: readonly EventInput[]): readonly Layer[] {
  if (!hasCurrent(inputs)) return [{ name: 'appended', table: name, inputs }];
  return (['appended', 'current'] as const).map((layer) => ({
    name: layer,
    table: layerTable(name, layer),
    inputs: inputs.filter(({ mapping }) => mapping.mayChange === (layer === 'current')),
  }));
}

/** The table of `int_events` that has the events of this layer. */
export function eventsOf(project: Project, layer: LayerName): string {
  return hasCurrent(eventInputs(project)) ? layerTable('int_events', layer) : 'int_events';
}

/** Text for incremental runs; blank in the layer whose table is made anew by each run. */
export function onLaterRuns({ name }: Layer, text: string): string {
  return name === 'appended' ? `\${when(incremental(), \`${text}\`)}` : '';
}

export interface WholeModel {
  readonly madeFrom: readonly string[];
  readonly config: Pick<ModelConfig, 'description' | 'columns'>;
  /** What was appended outlives a full refresh, so that a stream may be in both layers for good. */
  readonly isProtected?: boolean;
}

/**
 * The view over both layers, with the description and the columns of its tables, and the check that no stream is in both, as
 * one whose `may_change` was changed between two runs would be. Nothing where one table is all.
 */
export function wholeModels(
  name: LayeredName,
  inputs: readonly EventInput[],
  model: WholeModel,
  columns: readonly string[],
): readonly Model[] {
  if (!hasCurrent(inputs)) return [];
  const { madeFrom, config, isProtected = false } = model;
  const branches = layersOf(name, inputs).map(
    ({ table }) => `SELECT\n  ${columns.join(',\n  ')}\nFROM \${ref("${table}")}`,
  );
  const changing = inputs.filter(({ mapping }) => mapping.mayChange).map((input) => sqlxText(streamName(input)));
  const whole: Model = {
    path: `definitions/intermediate/${name}.sqlx`,
    madeFrom,
    config: { type: 'view', tags: ['intermediate'], ...config },
    sql: branches.join('\n\nUNION ALL\n\n'),
  };
  const inOneLayer: Model = {
    path: `definitions/intermediate/assert_${name}_layers.sqlx`,
    madeFrom,
    config: {
      type: 'assertion',
      description: `Streams that stand in both layers of ${name}: whether their rows may change was said otherwise before. Run once with --full-refresh.`,
      tags: ['intermediate'],
    },
    sql: `
SELECT DISTINCT appended.stream
FROM \${ref("${layerTable(name, 'appended')}")} AS appended
WHERE appended.stream IN (${changing.join(', ')})`,
  };
  return isProtected ? [whole] : [whole, inOneLayer];
}
