import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Seen } from './cli.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** LEADSCORE_CLI tries another build than the one in dist/. */
const program = process.env.LEADSCORE_CLI ?? `${root}dist/cli.js`;

export interface CliOptions {
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all of stdout and stderr so far, whenever there is more of it. */
  readonly onText?: (text: string, child: ChildProcess) => void;
  /** Runs `sh -c` with this before the command, which is "$@". */
  readonly shell?: string;
  /** Whether the child has an input that can be written to. */
  readonly input?: boolean;
}

/** Runs the compiled command line in a project's directory, as a process of its own. */
export async function cliProcess(directory: string, args: readonly string[], options: CliOptions = {}): Promise<Seen> {
  const command = [process.execPath, program, ...args];
  const [file = '', ...rest] = options.shell === undefined ? command : ['sh', '-c', options.shell, 'sh', ...command];
  const child = spawn(file, rest, {
    cwd: directory,
    stdio: [options.input === true ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', TZ: 'UTC' },
  });
  options.onStart?.(child);
  const parts = { stdout: '', stderr: '', both: '' };
  const collect = (name: 'stdout' | 'stderr') => (part: string) => {
    parts[name] += part;
    parts.both += part;
    options.onText?.(parts.both, child);
  };
  child.stdout?.setEncoding('utf8').on('data', collect('stdout'));
  child.stderr?.setEncoding('utf8').on('data', collect('stderr'));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { stdout: parts.stdout, stderr: parts.stderr, exitCode };
}
