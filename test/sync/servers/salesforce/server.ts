import { isObject, jsonOf, type Answer, type Call, type JsonObject } from '../call.js';
import { Faults } from '../fault.js';
import { History } from '../history.js';
import { listen, type Listening } from '../listen.js';
import { restAnswer } from './answer.js';
import type { ObjectType } from './fields.js';
import { token } from './oauth.js';
import { Org } from './org.js';
import { refusalOf } from './refusal.js';
import type { SettingsChange } from './settings.js';
import type { Value } from './value.js';

export interface SalesforceServer extends Listening {
  readonly org: Org;
  readonly history: History;
  readonly faults: Faults;
}

export interface SalesforceOptions {
  readonly port?: number;
  readonly settings?: SettingsChange;
  readonly objects?: readonly ObjectType[];
  readonly now?: () => Date;
}

/** An org of its own that keeps what is written to it: OAuth, REST API and Bulk API 2.0 by their documented rules. */
export async function startSalesforce(options: SalesforceOptions = {}): Promise<SalesforceServer> {
  const history = new History(options.now ?? (() => new Date()));
  const faults = new Faults();
  const org = new Org(history, options.settings, options.objects);
  const listening = await listen(
    {
      faults,
      history,
      latency: () => org.settings.latency,
      answer: (call) => answer(org, call),
      errorOf: refusalOf,
      withoutResults,
      records: (object) => org.records(org.objectNamed(object)?.name ?? object),
      seed: (object, records) => seed(org, object, records),
      set: (changes) => org.set(isObject(changes) ? changes : {}),
      signOut: () => org.sessions.clear(),
    },
    options.port,
  );
  return { ...listening, org, history, faults };
}

function answer(org: Org, call: Call): Answer {
  if (call.path === '/services/oauth2/token' && call.method === 'POST') {
    return token(org, call, `http://${call.headers['host'] ?? 'localhost'}`);
  }
  return restAnswer(org, call);
}

function seed(org: Org, object: string, records: readonly JsonObject[]): readonly string[] {
  const type = org.objectNamed(object);
  if (type === undefined) throw new Error(`The org has no object ${object}.`);
  // What a test seeds is taken as it stands, wrong values and all.
  return records.map((record) => org.put(type, record as Record<string, Value>).id);
}

/** No rows for a collection, no subanswers for a composite, no records for a query. */
function withoutResults(call: Call): Answer {
  const sent = jsonOf(call);
  if (call.path.endsWith('/composite')) return { status: 200, body: { compositeResponse: [] } };
  if (/\/(query|queryAll)\b/.test(call.path)) return { status: 200, body: { totalSize: 0, done: true, records: [] } };
  return { status: 200, body: sent === undefined ? {} : [] };
}
