import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildCommand } from '../../scripts/commands/build.js';
import type { CommandContext, ExitCode } from '../../scripts/commands/context.js';
import { type RunOptions, runCommand } from '../../scripts/commands/run.js';
import { ProblemError } from '../../scripts/problem.js';
import { render } from '../../scripts/problem/render.js';
import { projectRoot } from './project-root.js';

const parts = ['rubrics', 'definitions', 'includes', 'workflow_settings.yaml'];

export interface Outcome {
  readonly code: ExitCode;
  /** Everything that was written: results, progress, problems. */
  readonly said: string;
  readonly seconds: number;
  /** Of all threads: it says more than the clock on a machine that does other work, too. */
  readonly cpuSeconds: number;
}

export interface ProjectCopy {
  readonly directory: string;
  /** A path for a database file or a folder in the copy, gone with it. */
  path(name: string): string;
  build(): Promise<Outcome>;
  run(options: Partial<RunOptions>): Promise<Outcome>;
  /** Any other command. */
  command(work: (context: CommandContext) => ExitCode | Promise<ExitCode>): Promise<Outcome>;
  remove(): void;
}

/**
 * A copy of a project (a folder of the checkout), so that runs at the same time do not meet. It lies as deep in the
 * checkout as `test/projects/<name>`, so that its sources find `../../../../shared/data`.
 */
export function copyProject(from: string): ProjectCopy {
  const parent = path.join(projectRoot, '.leadscore/projects');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(path.join(parent, `${path.basename(from)}-`));
  for (const part of parts) cpSync(path.join(projectRoot, from, part), path.join(directory, part), { recursive: true });
  const command: ProjectCopy['command'] = (work) => finished(directory, work);
  return {
    directory,
    path: (name) => path.join(directory, name),
    build: () => command((context) => buildCommand(context, { check: false })),
    run: (options) =>
      command((context) =>
        runCommand(context, { engine: 'duckdb', fullRefresh: false, select: [], raw: new Map(), ...options }),
      ),
    command,
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function finished(
  directory: string,
  work: (context: CommandContext) => ExitCode | Promise<ExitCode>,
): Promise<Outcome> {
  const said: string[] = [];
  const stream: CommandContext['out'] = { write: (text) => void said.push(text), isTty: false, columns: 120 };
  const context: CommandContext = {
    directory,
    json: false,
    quiet: false,
    format: 'text',
    out: stream,
    err: stream,
    color: false,
    clock: () => new Date(),
    signal: new AbortController().signal,
    commandLine: 'leadscore, called by a test',
    pasteable: (text) => text,
  };
  const started = performance.now();
  const cpu = process.cpuUsage();
  const times = (): Pick<Outcome, 'seconds' | 'cpuSeconds'> => {
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
  try {
    return { code: await work(context), said: said.join(''), ...times() };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const problems = render(error.problems, 'text', () => undefined, { color: false, cwd: directory });
    return { code: 1, said: said.join('') + problems, ...times() };
  }
}

/** The outcome, or an error with all that was said. */
export function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0) throw new Error(`The command ended with ${outcome.code}:\n${outcome.said}`);
  return outcome;
}
