/** `leadscore state export` and `state import`: what cannot be computed again, to files and back. */
import path from 'node:path';
import { type Engine, EngineInterrupted, type Row } from '../engine/engine.js';
import { compileProject } from '../graph/compile.js';
import type { CompiledGraph } from '../graph/graph.js';
import { clearPeople } from '../privacy/clear.js';
import { addForgotten, forgottenRows, hashesSql } from '../privacy/forgotten-table.js';
import { addRetention, retentionRows } from '../privacy/retention-table.js';
import type { Project } from '../rubric/model.js';
import { exportState } from '../state/export.js';
import { type ImportOptions, importState, rowsText } from '../state/import.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { readProject } from './project.js';
import { retainIn } from './retention.js';
import { bigQueryOf, openToRead, openWarehouse } from './warehouse.js';

export interface StateOptions {
  /** From where the command was called. */
  readonly folder: string;
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
}

export async function stateExportCommand(context: CommandContext, options: StateOptions): Promise<ExitCode> {
  const graph = compileProject(context.directory);
  const where = { directory: context.directory, ...pick(options) };
  const engine = await openToRead(graph, { ...where, engine: options.engine });
  const { tables, absent } = await using(context, engine, () =>
    exportState(graph, engine, path.resolve(options.folder), context.clock()),
  );
  if (context.json) printJson(context, { folder: options.folder, tables, absent });
  for (const { name, rows } of tables) say(context, `exported  ${name}: ${rowsText(rows)}`);
  for (const name of absent) say(context, `not there yet  ${name}`);
  say(context, `The backup is in ${options.folder}; it holds ids of people, so keep it as you keep the warehouse.`);
  return 0;
}

export async function stateImportCommand(
  context: CommandContext,
  options: StateOptions & ImportOptions,
): Promise<ExitCode> {
  const { project } = await readProject(context.directory);
  const graph = compileProject(context.directory);
  const where = { directory: context.directory, ...pick(options) };
  const engine = options.engine === 'bigquery' ? bigQueryOf(graph) : await openWarehouse(graph, where);
  const { imported, forgotten, deleted } = await using(context, engine, async () => {
    const before = await forgottenRows(graph, engine);
    const retained = await retentionRows(graph, engine);
    const done = await importState(graph, engine, path.resolve(options.folder), options);
    const again = await forgetAgain(graph, engine, before);
    return { imported: done, forgotten: again, deleted: await retainAgain(context, project, graph, engine, retained) };
  });
  if (context.json) printJson(context, { ...imported, forgotten, deleted });
  for (const { name, rows } of imported.tables) say(context, `imported  ${name}: ${rowsText(rows)}`);
  for (const name of imported.missing) say(context, `left as it is  ${name}: not in the backup`);
  for (const { table, rows } of forgotten) say(context, `forgotten again  ${table}: ${rowsText(rows)}`);
  for (const { table, rows } of deleted) say(context, `deleted by age again  ${table}: ${rowsText(rows)}`);
  say(context, `State of ${imported.exportedAt} is back. Run \`npx leadscore run\` to score from it.`);
  return 0;
}

/** A backup may be older than a `forget`: whom the warehouse has forgotten by now does not come back with it. */
async function forgetAgain(
  graph: CompiledGraph,
  engine: Engine,
  before: readonly Row[],
): Promise<readonly { readonly table: string; readonly rows: number }[]> {
  await addForgotten(graph, engine, before);
  const identities = (await forgottenRows(graph, engine)).map((row) => ({
    hash: String(row.identity_hash),
    isShared: row.is_shared === true,
  }));
  if (identities.length === 0) return [];
  const { tables } = await clearPeople(graph, engine, hashesSql(identities), { isDry: false });
  return tables.map(({ table, rows }) => ({ table, rows }));
}

/** Nor does what was deleted by age, and no day moves back from which on rows are kept. */
async function retainAgain(
  context: CommandContext,
  project: Project,
  graph: CompiledGraph,
  engine: Engine,
  before: readonly Row[],
): Promise<readonly { readonly table: string; readonly rows: number }[]> {
  await addRetention(graph, engine, before);
  const now = context.clock();
  const kept = await retainIn(project, graph, engine, { asOf: now, now, isDry: false });
  return kept.filter(({ rows }) => rows > 0).map(({ table, rows }) => ({ table, rows }));
}

/** Closes the engine whatever happens; Ctrl-C stops it. */
async function using<T>(context: CommandContext, engine: Engine, work: () => Promise<T>): Promise<T> {
  const interrupt = (): void => {
    engine.interrupt();
  };
  if (context.signal.aborted) throw new EngineInterrupted();
  context.signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } finally {
    context.signal.removeEventListener('abort', interrupt);
    await engine.close();
  }
}

function pick(options: StateOptions): { readonly database?: string } {
  return options.database === undefined ? {} : { database: options.database };
}
