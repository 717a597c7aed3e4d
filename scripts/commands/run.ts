/** `leadscore run`: compile the graph and run it on a warehouse. */
import { randomUUID } from 'node:crypto';
import { BigQueryEngine } from '../engine/bigquery/bigquery-engine.js';
import type { Engine } from '../engine/engine.js';
import { DuckDbEngine } from '../engine/duckdb/duckdb_engine.js';
import { type LoadedTable, loadRawTables } from '../engine/duckdb/raw/load_raw.js';
import type { CompiledGraph } from '../graph/graph.js';
import { type RunCommandOptions, runCommand as runOnEngine } from '../run/command.js';
import { terminalText } from '../run/terminal-text.js';
import { type CommandContext, type ExitCode, say, showProblems } from './context.js';
import { readProject } from './project.js';
import { openWarehouse } from './warehouse.js';

export interface RunOptions {
  readonly engine: 'duckdb' | 'bigquery';
  readonly asOf?: string;
  readonly fullRefresh: boolean;
  readonly select: readonly string[];
  /** `name=glob`, several times. */
  readonly raw: ReadonlyMap<string, readonly string[]>;
  readonly database?: string;
  readonly parallel?: number;
  readonly memoryLimit?: string;
}

export async function runCommand(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const { project, warnings } = await readProject(context.directory);
  if (warnings.length > 0) showProblems(context, warnings);
  const settings: RunCommandOptions = {
    directory: context.directory,
    commandLine: context.commandLine,
    fullRefresh: options.fullRefresh,
    select: options.select,
    quiet: context.quiet || context.json,
    json: context.json,
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
  };
  const openEngine = async (graph: CompiledGraph): Promise<Engine> =>
    options.engine === 'bigquery'
      ? new BigQueryEngine({ projectId: graph.defaultDatabase })
      : openWarehouse(graph, { directory: context.directory, ...pick(options) });
  return runOnEngine(settings, {
    openEngine,
    loadRaw: async (engine) => {
      if (!(engine instanceof DuckDbEngine)) return;
      const loaded = await loadRawTables(engine, project.sources, {
        overrides: options.raw,
        projectDirectory: context.directory,
      });
      for (const table of loaded) for (const line of loadedLines(table)) say(context, line);
    },
    output: context.out,
    progress: context.err,
    showProblems: (problems) => {
      showProblems(context, problems);
    },
    clock: context.clock,
    runId: randomUUID(),
    signal: context.signal,
  });
}

function pick(options: RunOptions): { database?: string; memoryLimit?: string } {
  return {
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
  };
}

function loadedLines(table: LoadedTable): readonly string[] {
  const name = `${table.source}.${table.table}`;
  const lines =
    table.state === 'loaded'
      ? [
          `loaded ${name}: ${(table.rows ?? 0).toLocaleString('en-US')} rows from ${table.files.length} ${table.files.length === 1 ? 'file' : 'files'}`,
        ]
      : [];
  return table.unlocked.length === 0
    ? lines
    : [
        ...lines,
        `  columns of ${name} that its lock does not name were left out: ${table.unlocked.map((column) => terminalText(column)).join(', ')}`,
      ];
}
