/** What a server is asked and what it answers, apart from any socket: endpoints are functions from the one to the other. */

export interface Call {
  readonly method: string;
  /** Decoded; without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Length of the request's target as it came, in bytes. */
  readonly targetLength: number;
  /** Calls that are being answered, this one among them. */
  readonly underWay: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text goes out as it is, anything else as JSON; absent: no body. */
  readonly body?: unknown;
}

/** A refusal on the way through an endpoint: it ends the call with this answer. */
export class Refused extends Error {
  constructor(readonly answer: Answer) {
    super(`answered ${answer.status}`);
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as JSON; undefined where it is none. */
export function jsonOf(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The bytes that go out. */
export function bytesOf(answer: Answer): Buffer {
  if (answer.body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
}
