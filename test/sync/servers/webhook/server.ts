import { isObject } from '../call.js';
import { Faults } from '../fault.js';
import { History } from '../history.js';
import { listen, type Listening } from '../listen.js';
import { Receiver } from './receiver.js';
import type { SettingsChange } from './settings.js';

export interface WebhookServer extends Listening {
  readonly receiver: Receiver;
  readonly history: History;
  readonly faults: Faults;
}

export interface WebhookOptions {
  readonly port?: number;
  readonly settings?: SettingsChange;
  readonly now?: () => Date;
}

/** A receiver of signed rows, at every path. */
export async function startWebhook(options: WebhookOptions = {}): Promise<WebhookServer> {
  const history = new History(options.now ?? (() => new Date()));
  const faults = new Faults();
  const receiver = new Receiver(history, options.settings);
  const listening = await listen(
    {
      faults,
      history,
      latency: () => receiver.settings.latency,
      answer: (call) => receiver.answer(call),
      errorOf: (status) => ({ status, body: { code: `HTTP_${status}`, message: `Answered ${status}.` } }),
      withoutResults: () => ({ status: 200, body: { rows: [] } }),
      records: (object) => receiver.records(object),
      seed: (object, records) =>
        records.map(({ id, ...fields }) => {
          receiver.put(`${object}/${String(id)}`, fields);
          return String(id);
        }),
      set: (changes) => receiver.set(isObject(changes) ? changes : {}),
      signOut: () => receiver.set({ signingKey: 'another key than the one that calls are signed with' }),
    },
    options.port,
  );
  return { ...listening, receiver, history, faults };
}
