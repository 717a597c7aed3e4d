import { shownName } from './asserted.js';
import { type Engine, EngineInterrupted } from '../engine/engine.js';
import type { Action, CompiledGraph, TargetKey } from '../graph/graph.js';
import { selectActions } from '../graph/select.js';
import { type Problem, ProblemError } from '../problem.js';
import { assertionFailure } from './assertion-failure.js';
import { executeAction } from './execute-action.js';
import { Increments } from './increments.js';
import { interruptible } from './interruptible.js';
import type { ActionResult, RunEvent, RunResult } from './result.js';
import { runInOrder } from './schedule.js';

export interface RunOptions {
  /** Incremental tables are made anew, unless protected. */
  readonly fullRefresh?: boolean;
  /** As `selectActions` takes them; none selects everything. */
  readonly select?: readonly string[];
  readonly onProgress?: (event: RunEvent) => void;
  /** Most actions in flight at once; 2 unless given. */
  readonly parallel?: number;
  readonly clock: () => Date;
  /** Raised by Ctrl-C: the engine is interrupted, what is in flight is rolled back, nothing else begins. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a compiled graph. An action's failure is a result, not an exception: whatever does not read it still runs.
 * Throws `ProblemError` for an unknown selection or when a schema cannot be made.
 */
export async function runGraph(graph: CompiledGraph, engine: Engine, options: RunOptions): Promise<RunResult> {
  const actions = selectActions(graph, options.select ?? []);
  const { signal, clock } = options;
  const startedAt = clock();
  const guarded = interruptible(engine, signal);
  const interrupt = () => {
    engine.interrupt();
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  const results = new Map<TargetKey, ActionResult>();
  const report = (result: ActionResult) => {
    results.set(result.action.key, result);
    options.onProgress?.({ kind: 'finished', result, done: results.size, total: actions.length });
  };
  const fullRefresh = options.fullRefresh ?? false;
  let increments: Increments | undefined;
  try {
    await createSchemas(guarded, actions);
    const begun = await Increments.begin(graph, guarded, actions, fullRefresh);
    increments = begun;
    const never = await runInOrder({
      tasks: actions,
      parallel: options.parallel ?? 2,
      signal,
      run: async (action) => {
        options.onProgress?.({ kind: 'started', action, done: results.size, total: actions.length });
        const result = await attempt(action, graph, clock, () =>
          executeAction(action, { graph, engine: guarded, fullRefresh, increments: begun }),
        );
        await begun.checked(action, result.status === 'succeeded', engine);
        report(result);
        return result.status === 'succeeded' || result.status === 'disabled' ? 'done' : 'failed';
      },
      skip: (action, because) => {
        report({ ...unstarted(action, clock), because: because.map((key) => nameOf(actions, key)) });
      },
    });
    for (const action of never) report(unstarted(action, clock));
  } catch (error) {
    if (!(error instanceof EngineInterrupted)) throw error;
    for (const action of actions) if (!results.has(action.key)) report(unstarted(action, clock));
  } finally {
    signal?.removeEventListener('abort', interrupt);
    await increments?.end(engine);
  }
  const finished = actions.flatMap((action) => results.get(action.key) ?? []);
  return { status: statusOf(finished, signal), startedAt, finishedAt: clock(), actions: finished };
}

async function createSchemas(engine: Engine, actions: readonly Action[]): Promise<void> {
  const schemas = new Map(actions.map(({ target }) => [`${target.database}.${target.schema}`, target]));
  for (const [, target] of [...schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
    await engine.createSchema(target.database, target.schema);
}

async function attempt(
  action: Action,
  graph: CompiledGraph,
  clock: () => Date,
  execute: () => ReturnType<typeof executeAction>,
): Promise<ActionResult> {
  const startedAt = clock();
  const ended = () => ({ action, startedAt, seconds: (clock().getTime() - startedAt.getTime()) / 1000 });
  if (action.isDisabled) return { ...ended(), status: 'disabled', problems: [] };
  try {
    const { rows, warnings, sample, broken = [], rowsChecked } = await execute();
    const counted = { ...(rows === undefined ? {} : { rows }), ...(rowsChecked === undefined ? {} : { rowsChecked }) };
    if (sample === undefined || action.kind !== 'assertion')
      return { ...ended(), status: 'succeeded', ...counted, problems: warnings ?? [] };
    const problems = assertionFailure(graph, action, { rows: rows ?? 0, broken, rowsChecked });
    return { ...ended(), status: 'failed', ...counted, sample, problems };
  } catch (error) {
    if (error instanceof EngineInterrupted) return { ...ended(), status: 'interrupted', problems: [] };
    return { ...ended(), status: 'failed', problems: problemsOf(error, action) };
  }
}

/** A failure that nobody foresaw still belongs to its action: the others go on, and the run fails. */
function problemsOf(error: unknown, action: Action): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  return [
    {
      code: 'run/unexpected',
      severity: 'error',
      place: { file: action.fileName, line: 1, column: 1 },
      what: `${action.target.name} failed: ${error instanceof Error ? error.message : String(error)}`,
    },
  ];
}

function unstarted(action: Action, clock: () => Date): ActionResult {
  return { action, status: 'skipped', startedAt: clock(), seconds: 0, problems: [] };
}

function nameOf(actions: readonly Action[], key: TargetKey): string {
  const action = actions.find((one) => one.key === key);
  return action === undefined ? key : shownName(action);
}

function statusOf(results: readonly ActionResult[], signal: AbortSignal | undefined): RunResult['status'] {
  const isUnfinished = results.some(
    (result) => result.status === 'interrupted' || (result.status === 'skipped' && result.because === undefined),
  );
  if (signal?.aborted === true && isUnfinished) return 'interrupted';
  return results.some((result) => result.status === 'failed') ? 'failed' : 'succeeded';
}
