import { type Engine, EngineInterrupted } from '../engine/engine.js';
import { compileProject } from '../graph/compile.js';
import type { CompiledGraph } from '../graph/graph.js';
import { selectActions } from '../graph/select.js';
import { type Problem, ProblemError } from '../problem.js';
import { parseAsOf } from './as-of.js';
import { parseDays } from './days.js';
import { type Heat, type HotResult, runHot } from './hot/run-hot.js';
import { hotSuffix } from './hot/schema.js';
import { createProgress, type Output, plural } from './progress.js';
import { reportLines, runAsJson, runProblems } from './report.js';
import { type RunOptions, runGraph } from './run.js';
import { writeRunLog } from './run-log.js';
import { staleClockWarning } from './stale-clock.js';

/** 0 fine, 1 problems found, 2 wrong use, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** The options of `leadscore run`, parsed. */
export interface RunCommandOptions {
  readonly directory: string;
  /** A date or an instant; the warehouse's clock unless given. */
  readonly asOf?: string;
  /** Days whose raw events are read again: `2026-06-01..2026-06-03`, or one day. */
  readonly days?: string;
  readonly fullRefresh?: boolean;
  readonly select?: readonly string[];
  /** Score only leads about whom something is new: what each scored rubric means today, by name. */
  readonly hot?: ReadonlyMap<string, string>;
  readonly parallel?: number;
  readonly quiet?: boolean;
  readonly json?: boolean;
  /** Known before the run; part of the JSON document, and of nothing else. May still grow while raw files are loaded. */
  readonly warnings?: readonly Problem[];
  /** What the user typed, for the run log. */
  readonly commandLine: string;
}

/** Everything outside: opened and shown by whoever calls. */
export interface RunCommandParts {
  readonly openEngine: (graph: CompiledGraph) => Promise<Engine>;
  /** Brings raw files into the engine, before anything runs. */
  readonly loadRaw: (engine: Engine, graph: CompiledGraph) => Promise<void>;
  /** For `--json`, and nothing else. */
  readonly output: Pick<Output, 'write'>;
  /** For progress and reports. */
  readonly progress: Output;
  readonly showProblems: (problems: readonly Problem[]) => void;
  /** Shows what stops nothing, now or as part of the one JSON document (see `warnings`). */
  readonly warn: (problems: readonly Problem[]) => void;
  readonly clock: () => Date;
  readonly runId: string;
  readonly signal?: AbortSignal;
}

/** For includes/clock.js: checks of raw rows look at all of them. */
const checkEverything = { check: 'everything' };

/** The one of them that a project has as a table reads raw events once. */
const readRaw: readonly string[] = ['int_appended_events', 'int_events'];

/** No run has read raw events yet. */
async function isFirstLoad(graph: CompiledGraph, engine: Engine): Promise<boolean> {
  const events = graph.actions.find(({ target }) => readRaw.includes(target.name));
  return events !== undefined && (await engine.relation(events.target)) === undefined;
}

/** Compiles and runs a project, prints what happened, and returns the exit code. User errors never throw. */
export async function runCommand(options: RunCommandOptions, parts: RunCommandParts): Promise<ExitCode> {
  let engine: Engine | undefined;
  try {
    const asOf = options.asOf === undefined ? undefined : parseAsOf(options.asOf);
    const days = options.days === undefined ? undefined : parseDays(options.days);
    const vars = {
      ...(asOf !== undefined && { as_of: asOf }),
      ...(days !== undefined && { days }),
      ...(options.fullRefresh === true && checkEverything),
    };
    let graph = compileProject(options.directory, { vars });
    if (graph.actions.length === 0) throw new ProblemError(noModels);
    const selected = selectActions(graph, options.select ?? []);
    if (asOf !== undefined) parts.warn(staleClockWarning(graph, selected, asOf));
    engine = await parts.openEngine(graph);
    await load(engine, graph, parts);
    if (options.fullRefresh !== true && (await isFirstLoad(graph, engine)))
      graph = compileProject(options.directory, { vars: { ...vars, ...checkEverything } });
    return await runAndReport(graph, engine, options, parts, asOf);
  } catch (error) {
    if (error instanceof EngineInterrupted) {
      parts.progress.write('Interrupted while raw files were loaded; no model was begun.\n');
      if (options.json === true) parts.output.write('{"status":"interrupted","actions":[],"problems":[]}\n');
      return 130;
    }
    if (!(error instanceof ProblemError)) throw error;
    parts.showProblems(error.problems);
    return error.problems.every(({ code }) => WRONG_USE.has(code)) ? 2 : 1;
  } finally {
    await engine?.close();
  }
}

