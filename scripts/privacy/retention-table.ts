/** The table int_retention as the deletion writes and reads it. */
import type { Engine, Row, Target } from '../engine/engine.js';
import { retentionColumns } from '../generate/intermediate/retention.js';
import { type CompiledGraph, targetKey } from '../graph/graph.js';
import { distrust } from '../run/held-assertions.js';
import { quoted } from './forgotten-table.js';

function target({ defaultDatabase: database, defaultSchema: schema }: CompiledGraph): Target {
  return { database, schema, name: 'int_retention' };
}

/** Every row, in order of time; none where nothing was ever deleted by age. */
export async function retentionRows(graph: CompiledGraph, engine: Engine): Promise<readonly Row[]> {
  if ((await engine.relation(target(graph))) === undefined) return [];
  const columns = retentionColumns.map(({ name }) => name).join(', ');
  return engine.query(`SELECT ${columns} FROM ${quoted(target(graph))} ORDER BY changed_at, name`);
}

/** Adds the rows that are not there yet; makes the table where there is none. */
export async function addRetention(graph: CompiledGraph, engine: Engine, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const keyOf = (row: Row): string => JSON.stringify([row.name, new Date(String(row.changed_at)).toISOString()]);
  const there = new Set((await retentionRows(graph, engine)).map(keyOf));
  await engine.createSchema(graph.defaultDatabase, graph.defaultSchema);
  await distrust(graph, engine, [targetKey(target(graph))]);
  await engine.append(
    target(graph),
    retentionColumns,
    rows.filter((row) => !there.has(keyOf(row))),
  );
}
