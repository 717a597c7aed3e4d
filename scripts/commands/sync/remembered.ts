/** What BigQuery remembers of a sync, to be read: without a lease, so that whoever carries it on is not waited for. */
import { existsSync } from 'node:fs';
import { compileProject } from '../../graph/compile.js';
import { ProblemError } from '../../problem.js';
import { type Unloaded, unloadedOf } from '../../sync/bigquery/journal.js';
import { insistOnBigQuery } from '../../sync/bigquery/own-file.js';
import type { Place } from '../../sync/bigquery/place.js';
import { lockTable, memoryTarget } from '../../sync/bigquery/tables.js';
import type { SyncConfig } from '../../sync/config/config.js';
import type { CommandContext } from '../context.js';
import { bigQueryOf } from '../warehouse.js';
import { datasetOf } from './opened.js';
import { openStore, storePath, type SyncOptions } from './project.js';

export interface Remembered {
  readonly place: Place;
  /** That has crm_updates. Throws for the tables of a replay. */
  dataset(): string;
  /** Whether a sync of this project was ever begun there. */
  readonly isThere: boolean;
  /** What the file of this machine has and BigQuery has not; undefined while another process here has it open. */
  readonly unloaded: readonly Unloaded[] | undefined;
}

/** Throws `sync/other-warehouse` where the file of this machine remembers another one, and whatever BigQuery refuses. */
export async function withRemembered<Result>(
  context: CommandContext,
  config: SyncConfig,
  { client }: SyncOptions,
  work: (remembered: Remembered) => Promise<Result>,
): Promise<Result> {
  const graph = compileProject(context.directory);
  const engine = bigQueryOf(graph, client);
  const interrupt = (): void => engine.interrupt();
  context.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const database = graph.defaultDatabase;
    const unloaded = await unloadedHere(context, config, database);
    const isThere = (await engine.relation(memoryTarget(database, lockTable.name))) !== undefined;
    const place = { engine, database, syncId: config.id };
    return await work({ place, dataset: () => datasetOf(graph), isThere, unloaded });
  } finally {
    context.signal.removeEventListener('abort', interrupt);
    await engine.close();
  }
}

async function unloadedHere(
  context: CommandContext,
  config: SyncConfig,
  database: string,
): Promise<readonly Unloaded[] | undefined> {
  // A file is not made by looking whether there is one.
  if (!existsSync(storePath(context.directory, config.id))) return [];
  try {
    const store = await openStore(context, config);
    try {
      await insistOnBigQuery(store, database);
      return await unloadedOf(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof ProblemError && error.problems.every(({ code }) => code === 'sync/locked')) return undefined;
    throw error;
  }
}
