import type { Column, Engine, Relation, Row, TableOptions, Target } from '../engine/engine.js';
import type {
  Action,
  AssertionAction,
  CompiledGraph,
  IncrementalAction,
  OperationAction,
  TableAction,
} from '../graph/graph.js';
import { locatedSql } from '../graph/origin.js';
import { type Problem, ProblemError } from '../problem.js';
import { asserted } from './asserted.js';
import type { BrokenCondition } from './assertion-failure.js';
import { columnChanges, planChanges } from './column-changes.js';
import { identifiersOf } from './identifiers.js';
import type { Increments } from './increments.js';
import { quoted } from './narrowed-check.js';
import { withBoundWatermark } from './watermark.js';

/** What executing an action gave; it throws when it failed. */
export interface Executed {
  readonly rows?: number;
  readonly warnings?: readonly Problem[];
  /** Of an assertion that found rows. */
  readonly sample?: readonly Row[];
  /** Of an assertion of conditions that found rows: which ones are broken. */
  readonly broken?: readonly BrokenCondition[];
  /** Of an assertion that read no more than the rows this run wrote to its model: how many those are. */
  readonly rowsChecked?: number;
}

export interface Execution {
  readonly graph: CompiledGraph;
  readonly engine: Engine;
  readonly fullRefresh: boolean;
  readonly increments: Increments;
}

/** Rows of a failed assertion that are shown. */
const SAMPLE_ROWS = 5;

/** Does what the official runner does for one action. Throws `ProblemError` or `EngineInterrupted`. */
export async function executeAction(action: Action, execution: Execution): Promise<Executed> {
  switch (action.kind) {
    case 'table':
    case 'view':
      return writeModel(action, execution);
    case 'incremental':
      return writeIncremental(action, execution);
    case 'operation':
      return runStatements(action, action.queries, execution);
    case 'assertion':
      return checkAssertion(action, execution);
  }
}

async function writeModel(action: TableAction, execution: Execution): Promise<Executed> {
  const { graph, engine } = execution;
  await runStatements(action, action.preOps, execution);
  const { sql, origin } = locatedSql(graph, action, action.query);
  const written =
    action.kind === 'view'
      ? await engine.writeView(action.target, sql, origin)
      : await engine.writeTable(
          action.target,
          await withBoundWatermark(sql, engine, origin),
          origin,
          tableOptions(graph, action),
        );
  await runStatements(action, action.postOps, execution);
  return written;
}

async function writeIncremental(action: IncrementalAction, execution: Execution): Promise<Executed> {
  const { graph, engine, fullRefresh, increments } = execution;
  const existing = await engine.relation(action.target);
  increments.begun(action);
  const isIncrement = (!fullRefresh || action.isProtected) && existing?.kind === 'table';
  await runStatements(action, isIncrement ? action.incrementalPreOps : action.preOps, execution);
  const made = locatedSql(graph, action, action.query);
  const executed = isIncrement
    ? await addRows(action, existing, execution)
    : await engine.writeTable(action.target, made.sql, made.origin, tableOptions(graph, action));
  await runStatements(action, isIncrement ? action.incrementalPostOps : action.postOps, execution);
  return executed;
}

