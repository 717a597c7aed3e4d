/** A test server as a process of its own, and its administration. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const counts = z.record(z.string(), z.number());

export class ServerProcess {
  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  /** `server`: a folder of test/sync/servers. */
  static async start(server: string): Promise<ServerProcess> {
    const file = fileURLToPath(new URL(`../servers/${server}/main.js`, import.meta.url));
    const child = spawn(process.execPath, [file, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdout.resume();
    return new ServerProcess(first.toString('utf8').trim(), async () => {
      child.kill('SIGTERM');
      await exited;
    });
  }

  /** How often each record was written; keys lose what they begin with. */
  async writes(prefix: string): Promise<ReadonlyMap<string, number>> {
    const written = Object.entries(counts.parse(await this.get('history/counts')));
    return new Map(written.map(([key, count]) => [key.replace(prefix, ''), count]));
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.url}/_admin/${path}`)).json();
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${this.url}/_admin/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  }
}
