/** What a command is told about where it runs, and what happens to its errors. */
import fs from 'node:fs';
import path from 'node:path';
import type { Command, CommanderError } from 'commander';
import { type CommandContext, type ExitCode, showProblems } from '../commands/context.js';
import { EngineInterrupted } from '../engine/engine.js';
import { type Problem, ProblemError } from '../problem.js';
import { render } from '../problem/render.js';
import { terminalText } from '../run/terminal-text.js';
import { pasteable } from './pasteable.js';

/** A stream of the process, or what stands for it. */
interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** One use of the program, in the folder that the process is in. */
export interface Invocation {
  /** What was typed behind its name. */
  readonly args: readonly string[];
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

interface GlobalOptions {
  readonly project: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly format: 'text' | 'json' | 'github';
}

function contextOf(
  options: GlobalOptions,
  { args, stdout, stderr, signal }: Invocation,
  asPasted: CommandContext['pasteable'],
): CommandContext {
  const stream = (to: Terminal): CommandContext['out'] => ({
    write: (text) => void to.write(text),
    isTty: to.isTTY === true,
    // A terminal that does not know its width says 0.
    columns: to.columns !== undefined && to.columns > 0 ? to.columns : 80,
  });
  return {
    directory: path.resolve(options.project),
    json: options.json,
    quiet: options.quiet,
    format: options.json && options.format === 'text' ? 'json' : options.format,
    out: stream(stdout),
    err: stream(stderr),
    color: stderr.isTTY === true && process.env.NO_COLOR === undefined,
    clock: () => new Date(),
    signal,
    commandLine: ['leadscore', ...args].join(' '),
    pasteable: asPasted,
  };
}

export type Finish = (
  work: (context: CommandContext) => ExitCode | Promise<ExitCode>,
  options?: { readonly needsProject?: boolean },
) => Promise<void>;

/** What runs a command of the program and turns what it throws into problems and an exit code. */
export function finisher(program: Command, invocation: Invocation, end: (code: ExitCode) => void): Finish {
  let running = program;
  program.hook('preAction', (_program, command) => {
    running = command;
  });
  return async (work, { needsProject = true } = {}) => {
    const context = contextOf(program.opts<GlobalOptions>(), invocation, pasteable(program, running));
    end(await finished(work, context, needsProject));
  };
}

/** A stack is shown for our own faults only. */
async function finished(
  work: Parameters<Finish>[0],
  context: CommandContext,
  needsProject: boolean,
): Promise<ExitCode> {
  const none = needsProject ? folderProblem(context.directory) : undefined;
  if (none !== undefined) {
    showProblems(context, [none]);
    return 2;
  }
  try {
    return await work(context);
  } catch (error) {
    if (error instanceof ProblemError) {
      showProblems(context, error.problems);
      return 1;
    }
    if (error instanceof EngineInterrupted) {
      context.err.write('Interrupted; what was being written is as it was before.\n');
      return 130;
    }
    context.err.write(
      `This is a fault of leadscore itself, not of your files.\n${terminalText(error instanceof Error ? (error.stack ?? error.message) : String(error), true)}\n`,
    );
    if (context.json) showProblems(context, [faultProblem(error)]);
    return 1;
  }
}

function folderProblem(directory: string): Problem | undefined {
  const info = fs.statSync(directory, { throwIfNoEntry: false });
  const wrong = (what: string): Problem => ({
    code: 'cli/no-project',
    severity: 'error',
    what,
    todo: 'Go to the folder of a project, or name it with --project; it is the one with rubrics/ and workflow_settings.yaml.',
  });
  if (info === undefined) return wrong(`There is no folder ${directory}.`);
  if (!info.isDirectory()) return wrong(`${directory} is a file, not the folder of a project.`);
  const marks = ['rubrics', 'workflow_settings.yaml'];
  return marks.some((name) => fs.existsSync(path.join(directory, name)))
    ? undefined
    : wrong(`${directory} is no project: it has neither ${marks.join('/ nor ')}.`);
}

function faultProblem(error: unknown): Problem {
  return {
    code: 'cli/fault',
    severity: 'error',
    what: `A fault of leadscore itself: ${error instanceof Error ? error.message : String(error)}`,
  };
}

/** Wrong use, for programs: commander has told people on standard error. What it could not parse is looked for in the words typed. */
export function tellPrograms(error: CommanderError, { args, stdout }: Invocation): void {
  const words = args.join(' ');
  const format = /(^| )--format[ =]github( |$)/.test(words) ? 'github' : 'json';
  if (format === 'json' && !/(^| )--(json|format[ =]json)( |$)/.test(words)) return;
  const what = error.message
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
  const problem: Problem = { code: 'cli/wrong-use', severity: 'error', what };
  stdout.write(render([problem], format, () => undefined, { color: false, cwd: '.' }));
}
