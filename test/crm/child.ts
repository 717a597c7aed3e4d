/** Programs that are run to their end, and servers that run until they are stopped. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Running {
  readonly child: ChildProcess;
  /** The last of what it printed. */
  readonly said: () => string;
  /** SIGTERM, and SIGKILL where that is not enough. */
  stop(): Promise<void>;
}

/** Runs a program to its end; gives what it printed. Rejects with all of that where it failed. */
export function run(
  program: string,
  given: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      given,
      { env: { ...process.env, ...options.env }, cwd: options.cwd ?? '/', maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${program} ${given.join(' ')} failed:\n${stderr}${stdout}`.slice(0, 4000)));
      },
    );
    // A program that reads nothing may have ended by now, which its own end tells.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

export function start(
  program: string,
  given: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>> } = {},
): Running {
  const child = spawn(program, given, {
    env: { ...process.env, ...options.env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (part: Buffer): void => {
    said = (said + part.toString('utf8')).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(error.message)));
  return { child, said: () => said, stop: () => stopped(child) };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** Asks again until it is so; throws after `seconds`, with what `said` tells. */
export async function until(is: () => Promise<boolean>, seconds: number, said: () => string): Promise<void> {
  const last = Date.now() + seconds * 1000;
  while (Date.now() < last) {
    if (await is()) return;
    await delay(50);
  }
  throw new Error(`It did not come up in ${seconds} seconds:\n${said()}`);
}

/** A port of this machine that nobody has now, for a server that does not choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  server.close();
  await once(server, 'close');
  return port;
}
