/** What undici and Node throw -> what a call came back with. No host, header or body gets into a message. */
import { errors } from 'undici';
import type { CallAnswer } from '../destination.js';

type Failed = Exclude<CallAnswer, { readonly came: 'rows' }>;
type Because = Extract<CallAnswer, { readonly came: 'nothing' }>['because'];

const reasons: Readonly<Record<string, Because>> = {
  UND_ERR_CONNECT_TIMEOUT: 'refused',
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'refused',
  EAI_AGAIN: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  UND_ERR_HEADERS_OVERFLOW: 'unreadable',
};

const words: Readonly<Record<Because, string>> = {
  refused: 'No connection could be made.',
  timeout: 'No whole answer came in time.',
  reset: 'The connection broke before the whole answer had come.',
  unreadable: 'The answer could not be read.',
  stopped: 'The call was cut off because the run stops.',
};

const certificate =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY|DECODE|DECRYPT)|HOSTNAME_MISMATCH|EPROTO)/;

export function nothing(because: Because): Failed {
  return { came: 'nothing', because, message: words[because] };
}

/** The call's end for an error; undefined for an error that is our own fault, which the caller throws on. */
export function failure(error: unknown): Failed | undefined {
  const codes = codesOf(error);
  if (codes.some((code) => certificate.test(code)))
    return {
      came: 'refusal',
      refusal: {
        code: 'CERTIFICATE',
        message: `The server's certificate is not to be trusted (${codes.find((code) => certificate.test(code)) ?? ''}).`,
      },
    };
  for (const code of codes) {
    const because = reasons[code];
    if (because !== undefined) return nothing(because);
  }
  // What the parser of HTTP says of an answer that is none.
  return error instanceof errors.HTTPParserError ? nothing('unreadable') : undefined;
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inside = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...inside, ...codesOf(error.cause)];
}
