import { Refused, type Answer, type Call } from '../call.js';
import type { Endpoint } from './endpoint.js';
import { account, usage } from './endpoints/account.js';
import { batchCreate } from './endpoints/batch-create.js';
import { batchRead } from './endpoints/batch-read.js';
import { batchUpdate } from './endpoints/batch-update.js';
import { batchUpsert } from './endpoints/batch-upsert.js';
import { lists } from './endpoints/lists.js';
import { properties } from './endpoints/properties.js';
import type { Portal } from './portal.js';
import { rateLimited, refusal, refusalOf } from './refusal.js';

const endpoints: readonly Endpoint[] = [
  account,
  usage,
  batchCreate,
  batchRead,
  batchUpdate,
  batchUpsert,
  ...lists,
  ...properties,
];

/** Answers a call: token and limits first, then scope, then the resource. Every answer tells the limits. */
export function portalAnswer(portal: Portal, call: Call): Answer {
  const token = /^Bearer (.+)$/.exec(call.headers['authorization'] ?? '')?.[1] ?? '';
  const scopes = portal.settings.tokens[token];
  if (scopes === undefined) return refusalOf(401);
  const answer = overLimit(portal, token) ?? resource(portal, call, scopes);
  return { ...answer, headers: { ...answer.headers, ...limitsOf(portal, token) } };
}

function overLimit(portal: Portal, token: string): Answer | undefined {
  const { burst, dailyCalls, usedCalls } = portal.settings;
  const now = portal.history.now().getTime();
  const recent = (portal.recent.get(token) ?? []).filter((at) => at > now - burst.window);
  portal.recent.set(token, recent);
  if (usedCalls >= dailyCalls) return rateLimited('DAILY');
  if (recent.length >= burst.calls) return rateLimited('TEN_SECONDLY_ROLLING');
  recent.push(now);
  portal.settings.usedCalls += 1;
  return undefined;
}

function limitsOf(portal: Portal, token: string): Record<string, string> {
  const { burst, dailyCalls, usedCalls } = portal.settings;
  return {
    'x-hubspot-ratelimit-daily': String(dailyCalls),
    'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, dailyCalls - usedCalls)),
    'x-hubspot-ratelimit-interval-milliseconds': String(burst.window),
    'x-hubspot-ratelimit-max': String(burst.calls),
    'x-hubspot-ratelimit-remaining': String(Math.max(0, burst.calls - (portal.recent.get(token) ?? []).length)),
  };
}

/** Both forms of versions: /crm/v3/objects/contacts and /crm/objects/2026-03/contacts. */
function unversioned(path: string): string | undefined {
  const legacy = /^\/crm\/v3(\/(?:objects|properties|lists)\/.+)$/.exec(path)?.[1];
  if (legacy !== undefined) return legacy;
  const [, what, rest] = /^\/crm\/(objects|properties|lists)\/\d{4}-\d{2}\/(.+)$/.exec(path) ?? [];
  if (what !== undefined && rest !== undefined) return `/${what}/${rest}`;
  const info = /^\/account-info\/(?:v3|\d{4}-\d{2})(\/.+)$/.exec(path)?.[1];
  return info === undefined ? undefined : `/account-info${info}`;
}

function resource(portal: Portal, call: Call, scopes: readonly string[]): Answer {
  const path = unversioned(call.path);
  const known = path === undefined ? [] : endpoints.filter((each) => each.path.test(path));
  const endpoint = known.find(({ method }) => method === call.method);
  if (path === undefined || endpoint === undefined) return refusalOf(known.length > 0 ? 405 : 404);
  const groups = endpoint.path.exec(path)?.groups ?? {};
  const object = groups['object'];
  const type = portal.objectNamed(object ?? '');
  // An object that does not exist has no scopes either: the endpoint says so.
  const scope = object !== undefined && type === undefined ? '' : endpoint.scope(type?.scope ?? '');
  if (scope !== '' && !scopes.includes(scope)) return missingScope(scope);
  try {
    return endpoint.answer(portal, call, groups);
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function missingScope(scope: string): Answer {
  return refusal(403, 'MISSING_SCOPES', "This app hasn't been granted all required scopes to make this call.", {
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } },
    ],
  });
}
