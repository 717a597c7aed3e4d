/** Stands between an adapter and any server, and does to calls what a network does: the faults of our test servers, for others'. */
import type { Answer, Call } from '../../sync/servers/call.js';
import { Faults } from '../../sync/servers/fault.js';
import { History } from '../../sync/servers/history.js';
import { listen, type Listening } from '../../sync/servers/listen.js';

export interface Proxy extends Listening {
  readonly faults: Faults;
  /** Its calls; what was written only the server behind it knows. */
  readonly history: History;
}

/** Headers that are about one connection, and those that fetch has dealt with. */
const ofConnection = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

/** `withoutResults`: what the server's kind answers when it did nothing, from the body of the call. */
export async function startProxy(server: string, withoutResults: (body: string) => unknown): Promise<Proxy> {
  const faults = new Faults();
  const history = new History(() => new Date());
  const none = (): never => {
    throw new Error('a proxy holds no records');
  };
  const listening = await listen({
    faults,
    history,
    latency: () => 0,
    answer: (call) => forwarded(server, call),
    errorOf: (status) => ({ status, body: { message: 'The proxy in front of the CRM says no.' } }),
    withoutResults: (call) => ({ status: 200, body: withoutResults(call.body.toString('utf8')) }),
    records: none,
    seed: none,
    set: () => ({}),
    signOut: none,
  });
  return { ...listening, faults, history };
}

async function forwarded(server: string, call: Call): Promise<Answer> {
  const query = call.query.size === 0 ? '' : `?${call.query.toString()}`;
  const isRead = call.method === 'GET' || call.method === 'HEAD';
  const answer = await fetch(`${server}${encodeURI(call.path)}${query}`, {
    method: call.method,
    headers: kept(Object.entries(call.headers)),
    ...(!isRead && { body: new Uint8Array(call.body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: kept(answer.headers), ...(text !== '' && { body: text }) };
}

function kept(headers: Iterable<readonly [string, string | undefined]>): Record<string, string> {
  const each = [...headers].filter(([name, value]) => value !== undefined && !ofConnection.has(name));
  return Object.fromEntries(each.map(([name, value]) => [name, value ?? '']));
}
