/** One trytond that serves one database. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, start, until, type Running } from '../child.js';
import type { Programs } from '../programs.js';
import type { Cluster } from './cluster.js';

export interface Trytond {
  readonly url: string;
  /** Signs in, and gives a function that calls a method in the name of that user. Rejects with Tryton's error. */
  signIn(username: string, password: string): Promise<Rpc>;
  stop(): Promise<void>;
}

export type Rpc = (method: string, ...params: readonly unknown[]) => Promise<unknown>;

/** The settings that trytond and trytond-admin share. */
export function writeSettings(cluster: Cluster, port: number): string {
  const folder = mkdtempSync(join(cluster.folder, 'tryton-'));
  const path = join(folder, 'trytond.conf');
  const lines = ['[database]', `uri = ${cluster.uri}`, `path = ${folder}`, '[web]', `listen = 127.0.0.1:${port}`];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

export async function startTrytond(programs: Programs, cluster: Cluster, database: string): Promise<Trytond> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running: Running = start(programs.trytond, ['-c', writeSettings(cluster, port), '-d', database]);
  await until(
    async () => {
      if (running.child.exitCode !== null) throw new Error(`trytond ended:\n${running.said()}`);
      return fetch(`${url}/`, { method: 'OPTIONS' }).then(
        () => true,
        () => false,
      );
    },
    60,
    running.said,
  );
  return {
    url,
    signIn: async (username, password) => {
      const result = await rpc(url, database, undefined, 'common.db.login', [username, { password }]);
      if (!Array.isArray(result)) throw new Error('the answer to the sign-in could not be read');
      const session = Buffer.from([username, ...result].join(':')).toString('base64');
      return (method, ...params) => rpc(url, database, session, method, params);
    },
    stop: () => running.stop(),
  };
}

/** Not the destination's own code: what prepares and judges shares nothing with what is judged. */
async function rpc(
  url: string,
  database: string,
  session: string | undefined,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const answer = await fetch(`${url}/${database}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session && { authorization: `Session ${session}` }) },
    body: JSON.stringify({ id: 1, method, params }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} was answered ${answer.status}: ${text.slice(0, 300)}`);
  const body: { readonly result?: unknown; readonly error?: unknown } = JSON.parse(text);
  if (body.error !== undefined) throw new Error(`${method}: ${JSON.stringify(body.error).slice(0, 600)}`);
  return body.result;
}
