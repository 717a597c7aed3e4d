import type { Target } from '../engine/engine.js';
import {
  type Action,
  type CompiledGraph,
  type Declaration,
  type TargetKey,
  targetKey,
  type UnitTest,
} from './graph.js';
import { inDependencyOrder } from './order.js';
import type { RawAssertion, RawGraph, RawOperation, RawTable, RawTarget } from './raw-graph.js';

/** Narrows the official graph to ours; nothing is renamed in `raw`. */
export function readGraph(directory: string, raw: RawGraph, sources: ReadonlyMap<string, string>): CompiledGraph {
  const config = raw.projectConfig ?? {};
  const actions: Action[] = [
    ...(raw.tables ?? []).map(readTable),
    ...(raw.operations ?? []).map(readOperation),
    ...(raw.assertions ?? []).map(readAssertion),
  ];
  return {
    directory,
    defaultDatabase: config.defaultDatabase ?? '',
    defaultSchema: config.defaultSchema ?? '',
    assertionSchema: config.assertionSchema ?? '',
    vars: (config.vars ?? {}) as Readonly<Record<string, string>>,
    actions: inDependencyOrder(actions),
    declarations: (raw.declarations ?? []).map((declaration): Declaration => {
      const target = readTarget(declaration.target);
      return { key: targetKey(target), target, fileName: declaration.fileName ?? '' };
    }),
    tests: (raw.tests ?? []).map((test): UnitTest => ({
      name: test.name ?? '',
      fileName: test.fileName ?? '',
      testQuery: test.testQuery ?? '',
      expectedQuery: test.expectedOutputQuery ?? '',
    })),
    sources,
    raw,
  };
}

/** Every part may be missing in a graph that failed to compile. */
export function readTarget(target: RawTarget | undefined): Target {
  return { database: target?.database ?? '', schema: target?.schema ?? '', name: target?.name ?? '' };
}

function readBase(action: RawTable | RawAssertion | RawOperation) {
  const target = readTarget(action.target);
  return {
    key: targetKey(target),
    target,
    dependsOn: (action.dependencyTargets ?? []).map((dependency): TargetKey => targetKey(readTarget(dependency))),
    fileName: action.fileName ?? '',
    tags: action.tags ?? [],
    isDisabled: action.disabled ?? false,
  };
}

function readTable(table: RawTable): Action {
  const description = table.actionDescriptor?.description;
  const shared = {
    ...readBase(table),
    query: table.query ?? '',
    preOps: table.preOps ?? [],
    postOps: table.postOps ?? [],
    ...(table.bigquery?.partitionBy ? { partitionBy: table.bigquery.partitionBy } : {}),
    clusterBy: table.bigquery?.clusterBy ?? [],
    ...(description ? { description } : {}),
  };
  if (table.enumType !== 'INCREMENTAL') return { ...shared, kind: table.enumType === 'VIEW' ? 'view' : 'table' };
  const incrementalQuery = table.incrementalQuery || shared.query;
  return {
    ...shared,
    kind: 'incremental',
    // The deprecated incremental_where block, wrapped as the official runner wraps it.
    incrementalQuery: table.where
      ? `SELECT * FROM (${incrementalQuery}\n) AS subquery\nWHERE ${table.where}`
      : incrementalQuery,
    incrementalPreOps: table.incrementalPreOps ?? [],
    incrementalPostOps: table.incrementalPostOps ?? [],
    uniqueKey: table.uniqueKey ?? [],
    isProtected: table.protected ?? false,
    onSchemaChange: table.onSchemaChange ?? 'IGNORE',
  };
}

function readOperation(operation: RawOperation): Action {
  return {
    ...readBase(operation),
    kind: 'operation',
    queries: operation.queries ?? [],
    hasOutput: operation.hasOutput ?? false,
  };
}

function readAssertion(assertion: RawAssertion): Action {
  const parent = assertion.parentAction;
  return {
    ...readBase(assertion),
    kind: 'assertion',
    query: assertion.query ?? '',
    ...(parent ? { parent: targetKey(readTarget(parent)) } : {}),
  };
}
