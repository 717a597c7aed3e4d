/** `leadscore sources pull`: the raw schema as it is now, into the lock file. */
import fs from 'node:fs';
import path from 'node:path';
import type { BigQueryClient } from '../engine/bigquery/client.js';
import { openDuckDb } from '../engine/duckdb/open.js';
import { changeText, compareSchema, keepTexts, lockText, pullSchema, type RawSchema } from '../engine/pull.js';
import type { Engine } from '../engine/engine.js';
import { checkProject } from '../graph/compile.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { didYouMean } from '../problem/closest.js';
import { loadProject } from '../rubric/load.js';
import type { Source } from '../rubric/model.js';
import { terminalText } from '../run/terminal-text.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { bigQueryOf, warehousePath } from './warehouse.js';

export interface PullCommandOptions {
  readonly names: readonly string[];
  readonly engine: 'duckdb' | 'bigquery';
  /** Write nothing; changes are an exit code of 1. */
  readonly check: boolean;
  /** DuckDB: `name` or `source.name` of a raw table, and the globs it is read from. */
  readonly raw?: ReadonlyMap<string, readonly string[]>;
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
}

function chosen(sources: readonly Source[], names: readonly string[]): readonly Source[] {
  const unknown = names.filter((name) => !sources.some((source) => source.name === name));
  if (unknown.length > 0) {
    throw new ProblemError(
      unknown.map((name) => ({
        code: 'sources/unknown-source',
        severity: 'error' as const,
        what: `There is no source "${name}".`,
        todo:
          didYouMean(
            name,
            sources.map((source) => source.name),
          ) ?? 'Sources stand in rubrics/sources/<source>.yaml.',
      })),
    );
  }
  return names.length === 0 ? sources : sources.filter((source) => names.includes(source.name));
}

/** The warehouse the tables stand in; a source whose files are all named needs none, and an empty one serves. */
async function openEngine(context: CommandContext, options: PullCommandOptions, graph: CompiledGraph): Promise<Engine> {
  if (options.engine === 'bigquery') return bigQueryOf(graph, options.client);
  const { defaultDatabase: database } = graph;
  const file = warehousePath({ directory: context.directory });
  return fs.existsSync(file) ? openDuckDb({ path: file, database, readOnly: true }) : openDuckDb({ database });
}

export async function pullCommand(context: CommandContext, options: PullCommandOptions): Promise<ExitCode> {
  const { sources, problems } = await loadProject(context.directory);
  const wanted = chosen(sources, options.names);
  if (wanted.length === 0) throw new ProblemError(problems);
  // Only the settings are wanted: models may refer to what is built from the schema that is pulled here.
  const { graph, problems: inGraph } = checkProject(context.directory, {});
  if (graph === undefined) throw new ProblemError(inGraph);
  const database = graph.defaultDatabase;
  const engine = await openEngine(context, options, graph);
  const report: { source: string; changes: readonly string[]; absent: readonly string[] }[] = [];
  try {
    for (const source of wanted) {
      const before: RawSchema = new Map(
        source.tables.filter((table) => table.columns.length > 0).map((table) => [table.name, table.columns]),
      );
      const absent: string[] = [];
      const read = await pullSchema(source, engine, {
        database,
        projectDirectory: context.directory,
        ...(options.raw !== undefined && { overrides: options.raw }),
        onAbsent: (table) => absent.push(table),
      });
      const now = keepTexts(source, before, read);
      const changes = compareSchema(before, now).map(changeText);
      report.push({ source: source.name, changes, absent });
      if (!options.check) {
        fs.writeFileSync(path.join(context.directory, 'rubrics/sources', `${source.name}.lock.yaml`), lockText(now));
      }
      say(
        context,
        `${source.name}: ${changes.length === 0 ? 'nothing changed' : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`}`,
      );
      for (const change of changes) say(context, `  ${terminalText(change)}`);
      for (const table of absent) say(context, `  ${terminalText(table)}: not there; what it would tell is unknown`);
    }
  } finally {
    await engine.close();
  }
  if (context.json) printJson(context, { sources: report });
  const isChanged = report.some(({ changes }) => changes.length > 0);
  return options.check && isChanged ? 1 : 0;
}
