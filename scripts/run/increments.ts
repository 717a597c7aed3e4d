import { type Column, type Engine, EngineInterrupted, type Target } from '../engine/engine.js';
import type { Action, AssertionAction, CompiledGraph, IncrementalAction, TargetKey } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { asserted } from './asserted.js';
import {
  addHeld,
  distrust,
  heldAssertions,
  isModelAssertion,
  isNoted,
  type ModelAssertion,
} from './held-assertions.js';
import { narrowedCheck } from './narrowed-check.js';

/** What an assertion has to read of a table that this run has added rows to. */
export interface Narrowed {
  readonly sql: string;
  /** Rows that the run has written to the table. */
  readonly rows: number;
}

interface Kept {
  readonly target: Target;
  readonly columns: readonly Column[];
  /** Known once they are written. */
  rows?: { readonly written: number; readonly inTable: number };
}

/** Looking up the keys of an increment costs as much as counting all of them from about this share of the table on. */
const MOST_LOOKED_UP = 0.25;

/**
 * The rows that a run adds to its incremental tables, for as long as assertions want to read them: each increment stands in
 * a table of its own beside its model's. Only an assertion that is known to have held before reads no more than that.
 */
export class Increments {
  readonly #graph: CompiledGraph;
  readonly #isFullRefresh: boolean;
  /** Of models that this run may write to or checks, by key. */
  readonly #models: ReadonlyMap<TargetKey, IncrementalAction>;
  readonly #heldBefore: readonly ModelAssertion[];
  /** Not known to hold, as after a run that was killed: it may have left an increment. */
  readonly #doubted: readonly IncrementalAction[];
  /** In this run, and not over yet. */
  readonly #open: Set<ModelAssertion>;
  readonly #held = new Set<ModelAssertion>();
  readonly #failed = new Set<ModelAssertion>();
  readonly #begun = new Set<TargetKey>();
  readonly #kept = new Map<TargetKey, Kept>();

