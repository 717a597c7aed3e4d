/**
 * The compiled graph as the runner, the checks and the judge see it: every action with its full name, its SQL and the
 * file it came from. `raw` is what `@dataform/core` made, unchanged, equal to the official CLI's `--json`.
 */
import type { Target } from '../engine/engine.js';
import type { RawGraph } from './raw-graph.js';

/** `database.schema.name`; made by `targetKey` only. */
export type TargetKey = string & { readonly brand: unique symbol };

/** What Dataform does when an incremental query's columns are not the table's. */
export type OnSchemaChange = 'IGNORE' | 'FAIL' | 'EXTEND' | 'SYNCHRONIZE';

interface ActionBase {
  readonly key: TargetKey;
  readonly target: Target;
  /** Every action and declaration it reads, and what `dependencies` adds. */
  readonly dependsOn: readonly TargetKey[];
  /** Relative to the project, with `/`. */
  readonly fileName: string;
  readonly tags: readonly string[];
  readonly isDisabled: boolean;
}

export interface TableAction extends ActionBase {
  readonly kind: 'table' | 'view';
  readonly query: string;
  readonly preOps: readonly string[];
  readonly postOps: readonly string[];
  readonly partitionBy?: string;
  readonly clusterBy: readonly string[];
  readonly description?: string;
}

export interface IncrementalAction extends ActionBase {
  readonly kind: 'incremental';
  /** Used when the table is made from nothing. */
  readonly query: string;
  readonly preOps: readonly string[];
  readonly postOps: readonly string[];
  /** Used when rows are added to the existing table; `incremental_where` is already part of it. */
  readonly incrementalQuery: string;
  readonly incrementalPreOps: readonly string[];
  readonly incrementalPostOps: readonly string[];
  /** Empty: rows are inserted; otherwise merged on these columns. */
  readonly uniqueKey: readonly string[];
  /** A full refresh leaves it alone. Left out in a config, it is false (3.0.62). */
  readonly isProtected: boolean;
  readonly onSchemaChange: OnSchemaChange;
  readonly partitionBy?: string;
  readonly clusterBy: readonly string[];
  readonly description?: string;
}

export interface AssertionAction extends ActionBase {
  readonly kind: 'assertion';
  /** The rows that must not exist. */
  readonly query: string;
  /** The model whose `config` declares it; absent for a free-standing assertion. */
  readonly parent?: TargetKey;
}

export interface OperationAction extends ActionBase {
  readonly kind: 'operation';
  readonly queries: readonly string[];
  readonly hasOutput: boolean;
}

/** What a run executes. */
export type Action = TableAction | IncrementalAction | AssertionAction | OperationAction;
export type ActionKind = Action['kind'];

/** A raw table that the project only reads. */
export interface Declaration {
  readonly key: TargetKey;
  readonly target: Target;
  readonly fileName: string;
}

/** A Dataform `type: "test"`: both queries must give the same rows. */
export interface UnitTest {
  readonly name: string;
  readonly fileName: string;
  readonly testQuery: string;
  readonly expectedQuery: string;
}

export interface CompiledGraph {
  /** Absolute. */
  readonly directory: string;
  readonly defaultDatabase: string;
  readonly defaultSchema: string;
  readonly assertionSchema: string;
  readonly vars: Readonly<Record<string, string>>;
  /** In dependency order, stable by name. */
  readonly actions: readonly Action[];
  readonly declarations: readonly Declaration[];
  readonly tests: readonly UnitTest[];
  /** The text of every file that was read, by its path relative to the project. */
  readonly sources: ReadonlyMap<string, string>;
  readonly raw: RawGraph;
}

export function targetKey(target: Target): TargetKey {
  return `${target.database}.${target.schema}.${target.name}` as TargetKey;
}
