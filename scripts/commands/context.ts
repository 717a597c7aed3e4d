/** What every command is given: the project, how to speak, and when to stop. */
import type { Output } from '../run/progress.js';
import type { Problem } from '../problem.js';
import { render } from '../problem/render.js';
import fs from 'node:fs';
import path from 'node:path';

/**
 * 0 fine, 1 problems found, 2 wrong use, 130 interrupted. `sync apply` ends with 2 where some rows were refused or put off as
 * well, 3 where it was not carried out to its end, and 4 where it waits for more calls.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

export type ProblemFormat = 'text' | 'json' | 'github';

export interface CommandContext {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly format: ProblemFormat;
  /** Results. */
  readonly out: Output;
  /** Progress and problems. */
  readonly err: Output;
  readonly color: boolean;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
  /** What the user typed. */
  readonly commandLine: string;
  /** A text whose commands (`npx leadscore ...`) can be pasted where this one was typed: with its project, engine and paths. */
  readonly pasteable: (text: string) => string;
}

function readSource(directory: string, file: string): string | undefined {
  const full = path.resolve(directory, file);
  try {
    return fs.statSync(full).size > 5_000_000 ? undefined : fs.readFileSync(full, 'utf8');
  } catch {
    return undefined;
  }
}

/** Prints problems in the format asked for: text goes beside the results, anything a machine reads goes where results go. */
export function showProblems(context: CommandContext, problems: readonly Problem[]): void {
  const text = render(
    pasteableProblems(context, problems),
    context.format,
    (file) => readSource(context.directory, file),
    {
      color: context.color && context.format === 'text',
      cwd: context.directory,
    },
  );
  (context.format === 'text' ? context.err : context.out).write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Whether standard output belongs to a program that wants one JSON document there. */
export function isJson(context: CommandContext): boolean {
  return context.json || context.format === 'json';
}

/** Problems as parts of a larger JSON document. */
export function problemsAsJson(context: CommandContext, problems: readonly Problem[]): unknown {
  const { problems: rows }: { readonly problems: unknown } = JSON.parse(
    render(pasteableProblems(context, problems), 'json', () => undefined, { color: false, cwd: context.directory }),
  );
  return rows;
}

function pasteableProblems({ pasteable }: CommandContext, problems: readonly Problem[]): readonly Problem[] {
  return problems.map(({ what, why, todo, ...rest }) => ({
    ...rest,
    what: pasteable(what),
    ...(why !== undefined && { why: pasteable(why) }),
    ...(todo !== undefined && { todo: pasteable(todo) }),
  }));
}

/** A line for people; silent with --quiet and --json. */
export function say(context: CommandContext, line: string): void {
  if (!context.quiet && !context.json) context.out.write(`${context.pasteable(line)}\n`);
}

export function printJson(context: CommandContext, value: unknown): void {
  context.out.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
