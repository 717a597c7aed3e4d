/** What Tryton refuses and what to do about it, and how its answers are read for that. */
import { z } from 'zod';
import type { Refusal } from '../../destination.js';
import { certificateRule, type ErrorRule } from '../../error-rule.js';
import type { HttpAnswer } from '../../http/client.js';
import { masked } from '../../http/masked.js';
import { retryAfter } from '../../http/retry-after.js';

/** What PostgreSQL and its driver say of a moment that passes; Tryton hands their words on. */
const passing =
  /could not serialize access|deadlock detected|could not obtain lock|canceling statement due to|database is locked|connection already closed|server closed the connection|could not connect to server|connection to server|terminating connection|the database system is|too many clients|connection pool exhausted/i;

/** What Python and PostgreSQL say of a value that no field can hold, or that a rule of the database forbids. */
const noValue =
  /NUL \(0x00\)|surrogates not allowed|out of range|could not convert string to float|invalid literal for int|invalid input syntax|conversion from |month must be in|day is out of|violates \S+ constraint/i;

/** Messages are asked for in English, so that they can be told apart. */
export const trytonErrors: readonly ErrorRule[] = [
  certificateRule,
  // A wrong password, or a second factor that nobody is there to give.
  {
    code: /^(?:LOGIN_REFUSED|LoginException)$/,
    class: 'config',
    todo: 'Look at "username" in the sync file and at the secret PASSWORD; the user must sign in by its password alone.',
  },
  { status: 401, class: 'auth', todo: 'Look whether the user is active, and how long Tryton lets a session live.' },
  {
    code: /^(?:UNKNOWN_NAME|READ_ONLY_FIELD)$/,
    class: 'config',
    todo: 'Plan again: the mapping or the modules of Tryton have changed, and the plan says how.',
  },
  { code: 'UserError', message: /don't exist anymore/, class: 'gone' },
  // Where a rule guards a model, a record that is not there is refused in the same words as one that is not ours.
  { code: 'UserError', message: /not allowed to write to records/, class: 'gone' },
  { code: 'MALFORMED_ID', class: 'gone' },
  {
    code: 'UserError',
    message: /not allowed to access/,
    class: 'config',
    todo: 'Give the user of the sync a group that may read and write the model.',
  },
  { code: 'UserError', class: 'permanent' },
  // A question to a person; a sync says yes to nothing.
  { code: 'UserWarning', class: 'permanent' },
  { code: 'ConcurrencyException', class: 'transient' },
  { code: 'SERVER_ERROR', message: passing, class: 'transient' },
  { code: 'SERVER_ERROR', message: noValue, class: 'permanent' },
  { status: 413, class: 'transient', halve: true },
  { status: [408, 408], class: 'transient' },
  { status: 429, class: 'transient' },
  { status: [500, 599], class: 'transient' },
  // No such database, or a method that Tryton does not offer.
  { status: [403, 405], class: 'config', todo: 'Look at "url" and "database" in the sync file.' },
  { status: [300, 399], class: 'config', todo: 'Look at "url" in the sync file; no redirect is followed.' },
  { status: [400, 499], class: 'permanent' },
];

/** Of the session itself, which Tryton looks up once more after it has committed what was asked. */
const sessionGone = /records "[^"]*" of "Session" that don't exist anymore/;

/** Whether the session ended while the call was carried out: what was asked may stand all the same. */
export function endedMeanwhile(error: unknown): boolean {
  const pair = errorPair.safeParse(error);
  if (!pair.success || pair.data[0] !== 'UserError') return false;
  return sessionGone.test(wordsOf('UserError', pair.data[1]));
}

const known = z.enum(['UserError', 'UserWarning', 'LoginException', 'ConcurrencyException']);
const errorPair = z.tuple([z.string(), z.unknown()]);

/** `error` of an answer: which exception, and its words. Names are those of the model and the fields of the call. */
export function rpcRefusal(error: unknown, sent: Iterable<string>, names: ReadonlySet<string>): Refusal {
  const pair = errorPair.safeParse(error);
  if (!pair.success) return because('SERVER_ERROR', 'Tryton gave an error that could not be read.');
  const [text, second] = pair.data;
  // Behind it PostgreSQL puts the whole record.
  const first = text.replace(/\s*DETAIL:[\s\S]*$/, '');
  const exception = known.safeParse(first);
  if (exception.success) return because(exception.data, masked(wordsOf(exception.data, second), sent));
  // Python's words for a name that is not there are the name in quotes, and no more.
  const unknownName = /^'([\w.]+)'$/.exec(first)?.[1];
  if (unknownName !== undefined && names.has(unknownName))
    return { ...because('UNKNOWN_NAME', `Tryton knows no ${unknownName}.`), fields: [unknownName] };
  if (first.startsWith('Missing setter function for field')) return because('READ_ONLY_FIELD', masked(first, sent));
  return because('SERVER_ERROR', masked(first === '' ? 'Tryton gave no reason.' : first, sent));
}

/** With the status of the answer: what was refused with 200 was rolled back, and is known not to be carried out. */
function because(code: string, message: string): Refusal {
  return { code, message, httpStatus: 200 };
}

function wordsOf(exception: z.output<typeof known>, content: unknown): string {
  const texts = (Array.isArray(content) ? content : [content]).map((each) => (typeof each === 'string' ? each : ''));
  // A warning and a login begin with a name that is for programs.
  const [message = '', description = ''] = exception === 'UserError' || texts.length === 1 ? texts : texts.slice(1);
  const isWord = exception === 'LoginException' || description === '';
  return isWord ? message : `${message} - ${description}`;
}

/** Why a call was refused before Tryton looked at what it asks. */
export function httpRefusal({ status, headers }: HttpAnswer, now: Date): Refusal {
  const wait = retryAfter(headers.get('retry-after'), now);
  return {
    code: `HTTP_${status}`,
    message: meanings[status] ?? `Tryton answered ${status} without saying why.`,
    httpStatus: status,
    ...(wait !== undefined && { retryAfter: wait }),
  };
}

const meanings: Readonly<Record<number, string>> = {
  401: 'The session has ended.',
  403: 'Tryton does not offer this method.',
  404: 'Tryton has no such database.',
  413: 'The call is larger than Tryton takes.',
  429: 'Tryton takes no more calls for now.',
};
