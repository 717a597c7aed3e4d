import { isObject, Refused, type Answer, type Call, type JsonObject } from '../../call.js';
import type { Endpoint } from '../endpoint.js';
import type { Org } from '../org.js';
import { bodyOf } from '../record-input.js';
import { refusal } from '../refusal.js';

/**
 * POST /composite: up to 25 calls in one that counts as one, at most 5 of them collections or queries. A subrequest takes
 * over Accept, Authorization and Content-Type and no other header: it must switch the assignment rules off itself.
 */
export function composite(answer: (org: Org, call: Call) => Answer): Endpoint {
  return {
    method: 'POST',
    path: /^\/composite\/?$/,
    isWrite: true,
    answer(org, call) {
      const { compositeRequest: requests, allOrNone } = bodyOf(call);
      if (!Array.isArray(requests) || !requests.every(isObject)) {
        throw new Refused(refusal(400, 'JSON_PARSER_ERROR', 'The request has no compositeRequest.'));
      }
      if (requests.length > 25) {
        throw new Refused(refusal(400, 'LIMIT_EXCEEDED', 'A composite request takes 25 subrequests at most.'));
      }
      const heavy = requests.filter(({ url }) => /\/(composite\/sobjects|query|queryAll)\b/.test(String(url)));
      if (heavy.length > 5) {
        throw new Refused(refusal(400, 'LIMIT_EXCEEDED', 'At most 5 subrequests may be collections or queries.'));
      }
      if (allOrNone === true) {
        throw new Refused(refusal(400, 'NOT_IN_THIS_SERVER', 'This server knows no composite request with allOrNone.'));
      }
      const references = requests.map(({ referenceId }) => String(referenceId));
      if (new Set(references).size < references.length) {
        throw new Refused(refusal(400, 'INVALID_INPUT', 'Every referenceId must be given once.'));
      }
      const compositeResponse = requests.map((request) => subanswer(org, call, request, answer));
      return { status: 200, body: { compositeResponse } };
    },
  };
}

function subanswer(
  org: Org,
  call: Call,
  request: JsonObject,
  answer: (org: Org, call: Call) => Answer,
): Record<string, unknown> {
  const { method, url, referenceId, body, httpHeaders = {} } = request;
  if (
    typeof method !== 'string' ||
    typeof url !== 'string' ||
    typeof referenceId !== 'string' ||
    !isObject(httpHeaders)
  ) {
    throw new Refused(refusal(400, 'INVALID_INPUT', 'A subrequest has method, url and referenceId.'));
  }
  const own = Object.entries(httpHeaders).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  if (own.some(([name]) => name === 'accept' || name === 'authorization' || name === 'content-type')) {
    throw new Refused(
      refusal(400, 'INVALID_INPUT', 'A subrequest may not give Accept, Authorization and Content-Type.'),
    );
  }
  const target = new URL(url, 'http://localhost');
  const { accept, authorization, 'content-type': contentType } = call.headers;
  const answered = answer(org, {
    ...call,
    method,
    path: decodeURIComponent(target.pathname),
    query: target.searchParams,
    headers: { accept, authorization, 'content-type': contentType, ...Object.fromEntries(own) },
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    targetLength: url.length,
  });
  return { body: answered.body ?? null, httpHeaders: {}, httpStatusCode: answered.status, referenceId };
}
