import { createHash, verify } from 'node:crypto';
import { isObject, type Answer, type Call } from '../call.js';
import type { Org } from './org.js';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** POST /services/oauth2/token: a session for a signed assertion or for the client's secret. No answer tells its end. */
export function token(org: Org, call: Call, origin: string): Answer {
  if (!(call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    return unauthorised('unsupported_grant_type', 'grant type not supported');
  }
  const form = new URLSearchParams(call.body.toString('utf8'));
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return clientCredentials(org, call, form, origin);
    case jwtBearer:
      return assertion(org, form.get('assertion') ?? '', origin);
    default:
      return unauthorised('unsupported_grant_type', 'grant type not supported');
  }
}

function clientCredentials(org: Org, call: Call, form: URLSearchParams, origin: string): Answer {
  const basic = /^Basic (.+)$/.exec(call.headers['authorization'] ?? '')?.[1];
  const [basicId, basicSecret] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString('utf8').split(':');
  if ((form.get('client_id') ?? basicId) !== org.settings.clientId) {
    return unauthorised('invalid_client_id', 'client identifier invalid');
  }
  if ((form.get('client_secret') ?? basicSecret) !== org.settings.clientSecret) {
    return unauthorised('invalid_client', 'invalid client credentials');
  }
  return session(org, origin);
}

/** RS256, for this client and user, to one of the audiences, over within five minutes. */
function assertion(org: Org, jwt: string, origin: string): Answer {
  const [head = '', claims = '', signature = '', ...more] = jwt.split('.');
  const header = decoded(head);
  const body = decoded(claims);
  const { publicKey, clientId, username, audiences } = org.settings;
  if (header === undefined || body === undefined || more.length > 0 || header['alg'] !== 'RS256' || publicKey === '') {
    return unauthorised('invalid_grant', 'invalid assertion');
  }
  if (body['iss'] !== clientId) return unauthorised('invalid_client_id', 'client identifier invalid');
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) {
    return unauthorised('invalid_grant', 'invalid assertion');
  }
  if (![...audiences, origin].includes(String(body['aud'])))
    return unauthorised('invalid_grant', 'audience is invalid');
  if (body['sub'] !== username) return unauthorised('invalid_grant', "user hasn't approved this consumer");
  const seconds = Number(body['exp']) - org.history.now().getTime() / 1000;
  if (!(seconds > 0 && seconds <= 300)) return unauthorised('invalid_grant', 'expired authorization code');
  return session(org, origin);
}

function session(org: Org, origin: string): Answer {
  const name = `00D000000000001!${createHash('sha256').update(`session ${org.next()}`).digest('base64url')}`;
  org.sessions.set(name, org.settings.sessionCalls ?? Infinity);
  return {
    status: 200,
    body: {
      access_token: name,
      instance_url: origin,
      id: `${origin}/id/00D000000000001AAA/005000000000001AAA`,
      scope: 'api',
      token_type: 'Bearer',
    },
  };
}

function decoded(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function unauthorised(error: string, description: string): Answer {
  return { status: error === 'invalid_client_id' ? 401 : 400, body: { error, error_description: description } };
}
