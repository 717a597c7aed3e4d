/** `leadscore retain`: deletes what is older than retention.yaml allows, as every run does before its models. */
import { compileProject } from '../graph/compile.js';
import type { Retained } from '../privacy/retain.js';
import { ageWords } from '../rubric/age.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { readProject } from './project.js';
import { retainIn } from './retention.js';
import { bigQueryOf, openWarehouse, openWarehouseToRead } from './warehouse.js';

export interface RetainCommandOptions {
  readonly dryRun: boolean;
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
}

export async function retainCommand(context: CommandContext, options: RetainCommandOptions): Promise<ExitCode> {
  const { project } = await readProject(context.directory);
  const graph = compileProject(context.directory);
  const where = {
    directory: context.directory,
    ...(options.database !== undefined && { database: options.database }),
  };
  // A warehouse that is not there yet is not made by this.
  if (options.engine === 'duckdb') await (await openWarehouseToRead(graph.defaultDatabase, where)).close();
  const engine =
    options.engine === 'bigquery'
      ? bigQueryOf(graph)
      : options.dryRun
        ? await openWarehouseToRead(graph.defaultDatabase, where)
        : await openWarehouse(graph, where);
  const interrupt = (): void => {
    engine.interrupt();
  };
  context.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const now = context.clock();
    const kept = await retainIn(project, graph, engine, { asOf: now, now, isDry: options.dryRun });
    if (context.json) {
      const tables = kept.map(({ table, keep, since, rows }) => ({ table, keep: ageWords(keep), since, rows }));
      printJson(context, { dry_run: options.dryRun, tables });
    }
    for (const line of lines(kept, options.dryRun)) say(context, line);
    return 0;
  } finally {
    context.signal.removeEventListener('abort', interrupt);
    await engine.close();
  }
}

function lines(kept: readonly Retained[], isDry: boolean): readonly string[] {
  if (kept.length === 0)
    return ['No table has a limit: rubrics/shared/retention.yaml would say how long rows are kept.'];
  const width = Math.max(...kept.map(({ table }) => table.length));
  const rows = kept.reduce((sum, each) => sum + each.rows, 0);
  return [
    ...kept.map((each) => `  ${each.table.padEnd(width)}  ${retainedWords(each)}`),
    `${rowsText(rows)} ${isDry ? 'would be ' : ''}deleted.`,
  ];
}

/** `25 months, from 2024-05-30 on: 12 older rows` */
function retainedWords({ keep, since, rows }: Retained): string {
  return `${ageWords(keep)}, from ${since} on: ${rows === 0 ? 'nothing older' : `${rows.toLocaleString('en-US')} older ${rows === 1 ? 'row' : 'rows'}`}`;
}

export function rowsText(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}
