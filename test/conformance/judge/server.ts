import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { here } from '../leadscore.js';

/** Where the package keeps the reference implementation: the server's binaries and its protocol's files. */
export const home = path.join(
  path.dirname(createRequire(path.join(here, 'package.json')).resolve('@fivetrandevelopers/zetasql')),
  'zetasql',
);

export interface Server {
  readonly port: number;
  stop(): void;
}

/**
 * Starts Google's GoogleSQL local service on a free port of this machine and waits until it listens.
 * It ends with this process, however this process ends short of SIGKILL.
 */
export async function startServer(): Promise<Server> {
  const port = await freePort();
  const arm = process.arch.startsWith('arm') ? '_arm' : '';
  const binary = path.join(home, `remote_server${arm}${process.platform === 'darwin' ? '' : '.so'}`);
  const child = spawn(binary, ['localhost', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  await listening(child);
  return {
    port,
    stop: () => {
      process.removeListener('exit', stop);
      stop();
    },
  };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('listening')) ready();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the judge's server ended with ${String(code)}: ${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });
}