async function addRows(action: IncrementalAction, existing: Relation, execution: Execution): Promise<Executed> {
  const { graph, engine, increments } = execution;
  const { sql: located, origin } = locatedSql(graph, action, action.incrementalQuery);
  const sql = await withBoundWatermark(located, engine, origin);
  const offered = await engine.describe(sql, origin);
  const plan = planChanges(action, origin, existing.columns, columnChanges(existing.columns, offered));
  const errors = plan.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new ProblemError(errors);
  if (plan.rewriteTo !== undefined)
    await engine.writeTable(
      action.target,
      rewriteSql(action.target, plan.rewriteTo),
      undefined,
      tableOptions(graph, action),
    );
  const stored = plan.rewriteTo?.map(({ column }) => column) ?? existing.columns;
  const columns = stored.map((column) => column.name);
  const keptIn = plan.rewriteTo === undefined ? increments.placeFor(action, stored, offered) : undefined;
  const how = keptIn === undefined ? { columns } : { columns, keptIn };
  const written = await engine.writeIncrement(
    action.target,
    action.uniqueKey.length > 0 ? { kind: 'merge', ...how, uniqueKey: action.uniqueKey } : { kind: 'insert', ...how },
    sql,
    origin,
  );
  if (keptIn !== undefined && written.rows !== undefined) {
    const [counted] = await engine.query(`SELECT COUNT(*) AS row_count FROM ${quoted(action.target)}`);
    increments.written(action, written.rows, Number(counted?.['row_count'] ?? 0));
  }
  return { ...written, warnings: plan.problems };
}

/** The table itself in other columns; new ones are NULL in every row. */
function rewriteSql(target: Target, columns: readonly { readonly column: Column; readonly isNew: boolean }[]): string {
  const list = columns.map(({ column, isNew }) =>
    isNew ? `CAST(NULL AS ${column.type}) AS \`${column.name}\`` : `\`${column.name}\``,
  );
  return `SELECT ${list.join(', ')} FROM ${quoted(target)}`;
}

async function checkAssertion(action: AssertionAction, { graph, engine, increments }: Execution): Promise<Executed> {
  // The view stays, so that whoever looks for the failing rows finds them where Dataform puts them.
  const { sql, origin } = locatedSql(graph, action, action.query);
  await engine.writeView(action.target, sql, origin);
  const narrowed = increments.narrowed(action);
  // With its bounds as constants a check reads no more than a model does.
  const bound = narrowed?.sql ?? (await withBoundWatermark(sql, engine, origin));
  const failing = bound === sql ? quoted(action.target) : `(\n${bound}\n) AS failing`;
  const [counted] = await engine.query(`SELECT COUNT(*) AS failing_rows FROM ${failing}`);
  const rows = Number(counted?.['failing_rows'] ?? 0);
  const checked = narrowed === undefined ? {} : { rowsChecked: narrowed.rows };
  if (rows === 0) return { rows, ...checked };
  const sample = await engine.query(`SELECT * FROM ${failing} LIMIT ${SAMPLE_ROWS}`);
  const broken = await brokenConditions(action, failing, engine);
  return { rows, sample: sample.slice(0, SAMPLE_ROWS), broken, ...checked };
}

async function brokenConditions(
  action: AssertionAction,
  failing: string,
  engine: Engine,
): Promise<readonly BrokenCondition[]> {
  if (asserted(action).kind !== 'conditions') return [];
  const found = await engine.query(
    `SELECT failing_row_condition, COUNT(*) AS failing_rows FROM ${failing} GROUP BY failing_row_condition ORDER BY failing_row_condition`,
  );
  return found.map((row) => ({
    condition: String(row['failing_row_condition']),
    rows: Number(row['failing_rows']),
  }));
}

async function runStatements(
  action: Exclude<Action, AssertionAction> | OperationAction,
  statements: readonly string[],
  { graph, engine }: Execution,
): Promise<Executed> {
  for (const statement of statements) {
    const { sql, origin } = locatedSql(graph, action, statement);
    await engine.query(sql, origin);
  }
  return {};
}

function tableOptions(graph: CompiledGraph, action: TableAction | IncrementalAction): TableOptions {
  const identifiers = action.kind === 'incremental' ? identifiersOf(graph, action) : [];
  return {
    ...(action.partitionBy === undefined ? {} : { partitionBy: action.partitionBy }),
    ...(action.clusterBy.length === 0 ? {} : { clusterBy: action.clusterBy }),
    ...(action.description === undefined ? {} : { description: action.description }),
    ...(identifiers.length === 0 ? {} : { identifiers }),
  };
}
