/** Calls to HubSpot with the token of a private app, which is read anew for each: it may be replaced while a run waits. */
import type { Limits } from '../../destination.js';
import type { HttpAnswer, HttpClient, HttpFailed } from '../../http/client.js';
import type { DestinationSettings } from '../kind.js';
import { refusalOf } from './errors.js';
import { limitsOf } from './limits.js';

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly part: 'objects' | 'properties' | 'lists';
  /** Behind objects, properties or lists, such as /contacts/batch/update. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** Values in it that no message may repeat. */
  readonly sent?: Iterable<string>;
}

export class HubSpotApi {
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;
  #limits: Limits | undefined;

  constructor(settings: DestinationSettings, http: HttpClient) {
    this.#settings = settings;
    this.#http = http;
  }

  /** What the newest answer said. */
  get limits(): Limits | undefined {
    return this.#limits;
  }

  /** An answer with a status of 2xx, 207 among them; every other is a refusal. */
  async call({ method, part, path, body, signal, sent = [] }: ApiCall): Promise<HttpAnswer | HttpFailed> {
    const { connection, secret, now } = this.#settings;
    const origin = new URL(String(connection.get('url') ?? 'https://api.hubapi.com')).origin;
    const answer = await this.#http.call({
      method,
      url: `${origin}${prefixOf(part, String(connection.get('api_version') ?? 'v3'))}${path}`,
      headers: {
        authorization: `Bearer ${secret('TOKEN')}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
    if (answer.came !== 'answer') return answer;
    this.#limits = limitsOf(answer.headers) ?? this.#limits;
    if (answer.status >= 200 && answer.status < 300) return answer;
    const refusal = refusalOf(answer, sent, now());
    return { came: 'refusal', refusal, ...(this.#limits !== undefined && { limits: this.#limits }) };
  }
}

/** v3 stands before the part, a date behind it. */
export function prefixOf(part: ApiCall['part'], version: string): string {
  return version === 'v3' ? `/crm/v3/${part}` : `/crm/${part}/${version}`;
}
