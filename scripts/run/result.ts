import type { Row } from '../engine/engine.js';
import type { Action } from '../graph/graph.js';
import type { Problem } from '../problem.js';

/**
 * `skipped`: something it reads failed, or the run was interrupted before its turn. `interrupted`: it was in flight;
 * its table is as it was before. `disabled`: its config says so; what reads it runs on what is there.
 */
export type ActionStatus = 'succeeded' | 'failed' | 'skipped' | 'interrupted' | 'disabled';

/** What became of one action. */
export interface ActionResult {
  readonly action: Action;
  readonly status: ActionStatus;
  /** Rows of the table after a replace, rows added or updated by an increment, failing rows of an assertion. */
  readonly rows?: number;
  /** Of an assertion that read no more than the rows this run wrote to its model: how many; absent where it read the whole table. */
  readonly rowsChecked?: number;
  readonly startedAt: Date;
  readonly seconds: number;
  /** Errors when it failed; warnings may stand on a success. */
  readonly problems: readonly Problem[];
  /** At most five rows of a failed assertion. */
  readonly sample?: readonly Row[];
  /** Of a skipped action: the names of the failed actions behind it. */
  readonly because?: readonly string[];
}

export interface RunResult {
  readonly status: 'succeeded' | 'failed' | 'interrupted';
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** In dependency order. */
  readonly actions: readonly ActionResult[];
}

/** What a progress display needs to know. `total` counts every action of the run. */
export type RunEvent =
  | { readonly kind: 'started'; readonly action: Action; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly result: ActionResult; readonly done: number; readonly total: number };
