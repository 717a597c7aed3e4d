import { Refused, type Answer, type Call } from '../call.js';
import { collectionsCreate } from './endpoints/collections-create.js';
import { collectionsRead } from './endpoints/collections-read.js';
import { collectionsUpdate } from './endpoints/collections-update.js';
import { collectionsUpsert } from './endpoints/collections-upsert.js';
import { composite } from './endpoints/composite.js';
import { describe } from './endpoints/describe.js';
import { ingest } from './endpoints/ingest.js';
import { limits } from './endpoints/limits.js';
import { objects } from './endpoints/objects.js';
import { query, queryMore } from './endpoints/query.js';
import { recordCreate, recordRead, recordUpdate, recordUpsert } from './endpoints/record.js';
import type { Endpoint } from './endpoint.js';
import type { Org } from './org.js';
import { refusal, refusalOf } from './refusal.js';

const endpoints: readonly Endpoint[] = [
  collectionsCreate,
  collectionsRead,
  collectionsUpdate,
  collectionsUpsert,
  composite(resource),
  describe,
  ...ingest,
  limits,
  objects,
  query,
  queryMore,
  recordCreate,
  recordRead,
  recordUpdate,
  recordUpsert,
];

/** Answers a call of the REST API: session and limits first, as the org does, then the resource. */
export function restAnswer(org: Org, call: Call): Answer {
  const refused = atTheDoor(org, call);
  const answer = refused ?? resource(org, call);
  const { usedCalls, dailyCalls } = org.settings;
  return { ...answer, headers: { ...answer.headers, 'sforce-limit-info': `api-usage=${usedCalls}/${dailyCalls}` } };
}

function atTheDoor(org: Org, call: Call): Answer | undefined {
  const session = /^(?:Bearer|OAuth) (.+)$/.exec(call.headers['authorization'] ?? '')?.[1] ?? '';
  const left = org.sessions.get(session) ?? 0;
  if (left <= 0) return refusalOf(401);
  org.sessions.set(session, left - 1);
  // URI and headers together may be 16,384 bytes; the fake counts the first.
  if (call.targetLength > 16_384) return refusal(414, 'URI_TOO_LONG', 'The URI is too long.');
  if (call.underWay > org.settings.concurrentCalls) {
    return refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.');
  }
  if (org.settings.usedCalls >= org.settings.dailyCalls) {
    return refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  }
  org.settings.usedCalls += 1;
  return undefined;
}

/** Answers a call, or a subrequest, by the resource that its path names. */
function resource(org: Org, call: Call): Answer {
  if (/^\/services\/data\/?$/.test(call.path)) return versions;
  const path = /^\/services\/data\/v(?:4[6-9]|[5-9]\d)\.0(\/.*)$/.exec(call.path)?.[1];
  if (path === undefined) return refusalOf(404);
  const known = endpoints.filter((each) => each.path.test(path));
  const endpoint = known.find(({ method }) => method === call.method);
  if (endpoint === undefined) return refusalOf(known.length > 0 ? 405 : 404);
  const wanted = org.settings.autoAssignRefused;
  const mustSwitchOff = wanted === 'every call' || (wanted === 'writes' && endpoint.isWrite);
  if (mustSwitchOff && call.headers['sforce-auto-assign']?.toUpperCase() !== 'FALSE') {
    const message = `This server refuses ${call.method} ${path} without Sforce-Auto-Assign: FALSE.`;
    return refusal(400, 'AUTO_ASSIGN_NOT_SWITCHED_OFF', message);
  }
  try {
    return endpoint.answer(org, call, endpoint.path.exec(path)?.groups ?? {});
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

const versions: Answer = {
  status: 200,
  body: ['58.0', '60.0', '62.0', '64.0'].map((version) => ({
    label: version,
    url: `/services/data/v${version}`,
    version,
  })),
};
