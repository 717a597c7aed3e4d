/** `leadscore run`: compile the graph and run it on a warehouse. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine/engine.js';
import { DuckDbEngine } from '../engine/duckdb/duckdb-engine.js';
import { type LoadedTable, type LoadingTable, loadRawTables } from '../engine/duckdb/raw/load-raw.js';
import { scoredMeanings } from '../generate/outputs/shape.js';
import { type Drift, findDrift } from '../generate/write.js';
import type { CompiledGraph } from '../graph/graph.js';
import { type RunCommandOptions, runCommand as runOnEngine } from '../run/command.js';
import type { Problem } from '../problem.js';
import { parseAsOf } from '../run/as-of.js';
import { someOf } from '../run/report.js';
import { type CommandContext, type ExitCode, isJson, say, showProblems } from './context.js';
import { modelsOf, readProject } from './project.js';
import { rowsText } from './retain.js';
import { notKeptAnyMore, retainIn } from './retention.js';
import { bigQueryOf, openWarehouse } from './warehouse.js';

export interface RunOptions {
  readonly engine: 'duckdb' | 'bigquery';
  readonly asOf?: string;
  readonly days?: string;
  readonly fullRefresh: boolean;
  /** Only leads about whom something is new are scored. */
  readonly hot?: boolean;
  readonly select: readonly string[];
  /** `name=glob`, several times. */
  readonly raw: ReadonlyMap<string, readonly string[]>;
  readonly database?: string;
  readonly parallel?: number;
  readonly memoryLimit?: string;
}

export async function runCommand(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const { project, warnings } = await readProject(context.directory);
  // A program reads one document, so what is not an error waits for the result.
  const held: Problem[] = [];
  const warn = (found: readonly Problem[]): void => {
    if (isJson(context)) held.push(...found);
    else if (found.length > 0) showProblems(context, found);
  };
  warn(warnings);
  warn(driftWarning(findDrift(context.directory, modelsOf(project))));
  const settings: RunCommandOptions = {
    directory: context.directory,
    commandLine: context.commandLine,
    fullRefresh: options.fullRefresh,
    select: options.select,
    quiet: context.quiet || context.json,
    json: context.json,
    warnings: held,
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    ...(options.days === undefined ? {} : { days: options.days }),
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
    ...(options.hot === true ? { hot: scoredMeanings(project) } : {}),
  };
  const openEngine = async (graph: CompiledGraph): Promise<Engine> =>
    options.engine === 'bigquery'
      ? bigQueryOf(graph)
      : openWarehouse(graph, { directory: context.directory, ...pick(options) });
  const load = async (engine: DuckDbEngine): Promise<void> => {
    const loaded = await loadRawTables(engine, project.sources, {
      overrides: options.raw,
      projectDirectory: context.directory,
      onLoading: (table) => {
        if (!context.quiet && !context.json) context.err.write(loadingLine(table));
      },
    });
    for (const table of loaded) for (const line of loadedLines(table)) say(context, line);
    warn(loaded.filter(({ rows }) => rows === 0).map(noRows));
  };
  let isShown = false;
  const code = await runOnEngine(settings, {
    openEngine,
    loadRaw: async (engine, graph) => {
      if (engine instanceof DuckDbEngine) await load(engine);
      // Often enough with the runs that score everybody.
      if (options.hot === true) return;
      // Before the models: what is too old is neither read nor brought back by them.
      const asOf = options.asOf === undefined ? context.clock() : new Date(parseAsOf(options.asOf));
      const kept = await retainIn(project, graph, engine, { asOf, now: context.clock(), isDry: false });
      for (const { table, rows } of kept) if (rows > 0) say(context, `deleted by age  ${table}: ${rowsText(rows)}`);
      warn(notKeptAnyMore(project, kept, asOf));
    },
    output: context.out,
    progress: context.err,
    warn,
    showProblems: (problems) => {
      isShown = true;
      showProblems(context, isJson(context) ? [...held, ...problems] : problems);
    },
    clock: context.clock,
    runId: randomUUID(),
    signal: context.signal,
  });
  if (!context.json && !isShown && held.length > 0) showProblems(context, held);
  return code;
}

function pick(options: RunOptions): { database?: string; memoryLimit?: string } {
  return {
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
  };
}

const ANNOUNCED_BYTES = 10_000_000;

/** Small files are loaded before one could read that they are being loaded. */
function loadingLine({ source, table, files, bytes }: LoadingTable): string {
  if (bytes < ANNOUNCED_BYTES) return '';
  return `loading ${source}.${table}: ${filesText(files)}, ${Math.round(bytes / 1e6).toLocaleString('en-US')} MB\n`;
}

function loadedLines({ source, table, state, rows = 0, files, unlocked }: LoadedTable): readonly string[] {
  if (state !== 'loaded') return [];
  const left = unlocked.length;
  return [
    `loaded ${source}.${table}: ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'} from ${filesText(files)}`,
    ...(left === 0
      ? []
      : [
          `  left out ${left === 1 ? '1 column' : `${left} columns`} that the lock does not name: ${someOf(unlocked, 'and')}`,
        ]),
  ];
}

function filesText(files: readonly string[]): string {
  return files.length === 1 ? '1 file' : `${files.length.toLocaleString('en-US')} files`;
}

/** An export that lost its rows looks like a company that lost its leads. */
function noRows({ source, table, files }: LoadedTable): Problem {
  const [file] = files;
  return {
    code: 'raw/no-rows',
    severity: 'warning',
    ...(file === undefined ? {} : { place: { file, line: 1, column: 1 } }),
    what: `Raw table ${source}.${table} has no rows: there is nothing but columns in ${files.length === 1 ? 'its file' : 'its files'}.`,
    todo: 'Look whether the export broke off.',
  };
}

/** What runs is what stands in definitions/; a rubric changed since is not in it. A project never built has a problem of its own. */
function driftWarning(drift: readonly Drift[]): readonly Problem[] {
  const [first] = drift;
  if (first === undefined || drift.every(({ kind }) => kind === 'missing')) return [];
  return [
    {
      code: 'run/drift',
      severity: 'warning',
      place: { file: first.path, line: 1, column: 1 },
      what: `${drift.length} ${drift.length === 1 ? 'file' : 'files'} in definitions/ ${drift.length === 1 ? 'is' : 'are'} not what the rubrics say; what runs is the older text.`,
      todo: 'Run `npx leadscore build` first, unless that is what you want.',
    },
  ];
}
