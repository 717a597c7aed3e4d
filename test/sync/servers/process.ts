import { parseArgs } from 'node:util';
import type { Listening } from './listen.js';

/** Runs a server as a process of its own: `--port N` (0: a free one). Prints its address as the first line. */
export async function runAsProcess(start: (port: number) => Promise<Listening>): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const listening = await start(Number(values.port));
  process.stdout.write(`${listening.url}\n`);
  const stop = (): void => void listening.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
