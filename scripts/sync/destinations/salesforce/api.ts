/** Calls to Salesforce in the name of a session; every one switches the assignment rules off. */
import type { Limits } from '../../destination.js';
import { type HttpAnswer, type HttpClient, type HttpFailed, type HttpStream, StreamBroken } from '../../http/client.js';
import type { DestinationSettings } from '../kind.js';
import { refusalOf } from './errors.js';
import { limitsOf } from './limits.js';
import { Session } from './session.js';

/** An update applies the organisation's assignment rules unless told otherwise: writing a score could change owners. */
export const noAssignment = { 'Sforce-Auto-Assign': 'FALSE' } as const;

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Behind /services/data/vXX.0, or from /services/ on. */
  readonly path: string;
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly contentType?: string;
  readonly signal: AbortSignal;
  readonly timeout?: number;
  /** Values in it that no message may repeat. */
  readonly sent?: Iterable<string>;
}

export class SalesforceApi {
  readonly session: Session;
  readonly #http: HttpClient;
  readonly #prefix: string;
  readonly #now: () => Date;
  #limits: Limits | undefined;

  constructor(settings: DestinationSettings, http: HttpClient) {
    this.session = new Session(settings, http);
    this.#http = http;
    this.#prefix = `/services/data/${String(settings.connection.get('api_version') ?? 'v62.0')}`;
    this.#now = settings.now;
  }

  /** What the newest answer said. */
  get limits(): Limits | undefined {
    return this.#limits;
  }

  get prefix(): string {
    return this.#prefix;
  }

  /** An answer with a status of 2xx; every other is a refusal. */
  async call(request: ApiCall): Promise<HttpAnswer | HttpFailed> {
    const ready = await this.#ready(request);
    if (!('url' in ready)) return ready;
    const answer = await this.#http.call(ready);
    if (answer.came !== 'answer') return answer;
    this.#limits = limitsOf(answer.headers.get('sforce-limit-info')) ?? this.#limits;
    return answer.status >= 200 && answer.status < 300 ? answer : this.#refused(answer, request);
  }

  /** The same, with an answer that is read as it comes. */
  async stream(request: ApiCall): Promise<HttpStream | HttpFailed> {
    const ready = await this.#ready(request);
    if (!('url' in ready)) return ready;
    const answer = await this.#http.stream(ready);
    if (answer.came !== 'stream') return answer;
    this.#limits = limitsOf(answer.headers.get('sforce-limit-info')) ?? this.#limits;
    if (answer.status === 200) return answer;
    const parts: Uint8Array[] = [];
    try {
      for await (const chunk of answer.chunks) parts.push(chunk);
    } catch (error) {
      if (error instanceof StreamBroken) return error.failed;
      throw error;
    }
    const { status, headers } = answer;
    return this.#refused({ came: 'answer', status, headers, text: Buffer.concat(parts).toString('utf8') }, request);
  }

  #refused(answer: HttpAnswer, { sent = [] }: ApiCall): HttpFailed {
    const refusal = refusalOf(answer, sent, this.#now());
    return { came: 'refusal', refusal, ...(this.#limits !== undefined && { limits: this.#limits }) };
  }

  async #ready({ method, path, body, contentType = 'application/json', signal, timeout }: ApiCall) {
    const session = await this.session.get(signal);
    if (session.came !== 'session') return session;
    return {
      method,
      url: session.origin + (path.startsWith('/services/') ? path : this.#prefix + path),
      headers: {
        authorization: `Bearer ${session.token}`,
        accept: 'application/json, text/csv',
        ...(body !== undefined && { 'content-type': contentType }),
        ...noAssignment,
      },
      ...(body !== undefined && { body }),
      signal,
      ...(timeout !== undefined && { timeout }),
    };
  }
}
