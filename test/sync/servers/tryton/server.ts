import { isObject, jsonOf } from '../call.js';
import { Faults } from '../fault.js';
import { History } from '../history.js';
import { listen, type Listening } from '../listen.js';
import { rpcAnswer } from './answer.js';
import { Database } from './database.js';
import { page } from './refusal.js';
import { Sessions } from './sessions.js';

export interface TrytonServer extends Listening {
  readonly database: Database;
  readonly history: History;
  readonly faults: Faults;
  readonly sessions: Sessions;
}

/** The database's name, and who may sign in to it. */
export const trytonLogin = { database: 'crm', username: 'leadscore', password: 'test-password-of-tryton' };

/**
 * A Tryton that keeps what is written to it: the few models, methods and refusals that a sync meets. It says what a real one
 * of Debian's says; `npm run test:crm` puts the same questions to both.
 */
export async function startTryton({ port }: { readonly port?: number } = {}): Promise<TrytonServer> {
  const history = new History(() => new Date());
  const faults = new Faults();
  const database = new Database(history);
  const sessions = new Sessions(trytonLogin.username, trytonLogin.password);
  let latency = 0;
  const listening = await listen(
    {
      faults,
      history,
      latency: () => latency,
      answer: (call) => rpcAnswer(database, trytonLogin.database, sessions, call),
      errorOf: page,
      withoutResults: (call) => {
        const body = jsonOf(call);
        return { status: 200, body: { id: isObject(body) ? body.id : null } };
      },
      records: (object) => database.records(object),
      seed: (object, records) => records.map((record) => String(database.put(object, record))),
      set: (changes) => {
        if (isObject(changes) && typeof changes.latency === 'number') latency = changes.latency;
        return { latency };
      },
      signOut: () => sessions.endAll(),
    },
    port,
  );
  return { ...listening, database, history, faults, sessions };
}