  private constructor(
    graph: CompiledGraph,
    isFullRefresh: boolean,
    models: ReadonlyMap<TargetKey, IncrementalAction>,
    open: readonly ModelAssertion[],
    heldBefore: readonly ModelAssertion[],
  ) {
    this.#graph = graph;
    this.#isFullRefresh = isFullRefresh;
    this.#models = models;
    this.#open = new Set(open);
    this.#heldBefore = heldBefore;
    this.#doubted = [...models.values()].filter(({ key }) =>
      assertionsOf(graph, models).some((one) => one.parent === key && !heldBefore.includes(one)),
    );
  }

  /** From here on nothing is known to hold of the tables that these actions may write to, until `end`. */
  static async begin(
    graph: CompiledGraph,
    engine: Engine,
    actions: readonly Action[],
    isFullRefresh: boolean,
  ): Promise<Increments> {
    const keys = new Set(actions.map((action) => (isModelAssertion(action) ? action.parent : action.key)));
    const models = new Map(
      graph.actions.flatMap((action) =>
        action.kind === 'incremental' && keys.has(action.key) ? [[action.key, action]] : [],
      ),
    );
    const noted = await heldAssertions(graph, engine);
    const all = assertionsOf(graph, models);
    const held = all.filter((one) => isNoted(one, noted));
    const open = all.filter((one) => !one.isDisabled && actions.includes(one));
    await distrust(
      graph,
      engine,
      noted.map(({ model }) => model).filter((model) => [...keys].some((key) => key === model)),
    );
    return new Increments(graph, isFullRefresh, models, open, held);
  }

  /** The model's table is about to be written to. */
  begun(model: IncrementalAction): void {
    this.#begun.add(model.key);
  }

  /**
   * Where the rows that are added to a table of these columns are to be kept; undefined where nobody would read them there.
   * Columns of the query in another type are converted on their way, so that what is kept is not what is stored.
   */
  placeFor(model: IncrementalAction, stored: readonly Column[], offered: readonly Column[]): Target | undefined {
    if (this.#isFullRefresh || isWrittenElsewhere(this.#graph, model)) return undefined;
    const types = new Map(offered.map(({ name, type }) => [name.toLowerCase(), type]));
    if (stored.some(({ name, type }) => types.get(name.toLowerCase()) !== type)) return undefined;
    const target = incrementTarget(model);
    const isNarrowed = [...this.#open].some(
      (one) =>
        one.parent === model.key &&
        this.#heldBefore.includes(one) &&
        narrowedCheck(one, { target: model.target, columns: stored }, target) !== undefined,
    );
    if (!isNarrowed) return undefined;
    this.#kept.set(model.key, { target, columns: stored });
    return target;
  }

  /** So many rows were added or updated, and the table has so many now. */
  written(model: IncrementalAction, written: number, inTable: number): void {
    const kept = this.#kept.get(model.key);
    if (kept !== undefined) kept.rows = { written, inTable };
  }

  /** What this assertion may read instead of the whole table; undefined where it may not. */
  narrowed(action: AssertionAction): Narrowed | undefined {
    if (!isModelAssertion(action) || !this.#heldBefore.includes(action)) return undefined;
    const kept = this.#kept.get(action.parent);
    const parent = this.#models.get(action.parent);
    if (kept?.rows === undefined || parent === undefined) return undefined;
    const { written, inTable } = kept.rows;
    if (asserted(action).kind === 'unique' && written > MOST_LOOKED_UP * inTable) return undefined;
    const sql = narrowedCheck(action, { target: parent.target, columns: kept.columns }, kept.target);
    return sql === undefined ? undefined : { sql, rows: written };
  }

  /** The assertion is over; an increment that no other one waits for is dropped. */
  async checked(action: Action, hasHeld: boolean, engine: Engine): Promise<void> {
    if (!isModelAssertion(action) || !this.#open.delete(action)) return;
    (hasHeld ? this.#held : this.#failed).add(action);
    if ([...this.#open].some(({ parent }) => parent === action.parent)) return;
    await harmless(() => this.#drop(action.parent, engine));
  }

  /**
   * Drops what is left and notes what holds now. What goes wrong here is told by the run log, which is written next, and
   * harms nothing: the next run drops what was left, and reads whole tables where nothing is noted.
   */
  async end(engine: Engine): Promise<void> {
    await harmless(async () => {
      for (const key of this.#kept.keys()) await this.#drop(key, engine);
      for (const model of this.#doubted) await engine.drop(incrementTarget(model));
    });
    const untouched = this.#heldBefore.filter((one) => !this.#begun.has(one.parent) && !this.#failed.has(one));
    await harmless(() => addHeld(this.#graph, engine, [...new Set([...untouched, ...this.#held])]));
  }

  async #drop(model: TargetKey, engine: Engine): Promise<void> {
    const kept = this.#kept.get(model);
    if (kept === undefined) return;
    await engine.drop(kept.target);
    this.#kept.delete(model);
  }
}

async function harmless(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProblemError) && !(error instanceof EngineInterrupted)) throw error;
  }
}

function assertionsOf(
  graph: CompiledGraph,
  models: ReadonlyMap<TargetKey, IncrementalAction>,
): readonly ModelAssertion[] {
  return graph.actions.filter(isModelAssertion).filter(({ parent }) => models.has(parent));
}

/** Where the rows stand: beside the model, where the run may write. Names with this beginning are the runner's own. */
export function incrementTarget({ target }: IncrementalAction): Target {
  return { ...target, name: `leadscore_increment_of_${target.name}` };
}

/** Statements of anybody that name the table may change rows that no increment shows. */
function isWrittenElsewhere(graph: CompiledGraph, { target }: IncrementalAction): boolean {
  const name = target.name.toLowerCase();
  return graph.actions.some((action) =>
    statementsOf(action).some((statement) => statement.toLowerCase().includes(name)),
  );
}

function statementsOf(action: Action): readonly string[] {
  switch (action.kind) {
    case 'operation':
      return action.queries;
    case 'table':
    case 'view':
      return [...action.preOps, ...action.postOps];
    case 'incremental':
      return [...action.preOps, ...action.postOps, ...action.incrementalPreOps, ...action.incrementalPostOps];
    case 'assertion':
      return [];
  }
}
