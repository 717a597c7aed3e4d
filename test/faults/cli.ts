import { runProgram } from '../../scripts/cli/program.js';
import { cliProcess } from './cli-process.js';

/** What a user saw of a command. */
export interface Seen {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

let running: string | undefined;

/**
 * Runs the command line in a project's directory, in this process: all of it but `scripts/cli.ts`, at a fifth of what a
 * process costs that has everything to load and to compile. One at a time, since a process is in one folder.
 */
export async function cli(directory: string, args: readonly string[]): Promise<Seen> {
  if (process.env.LEADSCORE_CLI !== undefined) return cliProcess(directory, args);
  const typed = args.join(' ');
  if (running !== undefined) throw new Error(`leadscore ${running} has not ended, and leadscore ${typed} begins.`);
  running = typed;
  const before = { folder: process.cwd(), NO_COLOR: process.env.NO_COLOR, TZ: process.env.TZ };
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said) => ({ write: (text: string) => void (said[name] += text) });
  process.chdir(directory);
  setVariables({ NO_COLOR: '1', TZ: 'UTC' });
  try {
    const { signal } = new AbortController();
    const exitCode = await runProgram({ args, stdout: stream('stdout'), stderr: stream('stderr'), signal });
    return { ...said, exitCode };
  } finally {
    setVariables({ NO_COLOR: before.NO_COLOR, TZ: before.TZ });
    process.chdir(before.folder);
    running = undefined;
  }
}

function setVariables(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
}

/** What differs from run to run and from machine to machine; everything else is compared. */
export function masked(text: string, directory: string): string {
  return text
    .replaceAll(directory, '<project>')
    .replaceAll(process.execPath, '<node>')
    .replace(/ +\d+\.\d s\b/g, ' <seconds>')
    .replace(/PID \d+/g, 'PID <pid>');
}

/** The whole of what a user saw, as `expected.txt` holds it. */
export function transcript(args: readonly string[], seen: Seen, directory: string): string {
  const part = (name: string, text: string) => (text === '' ? [] : [`--- ${name}`, masked(text, directory)]);
  return [
    `$ leadscore ${args.join(' ')}`,
    `exit code ${seen.exitCode}`,
    ...part('stdout', seen.stdout),
    ...part('stderr', seen.stderr),
  ]
    .map((line) => (line.endsWith('\n') ? line : `${line}\n`))
    .join('');
}

/** Lines of a stack trace, which no user's mistake may show. */
export function stackLines(seen: Seen): readonly string[] {
  return `${seen.stdout}\n${seen.stderr}`.split('\n').filter((line) => /^\s+at \S|node:internal|dist\//.test(line));
}