async function load(engine: Engine, graph: CompiledGraph, parts: RunCommandParts): Promise<void> {
  const { signal } = parts;
  const interrupt = () => {
    engine.interrupt();
  };
  if (signal?.aborted === true) throw new EngineInterrupted();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    await parts.loadRaw(engine, graph);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

const noModels: Problem = {
  code: 'run/no-models',
  severity: 'error',
  what: 'There is nothing to run: definitions/ holds no model.',
  todo: 'Run `npx leadscore build` first, which writes the models that the rubrics ask for.',
};

const WRONG_USE: ReadonlySet<string> = new Set([
  'run/as-of',
  'run/days',
  'graph/unknown-selection',
  'graph/no-project',
]);

async function runAndReport(
  graph: CompiledGraph,
  engine: Engine,
  options: RunCommandOptions,
  parts: RunCommandParts,
  asOf: string | undefined,
): Promise<ExitCode> {
  const isQuiet = options.quiet === true;
  const progress = createProgress(parts.progress, { quiet: isQuiet });
  const how: RunOptions = {
    clock: parts.clock,
    onProgress: progress.onProgress,
    fullRefresh: options.fullRefresh ?? false,
    select: options.select ?? [],
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
    ...(parts.signal === undefined ? {} : { signal: parts.signal }),
  };
  const hot = options.hot === undefined ? undefined : await hotResult(graph, engine, options, how, options.hot);
  const result = hot ?? (await runGraph(graph, engine, how));
  progress.finish(result);
  if (hot !== undefined && !isQuiet) parts.progress.write(`${heatLine(hot.heat)}\n`);
  const logProblems = await logged(() =>
    writeRunLog(graph, engine, result, { runId: parts.runId, asOf, command: options.commandLine }),
  );
  const problems = [...runProblems(result), ...logProblems];
  if (options.json === true) {
    // One document: the problems are part of it.
    parts.output.write(`${runAsJson(result, [...(options.warnings ?? []), ...logProblems], hot?.heat)}\n`);
  } else {
    if (problems.length > 0) parts.showProblems(problems);
    for (const line of reportLines(result)) parts.progress.write(`${line}\n`);
  }
  if (result.status === 'interrupted') return 130;
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** The moment of the run and what else was given hold for both graphs. */
function hotResult(
  graph: CompiledGraph,
  engine: Engine,
  { directory }: RunCommandOptions,
  how: RunOptions,
  meanings: ReadonlyMap<string, string>,
): Promise<HotResult> {
  const hot = compileProject(directory, { vars: graph.vars, schemaSuffix: hotSuffix(graph) });
  return runHot(graph, engine, { meanings, hot }, how);
}

function heatLine({ since, leads, accounts, isPublished }: Heat): string {
  const found = `${plural(leads, 'lead')} of ${plural(accounts, 'account')} with something new since ${since}`;
  if (leads + accounts === 0) return isPublished ? `nothing is new since ${since}` : 'nobody was scored';
  return isPublished ? `scored ${found}` : `${found}: not scored, the scores stay as they are`;
}

/** A run log that cannot be written (a full disk) is a problem of its own; it hides nothing of the run. */
async function logged(write: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await write();
    return [];
  } catch (error) {
    if (error instanceof ProblemError)
      return error.problems.map((problem) => ({ ...problem, what: `${problem.what} It stopped the run log.` }));
    throw error;
  }
}
