import type { Action, CompiledGraph, IncrementalAction } from '../../../scripts/graph/graph.js';
import { type Difference, compareColumns, compareRows } from '../compare.js';
import { type Judge, JudgeError, type Relation } from '../judge/judge.js';
import { increment } from './increment.js';
import { type Tables, evaluateOver, stored } from './tables.js';
import { type Warehouse, tableName } from './warehouse.js';

/** One action of the graph (or one of its unit tests) after one load, on both sides. */
export interface Judged {
  readonly name: string;
  readonly kind: Action['kind'] | 'test' | 'increment';
  readonly load: number;
  /** Rows on the judge. */
  readonly rows: number;
  readonly milliseconds: number;
  readonly differences: readonly Difference[];
}

/**
 * Evaluates the whole graph on the judge, in dependency order, each model's rows becoming the next one's table, and
 * compares every model, assertion and unit test with what DuckDB holds or answers.
 * @param before the judge's tables after the load before this one; incremental models then only add to theirs
 * @returns the comparisons, and the judge's tables for the next load
 */
export async function judgeGraph(
  judge: Judge,
  graph: CompiledGraph,
  warehouse: Warehouse,
  load: number,
  before: Tables = new Map(),
): Promise<{ readonly judged: readonly Judged[]; readonly tables: Tables }> {
  const tables: Tables = new Map();
  for (const each of graph.declarations) tables.set(tableName(each.target), await warehouse.read(each.target));
  const judged: Judged[] = [];
  for (const action of graph.actions) {
    if (action.isDisabled) continue;
    judged.push(await judgeAction(judge, action, warehouse, load, tables, before));
  }
  for (const test of graph.tests) {
    for (const [part, sql] of [
      ['tested', test.testQuery],
      ['expected', test.expectedQuery],
    ] as const) {
      const run = async (): Promise<Pair> => ({
        judge: stored(await judge.evaluate(sql)),
        duckdb: await warehouse.query(sql),
      });
      judged.push(await timed(`${test.name} (${part})`, 'test', load, run));
    }
  }
  return { judged, tables };
}

interface Pair {
  readonly judge: Relation;
  readonly duckdb: Relation;
}

async function judgeAction(
  judge: Judge,
  action: Action,
  warehouse: Warehouse,
  load: number,
  tables: Tables,
  before: Tables,
): Promise<Judged> {
  const name = tableName(action.target);
  const earlier = before.get(name);
  const adds = action.kind === 'incremental' && earlier !== undefined;
  return timed(name, adds ? 'increment' : action.kind, load, async () => {
    if (action.kind === 'operation') throw new Error('an operation: the judge evaluates queries only');
    refuseScripts(action, adds);
    if (action.kind === 'assertion') {
      return {
        judge: stored(await evaluateOver(judge, tables, action.query)),
        duckdb: await warehouse.query(action.query),
      };
    }
    const rows = stored(
      adds ? await added(judge, action, tables, earlier) : await evaluateOver(judge, tables, action.query),
    );
    tables.set(name, rows);
    return { judge: rows, duckdb: await warehouse.read(action.target) };
  });
}

async function added(judge: Judge, action: IncrementalAction, tables: Tables, earlier: Relation): Promise<Relation> {
  tables.set(tableName(action.target), earlier);
  return increment(earlier, await evaluateOver(judge, tables, action.incrementalQuery), action.uniqueKey);
}

/** Operations before and after a model are scripts, which neither side can judge; silence would hide them. */
function refuseScripts(action: Action, adds: boolean): void {
  if (action.kind === 'assertion' || action.kind === 'operation') return;
  const scripts =
    adds && action.kind === 'incremental'
      ? [...action.incrementalPreOps, ...action.incrementalPostOps]
      : [...action.preOps, ...action.postOps];
  if (scripts.length > 0) throw new Error('operations before or after the query: the judge evaluates queries only');
}

async function timed(name: string, kind: Judged['kind'], load: number, run: () => Promise<Pair>): Promise<Judged> {
  const start = performance.now();
  const done = (rows: number, differences: readonly Difference[]): Judged => {
    return { name, kind, load, rows, milliseconds: Math.round(performance.now() - start), differences };
  };
  try {
    const { judge, duckdb } = await run();
    return done(judge.rows.length, [...compareColumns(judge, duckdb), ...compareRows(judge, duckdb)]);
  } catch (error) {
    const side = error instanceof JudgeError ? 'judge' : 'duckdb';
    const said = error instanceof Error ? error.message : String(error);
    return done(0, [{ where: 'error', judge: side === 'judge' ? said : '', duckdb: side === 'duckdb' ? said : '' }]);
  }
}
