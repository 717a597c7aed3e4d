import { z } from 'zod';
import { jsonOf, type Answer, type Call } from './call.js';
import { faultSchema, type Faults } from './fault.js';
import type { History } from './history.js';

/** What another process may ask of a server and order there, under /_admin/. Faults never meet these calls. */
export interface Administered {
  readonly faults: Faults;
  readonly history: History;
  /** Every record of an object, gone ones with a mark, as plain JSON. */
  records(object: string): readonly unknown[];
  /** Adds records; gives their ids. Not part of the history: they were there before. */
  seed(object: string, records: readonly Readonly<Record<string, unknown>>[]): readonly string[];
  /** Changes settings; gives all of them. Throws on one that is not known. */
  set(changes: unknown): unknown;
  /** Ends every session, so that the next call with its token is answered 401. */
  signOut(): void;
}

const seedSchema = z.strictObject({
  object: z.string(),
  records: z.array(z.record(z.string(), z.unknown())),
});

/** Answers an /_admin/ call; 404 with the list of them where there is none such. */
export function administer(served: Administered, call: Call): Answer {
  const what = `${call.method} ${call.path.slice('/_admin/'.length)}`;
  const known = ways[what];
  if (known === undefined) return { status: 404, body: { known: Object.keys(ways) } };
  try {
    return { status: 200, body: known(served, call) };
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

const ways: Readonly<Record<string, (served: Administered, call: Call) => unknown>> = {
  'GET records': (served, call) => served.records(call.query.get('object') ?? ''),
  'POST records': (served, call) => {
    const { object, records } = seedSchema.parse(jsonOf(call));
    return served.seed(object, records);
  },
  'GET history': (served) => served.history.writes,
  'GET history/counts': (served) => served.history.counts(),
  'GET calls': (served) => served.history.calls,
  'DELETE history': (served) => {
    served.history.clear();
    return {};
  },
  'POST faults': (served, call) => {
    served.faults.order(...z.array(faultSchema).parse(jsonOf(call)));
    return {};
  },
  'DELETE faults': (served) => {
    served.faults.clear();
    return {};
  },
  'DELETE sessions': (served) => {
    served.signOut();
    return {};
  },
  'GET settings': (served) => served.set({}),
  'POST settings': (served, call) => served.set(jsonOf(call)),
};
