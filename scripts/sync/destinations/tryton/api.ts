/** Calls to Tryton in the name of a session. */
import { z } from 'zod';
import type { HttpClient, HttpFailed } from '../../http/client.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { DestinationSettings } from '../kind.js';
import { endedMeanwhile, httpRefusal, rpcRefusal } from './errors.js';
import { Session } from './session.js';

export interface RpcCall {
  /** Such as model.sale.opportunity.write. */
  readonly method: string;
  /** Each parameter as JSON; the context is put behind them. */
  readonly params: readonly string[];
  readonly context?: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Values in it that no message may repeat. */
  readonly sent?: Iterable<string>;
  /** Names of models and fields in it: an error may be one of these and nothing else. */
  readonly names?: ReadonlySet<string>;
}

export interface RpcResult {
  readonly came: 'result';
  readonly result: unknown;
}

/** Unlike `z.object`, tells a result of null from none. */
const rpcAnswer = z.record(z.string(), z.unknown());

export class TrytonApi {
  readonly session: Session;
  readonly #http: HttpClient;
  readonly #url: string;
  readonly #company: number | undefined;
  readonly #now: () => Date;
  #calls = 0;

  constructor(settings: DestinationSettings, http: HttpClient) {
    const { connection } = settings;
    const url = String(connection.get('url')).replace(/\/+$/, '');
    this.#url = `${url}/${encodeURIComponent(String(connection.get('database')))}/`;
    this.session = new Session(settings, http, this.#url);
    this.#http = http;
    const company = connection.get('company');
    this.#company = company === undefined ? undefined : Number(company);
    this.#now = settings.now;
  }

  /** One call; every answer without a result is a refusal, or counts as none. */
  async call({
    method,
    params,
    context,
    signal,
    sent = [],
    names = new Set(),
  }: RpcCall): Promise<RpcResult | HttpFailed> {
    const session = await this.session.get(signal);
    if (session.came !== 'session') return session;
    this.#calls += 1;
    const id = this.#calls;
    const whole = JSON.stringify({
      ...(this.#company !== undefined && { company: this.#company }),
      language: 'en',
      ...context,
    });
    const answer = await this.#http.call({
      method: 'POST',
      url: this.#url,
      headers: {
        authorization: session.authorization,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: `{"id":${id},"method":${JSON.stringify(method)},"params":[${[...params, whole].join(',')}]}`,
      signal,
    });
    if (answer.came !== 'answer') return answer;
    if (answer.status !== 200) return { came: 'refusal', refusal: httpRefusal(answer, this.#now()) };
    const read = jsonAs(rpcAnswer, answer.text);
    if (read === undefined || read.id !== id) return nothing('unreadable');
    if (endedMeanwhile(read.error)) return nothing('unreadable');
    if (Object.hasOwn(read, 'error')) return { came: 'refusal', refusal: rpcRefusal(read.error, sent, names) };
    return Object.hasOwn(read, 'result') ? { came: 'result', result: read.result } : nothing('unreadable');
  }

  /** Ends the session, so that none is left behind; whether it came through does not matter. */
  async signOut(): Promise<void> {
    const session = await this.session.forget();
    if (session?.came !== 'session') return;
    await this.#http.call({
      method: 'POST',
      url: this.#url,
      headers: { authorization: session.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 0, method: 'common.db.logout', params: [] }),
      signal: new AbortController().signal,
      timeout: 2_000,
    });
  }
}
