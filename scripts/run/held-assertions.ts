import { createHash } from 'node:crypto';
import type { Column, Engine, Target } from '../engine/engine.js';
import { type AssertionAction, type CompiledGraph, targetKey, type TargetKey } from '../graph/graph.js';

/**
 * Grain: one row per assertion of an incremental model that held for every row of its table when a run last ended.
 * It is no state: where a row lacks, the next run reads the whole table once more.
 */
export const heldAssertionsTable = 'leadscore_held_assertions';

export const heldAssertionColumns: readonly Column[] = [
  { name: 'model', type: 'STRING' },
  { name: 'assertion', type: 'STRING' },
  { name: 'query_sha256', type: 'STRING' },
];

/** An assertion with a parent: one of a model's config. */
export type ModelAssertion = AssertionAction & { readonly parent: TargetKey };

export function isModelAssertion(action: { readonly kind: string }): action is ModelAssertion {
  return action.kind === 'assertion' && 'parent' in action && action.parent !== undefined;
}

/** What is noted of an assertion. */
interface Held {
  readonly model: string;
  readonly assertion: string;
  readonly query_sha256: string;
}

export async function heldAssertions(graph: CompiledGraph, engine: Engine): Promise<readonly Held[]> {
  if ((await engine.relation(target(graph))) === undefined) return [];
  const columns = heldAssertionColumns.map(({ name }) => name).join(', ');
  const rows = await engine.query(`SELECT DISTINCT ${columns} FROM \`${targetKey(target(graph))}\``);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return rows.map((row) => ({
    model: text(row['model']),
    assertion: text(row['assertion']),
    query_sha256: text(row['query_sha256']),
  }));
}

/** Whether that was noted of this assertion; where its SQL has changed since, it was another one. */
export function isNoted(assertion: ModelAssertion, held: readonly Held[]): boolean {
  return held.some((one) => one.assertion === assertion.key && one.query_sha256 === hashOf(assertion));
}

/** Notes that they hold; makes the table where there is none. */
export async function addHeld(
  graph: CompiledGraph,
  engine: Engine,
  assertions: readonly ModelAssertion[],
): Promise<void> {
  if (assertions.length === 0) return;
  await engine.createSchema(graph.defaultDatabase, graph.defaultSchema);
  await engine.append(
    target(graph),
    heldAssertionColumns,
    assertions.map((assertion) => ({
      model: assertion.parent,
      assertion: assertion.key,
      query_sha256: hashOf(assertion),
    })),
  );
}

/**
 * Whoever writes rows to these models says so first: what is asserted of them is not known to hold from then on, and the next
 * run that checks it reads the whole table.
 */
export async function distrust(graph: CompiledGraph, engine: Engine, models: readonly string[]): Promise<void> {
  if (models.length === 0 || (await engine.relation(target(graph))) === undefined) return;
  const names = [...new Set(models)].map((model) => `'${model.replace(/[\\']/g, '\\$&')}'`);
  const those = `SELECT model FROM \`${targetKey(target(graph))}\` WHERE model IN (${names.join(', ')})`;
  await engine.removeRows(target(graph), ['model'], those);
}

function target({ defaultDatabase: database, defaultSchema: schema }: CompiledGraph): Target {
  return { database, schema, name: heldAssertionsTable };
}

function hashOf({ query }: AssertionAction): string {
  return createHash('sha256').update(query, 'utf8').digest('hex');
}
