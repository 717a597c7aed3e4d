/** `leadscore doctor`: whether everything that a run needs is there, and whether the last one can be trusted. */
import fs from 'node:fs';
import path from 'node:path';
import type { BigQueryClient } from '../engine/bigquery/client.js';
import { openDuckDb } from '../engine/duckdb/open.js';
import type { Engine } from '../engine/engine.js';
import { type Finding, note, ok, problem } from '../doctor/finding.js';
import { examineLags } from '../doctor/lags.js';
import { examineRights } from '../doctor/rights.js';
import { examineSource } from '../doctor/sources.js';
import { examineRuns } from '../doctor/warehouse.js';
import { findDrift } from '../generate/write.js';
import { compileProject } from '../graph/compile.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { loadProject } from '../rubric/load.js';
import { terminalText } from '../run/terminal-text.js';
import { type CommandContext, type ExitCode, isJson, printJson } from './context.js';
import { modelsOf, otherFilesOf } from './project.js';
import { bigQueryOf, warehousePath } from './warehouse.js';

export interface DoctorOptions {
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
}

/** Exit code 1 when there is a problem; notes alone are none. */
export async function doctorCommand(context: CommandContext, options: DoctorOptions): Promise<ExitCode> {
  const findings: Finding[] = [];
  const { project, sources, problems } = await loadProject(context.directory);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0)
    findings.push(problem('project', `${counted(errors, 'error')} in rubrics/.`, 'Run `npx leadscore check`.'));
  if (project !== undefined && errors === 0) {
    findings.push(ok('project', `${counted(project.rubrics.length, 'rubric')} without an error`));
    findings.push(ok('project', `A day begins in the time zone ${project.standards.timeZone}`));
    const drift = findDrift(context.directory, modelsOf(project), otherFilesOf(project));
    if (drift.length > 0)
      findings.push(
        problem(
          'project',
          `Not what the rubrics say: ${counted(drift.length, 'generated file')}.`,
          'Run `npx leadscore build`.',
        ),
      );
  }
  const graph = await orFinding(findings, 'project', () => Promise.resolve(compileProject(context.directory)));
  if (graph !== undefined) {
    const opened = await orFinding(findings, 'warehouse', () => openEngine(context, options, graph, findings));
    if (opened !== undefined) {
      try {
        // A file that a run would make is not made here.
        if (opened.isThere) findings.push(...(await examineRights(graph, opened.engine)));
        for (const source of sources) {
          const where = { database: graph.defaultDatabase, projectDirectory: context.directory };
          findings.push(...(await examineSource(source, opened.engine, where)));
        }
        findings.push(...(await examineRuns(graph, opened.engine, context.clock())));
        findings.push(...(await examineLags(graph, opened.engine, project)));
      } finally {
        await opened.engine.close();
      }
    }
  }
  show(
    context,
    findings.map(({ todo, ...rest }) => ({ ...rest, ...(todo !== undefined && { todo: context.pasteable(todo) }) })),
  );
  return findings.some(({ state }) => state === 'problem') ? 1 : 0;
}

async function orFinding<T>(findings: Finding[], area: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    findings.push(...error.problems.map(({ what, todo }) => problem(area, what, todo)));
    return undefined;
  }
}

/** An empty database in memory stands for a file that is not there yet. */
async function openEngine(
  context: CommandContext,
  options: DoctorOptions,
  graph: CompiledGraph,
  findings: Finding[],
): Promise<{ readonly engine: Engine; readonly isThere: boolean }> {
  const { defaultDatabase: database } = graph;
  if (options.engine === 'bigquery') {
    const engine = bigQueryOf(graph, options.client);
    await engine.query('SELECT 1 AS one');
    findings.push(ok('warehouse', `BigQuery answers queries of project ${database}`));
    return { engine, isThere: true };
  }
  const file = warehousePath({
    directory: context.directory,
    ...(options.database !== undefined && { database: options.database }),
  });
  const shown = path.relative(context.directory, file);
  if (!fs.existsSync(file)) {
    findings.push(note('warehouse', `There is no ${shown} yet; the first run makes it.`));
    return { engine: await openDuckDb({ database }), isThere: false };
  }
  const engine = await openDuckDb({ path: file, database });
  const { bavail, bsize } = fs.statfsSync(path.dirname(file));
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
  const [size, free] = [fs.statSync(file).size, bavail * bsize];
  const said = `${shown} has ${megabytes(size)}, its disk ${megabytes(free)} left`;
  // A full refresh writes every table once more before the old one goes.
  findings.push(
    free < size ? note('warehouse', `${said}: a full refresh may not fit.`, 'Make room.') : ok('warehouse', said),
  );
  return { engine, isThere: true };
}

const counted = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;

const marks: Readonly<Record<Finding['state'], string>> = { ok: 'ok', note: 'note', problem: 'PROBLEM' };

function show(context: CommandContext, findings: readonly Finding[]): void {
  if (isJson(context)) {
    printJson(context, { findings });
    return;
  }
  for (const { state, area, what, todo } of findings) {
    if (context.quiet && state !== 'problem') continue;
    context.out.write(`${marks[state].padEnd(7)}  ${area.padEnd(9)}  ${terminalText(what)}\n`);
    if (todo !== undefined) context.out.write(`${' '.repeat(20)}${terminalText(todo)}\n`);
  }
  const count = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length;
  context.out.write(
    `\n${counted(count('problem'), 'problem')}, ${counted(count('note'), 'note')}, ${count('ok')} ok\n`,
  );
}
