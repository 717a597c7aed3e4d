import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Another process has a database file open; gives what ends it. */
export async function heldFile(file: string): Promise<() => Promise<void>> {
  const holder = spawn(
    process.execPath,
    [
      '-e',
      `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then((open) => { globalThis.open = open; console.log('open'); setInterval(() => {}, 1000); })`,
      file,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  return async () => {
    const ended = once(holder, 'exit');
    holder.kill();
    await ended;
  };
}
