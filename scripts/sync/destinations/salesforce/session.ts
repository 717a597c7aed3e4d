/** Signing in at Salesforce: client credentials, or an assertion signed with the app's key. */
import { randomUUID, sign } from 'node:crypto';
import { z } from 'zod';
import type { HttpClient, HttpFailed } from '../../http/client.js';
import { jsonAs } from '../../http/json.js';
import { originFault } from '../../http/origin.js';
import type { DestinationSettings } from '../kind.js';
import { signInRefusalOf } from './errors.js';
import { isJwt } from './kind.js';
import { signingKey } from './signing-key.js';

export interface SignedIn {
  readonly came: 'session';
  readonly token: string;
  /** Where the API is; without a slash at its end. */
  readonly origin: string;
  /** Our user's record id; empty where Salesforce does not say. */
  readonly userId: string;
}

const tokenAnswer = z.object({
  access_token: z.string().regex(/^[!-~]+$/),
  instance_url: z.string(),
  id: z.string().default(''),
});

export class Session {
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;
  #current: Promise<SignedIn | HttpFailed> | undefined;

  constructor(settings: DestinationSettings, http: HttpClient) {
    this.#settings = settings;
    this.#http = http;
  }

  /** The session that is open; signs in where there is none. However many ask at once, one call is made. */
  async get(signal: AbortSignal): Promise<SignedIn | HttpFailed> {
    const asked = (this.#current ??= this.#signIn(signal));
    let session: SignedIn | HttpFailed | undefined;
    try {
      session = await asked;
      return session;
    } finally {
      // One that failed, or threw for a secret that has gone, is tried anew.
      if (session?.came !== 'session' && this.#current === asked) this.#current = undefined;
    }
  }

  /** The next call signs in anew. */
  forget(): void {
    this.#current = undefined;
  }

  async #signIn(signal: AbortSignal): Promise<SignedIn | HttpFailed> {
    const { connection, secret, now } = this.#settings;
    const url = new URL('/services/oauth2/token', String(connection.get('url')));
    const form = isJwt(connection)
      ? { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(this.#settings) }
      : {
          grant_type: 'client_credentials',
          client_id: secret('CLIENT_ID'),
          client_secret: secret('CLIENT_SECRET'),
        };
    const answer = await this.#http.call({
      method: 'POST',
      url: url.href,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      signal,
    });
    if (answer.came !== 'answer') return answer;
    if (answer.status !== 200) return { came: 'refusal', refusal: signInRefusalOf(answer, Object.values(form), now()) };
    const read = jsonAs(tokenAnswer, answer.text);
    if (read === undefined || originFault(read.instance_url) !== undefined)
      return { came: 'nothing', because: 'unreadable', message: 'The answer to the sign-in could not be read.' };
    return {
      came: 'session',
      token: read.access_token,
      origin: new URL(read.instance_url).origin,
      userId: /\/([a-zA-Z0-9]{15,18})$/.exec(read.id)?.[1] ?? '',
    };
  }
}

/** Three minutes of life: Salesforce takes five at most, and clocks differ. */
function assertion(settings: DestinationSettings): string {
  const { connection, secret, now } = settings;
  const claims = {
    iss: secret('CLIENT_ID'),
    sub: String(connection.get('username')),
    aud: String(connection.get('audience') ?? usualAudience(String(connection.get('url')))),
    exp: Math.floor(now().getTime() / 1000) + 180,
    // Two assertions of one second differ, so that none looks like a replay.
    jti: randomUUID(),
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const key = signingKey(settings);
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** Sandboxes have an audience of their own. */
export function usualAudience(url: string): string {
  const { hostname } = new URL(url);
  return hostname === 'test.salesforce.com' || hostname.endsWith('.sandbox.my.salesforce.com')
    ? 'https://test.salesforce.com'
    : 'https://login.salesforce.com';
}
