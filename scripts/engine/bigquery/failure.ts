import { ProblemError, type Place, type Problem } from '../../problem.js';
import type { SqlOrigin } from '../engine.js';

/** Where the user's SQL stands inside what was sent: it begins on the line after `linesBefore` lines. */
export interface SentSql {
  readonly linesBefore: number;
  readonly origin?: SqlOrigin;
}

interface FailureKind {
  readonly code: string;
  /** BigQuery's own `reason`. */
  readonly reasons: readonly string[];
  readonly pattern?: RegExp;
  readonly what: string;
  readonly todo?: string;
  readonly isInQuery: boolean;
}

/** The first that fits wins. */
const kinds: readonly FailureKind[] = [
  {
    code: 'engine/no-credentials',
    reasons: ['authError'],
    pattern: /default credentials|invalid_grant|UNAUTHENTICATED|reauth/i,
    what: 'BigQuery does not know who you are',
    todo: 'Run `gcloud auth application-default login`, or let the machine have a service account.',
    isInQuery: false,
  },
  {
    code: 'engine/bytes-limit',
    reasons: ['bytesBilledLimitExceeded'],
    what: 'The query would read more than the limit on billed bytes allows',
    todo: 'Raise the limit, or let the query read fewer partitions.',
    isInQuery: true,
  },
  {
    code: 'engine/quota',
    reasons: [
      'quotaExceeded',
      'rateLimitExceeded',
      'jobRateLimitExceeded',
      'resourcesExceeded',
      'billingTierLimitExceeded',
    ],
    what: "BigQuery's quota is used up",
    todo: 'Wait and run again, or ask for more quota.',
    isInQuery: false,
  },
  {
    code: 'engine/denied',
    reasons: ['accessDenied', 'billingNotEnabled', 'forbidden'],
    what: 'BigQuery denies this',
    todo: 'Ask for the role BigQuery Job User on the project, and Data Viewer or Data Editor on the dataset.',
    isInQuery: false,
  },
  {
    code: 'engine/not-found',
    reasons: ['notFound'],
    what: 'BigQuery does not find it',
    todo: 'Check the names of project, dataset and table, and the location.',
    isInQuery: true,
  },
  { code: 'engine/sql-failed', reasons: ['invalidQuery', 'invalid'], what: 'The query failed', isInQuery: true },
  { code: 'engine/bigquery-failed', reasons: [], pattern: /^/, what: 'BigQuery failed', isInQuery: false },
];

/** The problem behind an error of the client. Neither the request nor its headers get into it. */
export function bigQueryFailure(error: unknown, sent: SentSql): ProblemError {
  if (error instanceof ProblemError) return error;
  const reasons = reasonsOf(error);
  const message = redact(error instanceof Error ? error.message : String(error));
  const kind = kinds.find(
    (candidate) =>
      reasons.some((reason) => candidate.reasons.includes(reason)) || candidate.pattern?.test(message) === true,
  );
  const place = kind?.isInQuery === true ? placeOf(message, sent) : undefined;
  const problem: Problem = {
    code: kind?.code ?? 'engine/bigquery-failed',
    severity: 'error',
    ...(place === undefined ? {} : { place }),
    what: `${kind?.what ?? 'BigQuery failed'}: ${sentence(message)}`,
    ...(kind?.todo === undefined ? {} : { todo: kind.todo }),
  };
  return new ProblemError(problem);
}

/** BigQuery writes ` at [line:column]` behind what is wrong. */
const position = / at \[(\d+):(\d+)\]/;

function placeOf(message: string, { linesBefore, origin }: SentSql): Place | undefined {
  if (origin === undefined) return undefined;
  const [, line, column] = position.exec(message) ?? [];
  const inQuery = Number(line ?? 0) - linesBefore;
  return inQuery >= 1
    ? { file: origin.file, line: origin.line + inQuery - 1, column: Number(column ?? 1) }
    : { file: origin.file, line: origin.line, column: 1 };
}

const httpReasons: Readonly<Record<number, string>> = { 401: 'authError', 403: 'accessDenied', 404: 'notFound' };

/** Whether the same call may go well a little later: the server's trouble, the network's, too many calls at once. */
export function isPassing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'number' && [408, 429, 500, 502, 503, 504].includes(code)) return true;
  // Node's own codes: ECONNRESET and others.
  if (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) return true;
  return reasonsOf(error).some((reason) => passingReasons.has(reason));
}

export const passingReasons: ReadonlySet<string> = new Set([
  'backendError',
  'internalError',
  'jobBackendError',
  'jobInternalError',
  'jobRateLimitExceeded',
  'rateLimitExceeded',
  'tableUnavailable',
]);

export function isAlreadyThere(error: unknown): boolean {
  return (
    reasonsOf(error).includes('duplicate') ||
    (typeof error === 'object' && error !== null && 'code' in error && error.code === 409)
  );
}

function reasonsOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const listed: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const reasons = listed.flatMap((one) =>
    typeof one === 'object' && one !== null && 'reason' in one ? [String(one.reason)] : [],
  );
  const byCode = 'code' in error && typeof error.code === 'number' ? httpReasons[error.code] : undefined;
  return reasons.length > 0 || byCode === undefined ? reasons : [byCode];
}

export function isNotFound(error: unknown): boolean {
  return reasonsOf(error).includes('notFound');
}

/** Tokens and keys must not reach a terminal or a log, whatever the client puts into a message. */
function redact(message: string): string {
  return message
    .replace(/-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g, '[redacted]')
    .replace(/\b(?:ya29\.|1\/\/)[\w.-]+/g, '[redacted]')
    .replace(/\b(Bearer|Authorization:?)\s*\S+/gi, '$1 [redacted]')
    .replace(/\b(\w*_token|client_secret|private_key)(["']?\s*[:=]\s*["']?)[^"'\s,}]+/gi, '$1$2[redacted]');
}

function sentence(message: string): string {
  const line = message
    .replace(position, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  const short = line.length > 300 ? `${line.slice(0, 300)}...` : line;
  return /[.!?]$/.test(short) ? short : `${short}.`;
}
