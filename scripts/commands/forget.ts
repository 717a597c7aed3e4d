/** `leadscore forget`: takes a person out of every table, and keeps them out. */
import { userInfo } from 'node:os';
import { BigQueryEngine } from '../engine/bigquery/bigquery-engine.js';
import { compileProject } from '../graph/compile.js';
import { forget, type Forgotten } from '../privacy/forget.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { readProject } from './project.js';
import { openWarehouse, openWarehouseToRead } from './warehouse.js';

export interface ForgetCommandOptions {
  readonly person: string;
  readonly reason?: string;
  readonly by?: string;
  readonly dryRun: boolean;
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
}

export async function forgetCommand(context: CommandContext, options: ForgetCommandOptions): Promise<ExitCode> {
  const { project } = await readProject(context.directory);
  const graph = compileProject(context.directory);
  const where = {
    directory: context.directory,
    ...(options.database !== undefined && { database: options.database }),
  };
  // A warehouse that is not there yet is not made by this: nobody is in it.
  const engine =
    options.engine === 'bigquery'
      ? new BigQueryEngine({ projectId: graph.defaultDatabase })
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
    if (context.json) printJson(context, asJson(done));
    for (const line of lines(done)) say(context, line);
    return 0;
  } finally {
    context.signal.removeEventListener('abort', interrupt);
    await engine.close();
  }
}

async function openToForget(
  graph: Parameters<typeof openWarehouse>[0],
  where: Parameters<typeof openWarehouse>[1],
): ReturnType<typeof openWarehouse> {
  await (await openWarehouseToRead(graph.defaultDatabase, where)).close();
  return openWarehouse(graph, where);
}

function asJson(done: Forgotten): unknown {
  return {
    dry_run: done.isDry,
    already_forgotten: done.isKnown,
    mark: done.mark,
    identities: done.identities,
    shared_identities_left: done.left,
    tables: done.tables,
    custom_models_not_reached: done.unreached,
    raw: done.raw,
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
function lines(done: Forgotten): readonly string[] {
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
