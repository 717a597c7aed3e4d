import { isObject, type Answer, type JsonObject } from '../call.js';
import { Faults } from '../fault.js';
import { History } from '../history.js';
import { listen, type Listening } from '../listen.js';
import { portalAnswer } from './answer.js';
import { Portal } from './portal.js';
import { refusalOf } from './refusal.js';
import type { SettingsChange } from './settings.js';

export interface HubSpotServer extends Listening {
  readonly portal: Portal;
  readonly history: History;
  readonly faults: Faults;
}

export interface HubSpotOptions {
  readonly port?: number;
  readonly settings?: SettingsChange;
  readonly now?: () => Date;
}

/** A portal of its own that keeps what is written to it: batches and properties by their documented rules. */
export async function startHubSpot(options: HubSpotOptions = {}): Promise<HubSpotServer> {
  const history = new History(options.now ?? (() => new Date()));
  const faults = new Faults();
  const portal = new Portal(history, options.settings);
  const listening = await listen(
    {
      faults,
      history,
      latency: () => portal.settings.latency,
      answer: (call) => portalAnswer(portal, call),
      errorOf: refusalOf,
      withoutResults: () => nothingDone,
      records: (object) => portal.records(object),
      seed: (object, records) => seed(portal, object, records),
      set: (changes) => portal.set(isObject(changes) ? changes : {}),
      signOut: () => portal.set({ tokens: {} }),
    },
    options.port,
  );
  return { ...listening, portal, history, faults };
}

const nothingDone: Answer = {
  status: 200,
  body: { status: 'COMPLETE', startedAt: '2026-01-01T00:00:00Z', completedAt: '2026-01-01T00:00:00Z', results: [] },
};

/** `archived: true` among a record's properties archives it. */
function seed(portal: Portal, object: string, records: readonly JsonObject[]): readonly string[] {
  const type = portal.objectNamed(object);
  if (type === undefined) throw new Error(`The portal has no object ${object}.`);
  return records.map(({ archived, ...properties }) => {
    const texts = Object.entries(properties).map(([name, value]) => [name, value === null ? null : String(value)]);
    return portal.put(type, Object.fromEntries(texts), archived === true).id;
  });
}
