/** A thin layer over undici: one call, one answer. What the network does comes back as a value and is never thrown. */
import { Readable } from 'node:stream';
import { Agent, request as undiciRequest } from 'undici';
import type { CallAnswer } from '../destination.js';
import { failure, nothing } from './failure.js';
import { originFault } from './origin.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole of it, where the client's own is not right. */
  readonly timeout?: number;
}

export interface HttpAnswer {
  readonly came: 'answer';
  readonly status: number;
  /** By name in lower case; of a header that came twice, the first. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface HttpStream {
  readonly came: 'stream';
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Throws `StreamBroken` when the connection does not last. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export type HttpFailed = Exclude<CallAnswer, { readonly came: 'rows' }>;

/** A streamed answer ended before its end; `failed` says how. */
export class StreamBroken extends Error {
  readonly failed: HttpFailed;

  constructor(failed: HttpFailed) {
    super(failed.came === 'nothing' ? failed.message : failed.refusal.message);
    this.name = 'StreamBroken';
    this.failed = failed;
  }
}

export interface HttpOptions {
  /** Milliseconds until a call counts as never answered. */
  readonly timeout: number;
  readonly connections: number;
  /** An answer above this is not read to its end. */
  readonly mostBytes?: number;
}

export class HttpClient {
  readonly #agent: Agent;
  readonly #timeout: number;
  readonly #mostBytes: number;

  constructor({ timeout, connections, mostBytes = 32 * 1024 * 1024 }: HttpOptions) {
    this.#timeout = timeout;
    this.#mostBytes = mostBytes;
    this.#agent = new Agent({
      connections,
      pipelining: 1,
      // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not reach a token.
      connect: { rejectUnauthorized: true, timeout: Math.min(timeout, 10_000) },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** One call and its whole answer. */
  async call(request: HttpRequest): Promise<HttpAnswer | HttpFailed> {
    return this.#within(request, async (signal) => {
      const { statusCode, headers, body } = await this.#send(request, signal);
      const parts: Buffer[] = [];
      let bytes = 0;
      for await (const part of body) {
        bytes += part.length;
        if (bytes > this.#mostBytes) return nothing('unreadable');
        parts.push(part);
      }
      const text = Buffer.concat(parts).toString('utf8');
      return { came: 'answer', status: statusCode, headers: headersOf(headers), text };
    });
  }

  /** One call whose answer is read as it comes; the time limit holds until its first byte, and anew for each part. */
  async stream(request: HttpRequest): Promise<HttpStream | HttpFailed> {
    return this.#within(request, async (signal) => {
      const { statusCode, headers, body } = await this.#send(request, signal);
      const chunks = patient(body, request.signal, request.timeout ?? this.#timeout);
      return { came: 'stream', status: statusCode, headers: headersOf(headers), chunks };
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #send(request: HttpRequest, signal: AbortSignal) {
    const fault = originFault(new URL(request.url).origin);
    if (fault !== undefined) throw new Error(`a call was about to go to an address that ${fault}`);
    return undiciRequest(request.url, {
      dispatcher: this.#agent,
      method: request.method,
      headers: { ...request.headers },
      body: typeof request.body === 'object' ? Readable.from(request.body) : (request.body ?? null),
      signal,
    });
  }

  async #within<T>(request: HttpRequest, work: (signal: AbortSignal) => Promise<T>): Promise<T | HttpFailed> {
    if (request.signal.aborted) return nothing('stopped');
    const ending = new AbortController();
    let because: 'timeout' | 'stopped' | undefined;
    const stop = () => {
      because ??= 'stopped';
      ending.abort();
    };
    request.signal.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(() => {
      because ??= 'timeout';
      ending.abort();
    }, request.timeout ?? this.#timeout);
    try {
      return await work(ending.signal);
    } catch (error) {
      if (because !== undefined) return nothing(because);
      const failed = failure(error);
      if (failed === undefined) throw error;
      return failed;
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', stop);
    }
  }
}

function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) map.set(name.toLowerCase(), first);
  }
  return map;
}

/** The parts of a body; a wait for the next one above `timeout` milliseconds ends it, as does the signal. */
async function* patient(body: Readable, signal: AbortSignal, timeout: number): AsyncGenerator<Uint8Array> {
  let because: 'timeout' | 'stopped' | undefined;
  const end = (why: 'timeout' | 'stopped') => {
    because ??= why;
    body.destroy(new Error(why));
  };
  const stop = () => end('stopped');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  let timer = setTimeout(() => end('timeout'), timeout);
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      // The reader may take its time over a part: only the wait for one counts.
      clearTimeout(timer);
      yield part;
      timer = setTimeout(() => end('timeout'), timeout);
    }
  } catch (error) {
    const failed = because === undefined ? failure(error) : nothing(because);
    throw failed === undefined ? error : new StreamBroken(failed);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}
