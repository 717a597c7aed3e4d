import { spawn } from 'node:child_process';

export interface CommandOrder {
  readonly command: readonly string[];
  /** On its standard input. */
  readonly body: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that it may take. */
  readonly timeout: number;
}

/** Without a shell, and without our secrets. Undefined where it ended well, else how it ended: the end of a sentence. */
export async function alertByCommand(order: CommandOrder): Promise<string | undefined> {
  const { command, body, directory, environment, timeout } = order;
  const [program = '', ...words] = command;
  return new Promise((resolve) => {
    // A group of its own, so that what it started ends with it.
    const child = spawn(program, words, {
      cwd: directory,
      env: withoutSecrets(environment),
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const timer = setTimeout(() => {
      killGroup(child.pid);
      resolve(`it had not ended after ${timeout / 1000} s`);
    }, timeout);
    const end = (fault: string | undefined): void => {
      clearTimeout(timer);
      resolve(fault);
    };
    child.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'it could not be started'));
    child.on('exit', (code, by) => end(code === 0 ? undefined : `it ended with ${code ?? by ?? 'nothing'}`));
    // Whether it reads what it is given is its own affair.
    child.stdin.on('error', () => undefined);
    child.stdin.end(body);
  });
}

function withoutSecrets(environment: CommandOrder['environment']): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^LEADSCORE_/i.test(name)));
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
