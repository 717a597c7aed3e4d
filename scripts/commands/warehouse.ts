/** Opens the warehouse a project runs on. */
import fs from 'node:fs';
import path from 'node:path';
import { BigQueryEngine } from '../engine/bigquery/bigquery-engine.js';
import type { BigQueryClient } from '../engine/bigquery/client.js';
import type { Engine } from '../engine/engine.js';
import { openDuckDb } from '../engine/duckdb/open.js';
import type { DuckDbEngine } from '../engine/duckdb/duckdb-engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';

export interface WarehouseOptions {
  readonly directory: string;
  /** The DuckDB file; `.leadscore/warehouse.duckdb` of the project unless given. */
  readonly database?: string;
  readonly memoryLimit?: string;
}

export function warehousePath(options: WarehouseOptions): string {
  return path.resolve(options.directory, options.database ?? '.leadscore/warehouse.duckdb');
}

/** For writing; makes the file when it is missing. */
export async function openWarehouse(graph: CompiledGraph, options: WarehouseOptions): Promise<DuckDbEngine> {
  const file = warehousePath(options);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
  } catch (error) {
    throw new ProblemError({
      code: 'engine/cannot-open',
      severity: 'error',
      what: `The folder ${path.dirname(file)} for the database file cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
      todo: 'Make it, or name a file elsewhere with --database.',
    });
  }
  return openDuckDb({
    path: file,
    database: graph.defaultDatabase,
    ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
  });
}

/** For reading what a run left; a missing file is a problem that says so. */
export async function openWarehouseToRead(database: string, options: WarehouseOptions): Promise<DuckDbEngine> {
  const file = warehousePath(options);
  if (!fs.existsSync(file)) {
    throw new ProblemError({
      code: 'engine/no-warehouse',
      severity: 'error',
      what: `There is no warehouse at ${path.relative(options.directory, file)} yet.`,
      todo: 'Run `npx leadscore run` first, or name the file with --database.',
    });
  }
  return openDuckDb({ path: file, database, readOnly: true });
}

export interface ReadOptions extends WarehouseOptions {
  readonly engine?: 'duckdb' | 'bigquery';
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
}

/** For reading what a run left, there where the project runs. */
export async function openToRead(graph: CompiledGraph, options: ReadOptions): Promise<Engine> {
  return options.engine === 'bigquery'
    ? bigQueryOf(graph, options.client)
    : openWarehouseToRead(graph.defaultDatabase, options);
}

/** The project's own BigQuery: datasets are made, and jobs run, in the location of workflow_settings.yaml. Nothing else opens one. */
export function bigQueryOf(graph: CompiledGraph, client?: BigQueryClient): BigQueryEngine {
  const location = graph.raw.projectConfig?.defaultLocation ?? '';
  return new BigQueryEngine({
    projectId: graph.defaultDatabase,
    ...(location !== '' && { location }),
    ...(client !== undefined && { client }),
  });
}
