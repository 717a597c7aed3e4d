/** Signing in at Tryton: a user and a password give a session, which every call names. */
import { z } from 'zod';
import type { Refusal } from '../../destination.js';
import type { HttpClient, HttpFailed } from '../../http/client.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { DestinationSettings } from '../kind.js';
import { httpRefusal, rpcRefusal } from './errors.js';

export interface SignedIn {
  readonly came: 'session';
  /** The value of the header `Authorization`. */
  readonly authorization: string;
}

const loginAnswer = z.object({
  result: z.tuple([z.number().int().positive(), z.string().regex(/^[\w-]{16,512}$/)]),
});
const loginError = z.object({ error: z.unknown() });

export class Session {
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;
  readonly #url: string;
  #current: Promise<SignedIn | HttpFailed> | undefined;

  constructor(settings: DestinationSettings, http: HttpClient, url: string) {
    this.#settings = settings;
    this.#http = http;
    this.#url = url;
  }

  /** The session that is open; signs in where there is none. However many ask at once, one call is made. */
  async get(signal: AbortSignal): Promise<SignedIn | HttpFailed> {
    const asked = (this.#current ??= this.#signIn(signal));
    const session = await asked;
    if (session.came !== 'session' && this.#current === asked) this.#current = undefined;
    return session;
  }

  /** The next call signs in anew. Gives the session that was open. */
  forget(): Promise<SignedIn | HttpFailed> | undefined {
    const current = this.#current;
    this.#current = undefined;
    return current;
  }

  async #signIn(signal: AbortSignal): Promise<SignedIn | HttpFailed> {
    const { connection, secret, now } = this.#settings;
    const username = String(connection.get('username'));
    const password = secret('PASSWORD');
    const answer = await this.#http.call({
      method: 'POST',
      url: this.#url,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ id: 0, method: 'common.db.login', params: [username, { password }, 'en'] }),
      signal,
    });
    if (answer.came !== 'answer') return answer;
    if (answer.status !== 200) return { came: 'refusal', refusal: loginRefusal(httpRefusal(answer, now())) };
    const read = jsonAs(loginAnswer, answer.text);
    if (read !== undefined) {
      const [user, key] = read.result;
      const header = Buffer.from(`${username}:${user}:${key}`, 'latin1').toString('base64');
      return { came: 'session', authorization: `Session ${header}` };
    }
    const { error } = jsonAs(loginError, answer.text) ?? {};
    if (error === undefined) return nothing('unreadable');
    return { came: 'refusal', refusal: loginRefusal(rpcRefusal(error, [username, password], new Set())) };
  }
}

/** What would otherwise be the fault of a row, or of a session that has ended, is neither before there is a session. */
function loginRefusal(refusal: Refusal): Refusal {
  const { code } = refusal;
  if (code === 'HTTP_401')
    return { ...refusal, code: 'LOGIN_REFUSED', message: 'Tryton does not know this user with this password.' };
  return /^(?:HTTP_400|UserError|UserWarning)$/.test(code) ? { ...refusal, code: 'LOGIN_REFUSED' } : refusal;
}
