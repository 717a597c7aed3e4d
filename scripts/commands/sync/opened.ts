/** A sync's own file together with its warehouse: one in a file, or BigQuery, which then has the memory as well. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { compileProject } from '../../graph/compile.js';
import type { CompiledGraph } from '../../graph/graph.js';
import { ProblemError } from '../../problem.js';
import { terminalText } from '../../run/terminal-text.js';
import { BigQueryMemory, type Found } from '../../sync/bigquery/memory.js';
import { insistOnFile } from '../../sync/bigquery/own-file.js';
import type { SyncConfig } from '../../sync/config/config.js';
import type { Warehouse } from '../../sync/plan/write-plan.js';
import type { SyncStore } from '../../sync/store/store.js';
import { type CommandContext, showProblems } from '../context.js';
import { bigQueryOf, warehousePath } from '../warehouse.js';
import { countOf } from './plan-text.js';
import { openStore, type SyncOptions } from './project.js';

export interface OpenedSync {
  readonly store: SyncStore;
  /** Where the warehouse is BigQuery. */
  readonly memory?: BigQueryMemory;
  /** The dataset that has crm_updates. Throws for the tables of a replay. */
  dataset(): string;
  /** Where plans are made from. Throws where there is none yet, and for the tables of a replay. */
  warehouse(): Warehouse;
  close(): Promise<void>;
}

/** Throws `sync/locked` while another process carries it on, `sync/other-warehouse` where it remembers another one. */
export async function openSync(context: CommandContext, config: SyncConfig, options: SyncOptions): Promise<OpenedSync> {
  const store = await openStore(context, config);
  try {
    if (options.engine === 'bigquery') return await openWithBigQuery(context, config, store, options);
    await insistOnFile(store);
    return {
      store,
      dataset: () => datasetOf(compileProject(context.directory)),
      warehouse: () => {
        const dataset = datasetOf(compileProject(context.directory));
        return { file: existingFile(context, options), dataset };
      },
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openWithBigQuery(
  context: CommandContext,
  config: SyncConfig,
  store: SyncStore,
  { client }: SyncOptions,
): Promise<OpenedSync> {
  const graph = compileProject(context.directory);
  const dataset = datasetOf(graph);
  const engine = bigQueryOf(graph, client);
  // What is asked of BigQuery just then is cancelled; the run itself ends what it has under way.
  const interrupt = (): void => engine.interrupt();
  context.signal.addEventListener('abort', interrupt, { once: true });
  const memory = await BigQueryMemory.open({
    engine,
    database: graph.defaultDatabase,
    syncId: config.id,
    store,
    owner: ownerName(),
    now: context.clock,
    newId: randomUUID,
  });
  showFound(context, memory.found);
  return {
    store,
    memory,
    dataset: () => dataset,
    warehouse: () => ({ memory, dataset }),
    close: async () => {
      context.signal.removeEventListener('abort', interrupt);
      await memory.close();
      await store.close();
    },
  };
}

/** Who holds a lease, for people. */
export function ownerName(): string {
  return `${hostname()}, process ${process.pid}`;
}

export function datasetOf(graph: CompiledGraph): string {
  const target = graph.actions.find(({ target: { name } }) => name === 'crm_updates')?.target;
  const dataset = target?.schema ?? graph.defaultSchema;
  if (!/_replay(?:_|$)/i.test(dataset) && dataset === graph.defaultSchema) return dataset;
  throw new ProblemError({
    code: 'sync/replay',
    severity: 'error',
    what: `The tables of "${dataset}" are a replay or a trial, and no CRM is written from them.`,
    why: `Only ${graph.defaultSchema}, without a suffix, says what holds today.`,
    todo: 'Take the suffix out of workflow_settings.yaml.',
  });
}

/** Throws where there is no warehouse yet. */
export function existingFile({ directory }: CommandContext, { database }: SyncOptions): string {
  const file = warehousePath({ directory, ...(database !== undefined && { database }) });
  if (fs.existsSync(file)) return file;
  throw new ProblemError({
    code: 'engine/no-warehouse',
    severity: 'error',
    what: `There is no warehouse at ${path.relative(directory, file)} yet.`,
    todo: 'Run `npx leadscore run` first, or name the file with --database.',
  });
}

/** What another machine did, or left undone, is no fault, but somebody may wonder. */
function showFound(context: CommandContext, { settled, ended, thrownAway }: Found): void {
  const problems = [
    ...settled.map(({ runId, owner, status, records }) => ({
      code: 'sync/ended-elsewhere',
      severity: 'warning' as const,
      what: `The run ${runId} was begun by ${terminalText(owner)} and has not ended (${status}); its plan is on that machine alone. It is ended here: ${countOf(records, 'record')} of it may have been written, and will be sent again.`,
      why: 'Nobody holds the lease of the sync any more, so nobody sends.',
    })),
    ...ended.map((runId) => ({
      code: 'sync/taken-over',
      severity: 'warning' as const,
      what: `The run ${runId} had not ended here when another machine went on with the sync. It is over; what it had not written is in that one's plans.`,
    })),
    ...thrownAway.map((runId) => ({
      code: 'sync/plan-outdated',
      severity: 'warning' as const,
      what: `The plan ${runId} was made before another machine carried on the sync, and is thrown away.`,
    })),
  ];
  if (problems.length > 0) showProblems({ ...context, json: false, format: 'text' }, problems);
}
