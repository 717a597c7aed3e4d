import { isObject, jsonOf, type Answer, type Call } from '../call.js';
import type { Database } from './database.js';
import { page, RpcError } from './refusal.js';
import type { Sessions } from './sessions.js';

/** POST /<database>/ with `{id, method, params}`; nothing else is asked of it here. */
export function rpcAnswer(database: Database, name: string, sessions: Sessions, call: Call): Answer {
  if (call.path !== `/${name}/`) return page(404);
  if (call.method !== 'POST') return page(405);
  const body = jsonOf(call);
  if (!isObject(body) || !Array.isArray(body.params)) return page(400);
  const { id, method, params } = body;
  try {
    const done = methodAnswer(database, sessions, call, String(method), params);
    return 'status' in done ? done : { status: 200, body: { id, result: done.result } };
  } catch (error) {
    if (error instanceof RpcError) return { status: 200, body: { id, error: error.content } };
    throw error;
  }
}

function methodAnswer(
  database: Database,
  sessions: Sessions,
  call: Call,
  method: string,
  params: readonly unknown[],
): { readonly result: unknown } | Answer {
  if (method === 'common.db.login') return sessions.login(params);
  if (!sessions.isOpen(call.headers.authorization)) return { status: 401 };
  if (method === 'common.db.logout') {
    sessions.end(call.headers.authorization);
    return { result: null };
  }
  const [, model = '', last = ''] = /^model\.(.+)\.(\w+)$/.exec(method) ?? [];
  const answer = database.call(model, last, params) ?? page(403);
  sessions.note(call.headers.authorization);
  return answer;
}
