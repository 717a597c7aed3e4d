/** A PostgreSQL of its own in a temporary folder. It never runs as root: there it becomes the user `postgres`. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, run } from '../child.js';
import type { Programs } from '../programs.js';

export interface Cluster {
  /** Readable by the user that PostgreSQL runs as. */
  readonly folder: string;
  /** Without the name of a database. */
  readonly uri: string;
  /** The lines of a query's answer, columns parted by |. */
  sql(database: string, query: string): Promise<readonly string[]>;
  /** Stops PostgreSQL at once, as a crash would, and starts it again. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export async function startCluster(programs: Programs): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'leadscore-crm-'));
  const data = join(folder, 'data');
  const port = await freePort();
  mkdirSync(data);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    chmodSync(folder, 0o755);
    const [user = '0', group = '0'] = [await run('id', ['-u', 'postgres']), await run('id', ['-g', 'postgres'])];
    chownSync(data, Number(user), Number(group));
  }
  const asServer = (program: string, ...given: readonly string[]): Promise<string> =>
    isRoot ? run('runuser', ['-u', 'postgres', '--', program, ...given]) : run(program, given);

  await asServer(programs.initdb, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  // Nothing here outlives the machine: what was committed must survive a crash of PostgreSQL, and no more.
  const quick = ['fsync=off', 'full_page_writes=off'];
  const settings = [...quick, 'listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, `port=${port}`];
  const options = settings.map((each) => `-c ${each}`).join(' ');
  const begin = async (): Promise<void> => {
    await asServer(programs.pgCtl, '-D', data, '-w', '-l', join(data, 'log'), '-o', options, 'start');
  };
  await begin();

  const to = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres'];
  return {
    folder,
    uri: `postgresql://postgres@127.0.0.1:${port}/`,
    sql: async (database, query) => {
      const text = await run(programs.psql, [...to, '-d', database, '-XAtq', '-v', 'ON_ERROR_STOP=1'], {
        input: query,
      });
      return text.split('\n').filter((line) => line !== '');
    },
    crash: async () => {
      await asServer(programs.pgCtl, '-D', data, '-w', '-m', 'immediate', 'stop');
      await begin();
    },
    close: async () => {
      await asServer(programs.pgCtl, '-D', data, '-w', '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
