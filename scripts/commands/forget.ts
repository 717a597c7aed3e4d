/** `leadscore forget`: takes a person out of every table, and keeps them out. */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { BigQueryEngine } from '../engine/bigquery/bigquery-engine.js';
import type { BigQueryClient } from '../engine/bigquery/client.js';
import { compileProject } from '../graph/compile.js';
import type { CompiledGraph } from '../graph/graph.js';
import { forget, type Forgotten } from '../privacy/forget.js';
import type { Project } from '../rubric/model.js';
import { forgetRemembered } from '../sync/bigquery/forget.js';
import { publishSync } from '../sync/publish/publish.js';
import { forgetRecords } from '../sync/store/forget-records.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { readProject } from './project.js';
import { ownerName } from './sync/opened.js';
import { openStores, type OpenedStore } from './sync/stores.js';
import { bigQueryOf, openWarehouse, openWarehouseToRead, warehousePath, type WarehouseOptions } from './warehouse.js';

export interface ForgetCommandOptions {
  readonly person: string;
  readonly reason?: string;
  readonly by?: string;
  readonly dryRun: boolean;
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
}

export async function forgetCommand(context: CommandContext, options: ForgetCommandOptions): Promise<ExitCode> {
  const { project } = await readProject(context.directory);
  const graph = compileProject(context.directory);
  const where = {
    directory: context.directory,
    ...(options.database !== undefined && { database: options.database }),
  };
  // First, since a sync that is under way has its file for itself: then nobody is forgotten by halves.
  const stores = await openStores(context);
  try {
    const exitCode = await forgetEverywhere(context, options, { project, graph, where, stores });
    if (!options.dryRun && options.engine === 'duckdb')
      for (const { sync, store } of stores)
        await publishSync(store, { syncId: sync, file: warehousePath(where), isWhole: true });
    return exitCode;
  } finally {
    for (const { store } of stores) await store.close();
  }
}

async function forgetEverywhere(
  context: CommandContext,
  options: ForgetCommandOptions,
  { project, graph, where, stores }: ForgetIn,
): Promise<ExitCode> {
  // A warehouse that is not there yet is not made by this: nobody is in it.
  const engine =
    options.engine === 'bigquery'
      ? bigQueryOf(graph, options.client)
      : options.dryRun
        ? await openWarehouseToRead(graph.defaultDatabase, where)
        : await openToForget(graph, where);
  const interrupt = (): void => {
    engine.interrupt();
  };
  context.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const done = await forget(graph, engine, {
      given: options.person,
      isDry: options.dryRun,
      at: context.clock(),
      by: options.by ?? userInfo().username,
      sources: project.sources.map(({ name }) => name),
      externalIds: project.identity.matchKeys.flatMap(({ kind, name }) => (kind === 'attribute' ? [name] : [])),
      ...(options.reason !== undefined && { reason: options.reason }),
    });
    const hashes = done.hashes.filter(({ kind }) => kind === 'record').map(({ hash }) => hash);
    const sources = project.sources.map(({ name }) => name);
    const remembered =
      engine instanceof BigQueryEngine
        ? await forgetRemembered(
            { engine, database: graph.defaultDatabase },
            {
              hashes,
              sources,
              isDry: options.dryRun,
              holder: { storeId: `forget-${randomUUID()}`, owner: ownerName() },
            },
          )
        : new Map<string, number>();
    const found = new Map(remembered);
    for (const { sync, store } of stores) {
      const records = await forgetRecords(store, hashes, { sources, isDry: options.dryRun });
      found.set(sync, Math.max(records, found.get(sync) ?? 0));
    }
    const syncs = [...found].map(([sync, records]): ForgottenSync => ({ sync, records }));
    if (context.json) printJson(context, asJson(done, syncs));
    for (const line of lines(done, syncs)) say(context, line);
    return 0;
  } finally {
    context.signal.removeEventListener('abort', interrupt);
    await engine.close();
  }
}

interface ForgetIn {
  readonly project: Project;
  readonly graph: CompiledGraph;
  readonly where: WarehouseOptions;
  readonly stores: readonly OpenedStore[];
}

/** What a sync remembered of the person. */
interface ForgottenSync {
  readonly sync: string;
  readonly records: number;
}

async function openToForget(graph: CompiledGraph, where: WarehouseOptions): ReturnType<typeof openWarehouse> {
  await (await openWarehouseToRead(graph.defaultDatabase, where)).close();
  return openWarehouse(graph, where);
}

function asJson(done: Forgotten, syncs: readonly ForgottenSync[]): unknown {
  return {
    dry_run: done.isDry,
    already_forgotten: done.isKnown,
    mark: done.mark,
    identities: done.identities,
    shared_identities_left: done.left,
    tables: done.tables,
    custom_models_not_reached: done.unreached,
    raw: done.raw,
    syncs,
  };
}

const kindWords = {
  record: ['record', 'records'],
  email: ['address', 'addresses'],
  hash: ['hash of an address', 'hashes of addresses'],
  user: ['user id', 'user ids'],
  device: ['device', 'devices'],
  id: ['external id', 'external ids'],
  lead: ['lead id', 'lead ids'],
} as const;

function number(count: number, [one, many]: readonly [string, string]): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Counts, names of tables, and eight digits of a hash: nothing by which the person could be told. */
function lines(done: Forgotten, syncs: readonly ForgottenSync[]): readonly string[] {
  const kinds = Object.entries(kindWords).flatMap(([kind, words]) => {
    const count = Object.entries(done.identities).find(([name]) => name === kind)?.[1];
    return count === undefined ? [] : [number(count, words)];
  });
  const total = done.tables.reduce((sum, { rows }) => sum + rows, 0);
  const width = Math.max(0, ...done.tables.map(({ table }) => table.length));
  const will = done.isDry ? 'would be ' : '';
  return [
    `${done.isKnown ? 'Forgotten before' : done.isDry ? 'Would be forgotten' : 'Forgotten'} (${done.mark}): ${kinds.join(', ')}.`,
    ...(done.left === 0
      ? []
      : [`${number(done.left, ['identity', 'identities'])} that other people go on with: left to them.`]),
    ...done.tables.map(
      ({ table, rows, cells }) =>
        `  ${table.padEnd(width)}  ${[...(rows > 0 ? [number(rows, ['row', 'rows'])] : []), ...(cells > 0 ? [`${number(cells, ['value', 'values'])} made NULL`] : [])].join(', ')}`,
    ),
    `${number(total, ['row', 'rows'])} in ${number(done.tables.length, ['table', 'tables'])} ${will}removed.`,
    ...syncs
      .filter(({ records }) => records > 0)
      .map(
        ({ sync, records }) =>
          `The sync ${sync} ${done.isDry ? 'remembers' : 'no longer remembers'} ${number(records, ['record', 'records'])} of theirs.`,
      ),
    ...(done.unreached.length === 0
      ? []
      : [`Own models without a column by which people are found, so look yourself: ${done.unreached.join(', ')}`]),
    ...(done.raw.length === 0
      ? ['No raw table that a source reads holds them any more.']
      : [
          'The raw tables are yours, and still hold them; a run leaves those rows out:',
          ...done.raw.map(
            ({ tables, model, rows }) => `  ${tables.join(', ')}: ${number(rows, ['row', 'rows'])} of ${model}`,
          ),
        ]),
    ...(done.isDry ? [] : ['Run `npx leadscore run` next, so that counts of people and accounts are right again.']),
  ];
}
