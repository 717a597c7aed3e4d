import type { Column, Engine, Row } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import type { RunResult } from './result.js';

export interface RunIdentity {
  readonly runId: string;
  /** ISO 8601; undefined when the warehouse's own clock was used. */
  readonly asOf: string | undefined;
  /** As the user could type it again. */
  readonly command: string;
}

/** The tables that the runner itself keeps, in the default dataset. */
export const runLogTables = ['leadscore_run_actions', 'leadscore_runs'] as const;

/** Grain: one row per run. */
export const runColumns: readonly Column[] = [
  { name: 'run_id', type: 'STRING' },
  { name: 'started_at', type: 'TIMESTAMP' },
  { name: 'finished_at', type: 'TIMESTAMP' },
  { name: 'as_of', type: 'TIMESTAMP' },
  { name: 'engine', type: 'STRING' },
  { name: 'command', type: 'STRING' },
  { name: 'status', type: 'STRING' },
  { name: 'models', type: 'INT64' },
  { name: 'failed', type: 'INT64' },
];

/** Grain: one row per run and action. */
export const runActionColumns: readonly Column[] = [
  { name: 'run_id', type: 'STRING' },
  { name: 'action', type: 'STRING' },
  { name: 'kind', type: 'STRING' },
  { name: 'status', type: 'STRING' },
  { name: 'rows', type: 'INT64' },
  { name: 'started_at', type: 'TIMESTAMP' },
  { name: 'seconds', type: 'NUMERIC' },
  { name: 'message', type: 'STRING' },
];

/** Writes `leadscore_runs` and `leadscore_run_actions` in the default dataset. */
export async function writeRunLog(
  graph: CompiledGraph,
  engine: Engine,
  result: RunResult,
  identity: RunIdentity,
): Promise<void> {
  const { defaultDatabase: database, defaultSchema: schema } = graph;
  await engine.createSchema(database, schema);
  await engine.append(
    { database, schema, name: 'leadscore_run_actions' },
    runActionColumns,
    actionRows(result, identity),
  );
  // Last, so that a run that stands here has all of its actions.
  await engine.append({ database, schema, name: 'leadscore_runs' }, runColumns, [runRow(engine, result, identity)]);
}

function runRow(engine: Engine, result: RunResult, { runId, asOf, command }: RunIdentity): Row {
  return {
    run_id: runId,
    started_at: result.startedAt.toISOString(),
    finished_at: result.finishedAt.toISOString(),
    as_of: asOf ?? null,
    engine: engine.name,
    command,
    status: result.status,
    models: result.actions.filter(({ action }) => action.kind !== 'assertion').length,
    failed: result.actions.filter(({ status }) => status === 'failed').length,
  };
}

function actionRows(result: RunResult, { runId }: RunIdentity): Row[] {
  return result.actions.map((entry) => ({
    run_id: runId,
    action: `${entry.action.target.schema}.${entry.action.target.name}`,
    kind: entry.action.kind,
    status: entry.status,
    rows: entry.rows ?? null,
    started_at: entry.startedAt.toISOString(),
    seconds: String(entry.seconds),
    message:
      entry.problems[0]?.what ?? (entry.because === undefined ? null : `because ${entry.because.join(', ')} failed`),
  }));
}
