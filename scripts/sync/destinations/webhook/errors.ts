/** What a receiver refuses and what to do about it, and how its answers are read for that. */
import { z } from 'zod';
import type { Refusal } from '../../destination.js';
import { certificateRule, type ErrorRule } from '../../error-rule.js';
import type { HttpAnswer } from '../../http/client.js';
import { jsonAs } from '../../http/json.js';
import { masked } from '../../http/masked.js';
import { retryAfter } from '../../http/retry-after.js';
import { codeWord } from '../code-word.js';

export const webhookErrors: readonly ErrorRule[] = [
  certificateRule,
  // What a receiver may say of a row; every other code of a row is a rejection.
  { code: 'RETRY', class: 'transient' },
  { code: 'GONE', class: 'gone' },
  {
    status: 401,
    class: 'auth',
    todo: 'Give both sides the same SIGNING_KEY, and look at their clocks: an old timestamp is not taken.',
  },
  { status: 413, class: 'transient', halve: true },
  // 409: the same batch is being worked on. 425: too early.
  { status: 408, class: 'transient' },
  { status: 409, class: 'transient' },
  { status: 425, class: 'transient' },
  { status: 429, class: 'transient' },
  { status: [500, 599], class: 'transient' },
  {
    status: [300, 399],
    class: 'config',
    todo: 'Write the address that it leads to in "url"; no redirect is followed.',
  },
  { status: [402, 407], class: 'config', todo: 'Look at "url" in the sync file, and what the receiver lets us do.' },
  { status: 410, class: 'config', todo: 'Look at "url" in the sync file: the receiver says that it is gone for good.' },
  { status: 415, class: 'config' },
  // 400 and 422: halved until the row is found.
  { status: [400, 499], class: 'permanent' },
  { code: /^\w+$/, class: 'permanent' },
];

const error = z.object({ code: z.string().optional(), message: z.string().default('') });

/** Why a call as a whole was refused. `sent` are the values that went with it. */
export function refusalOf({ status, headers, text }: HttpAnswer, sent: Iterable<string>, now: Date): Refusal {
  const wait = retryAfter(headers.get('retry-after'), now);
  const { code = `HTTP_${status}`, message = '' } = jsonAs(error, text) ?? {};
  return {
    code: codeWord(code),
    message: message === '' ? `The receiver answered ${status} without saying why.` : masked(message, sent),
    httpStatus: status,
    ...(wait !== undefined && { retryAfter: wait }),
  };
}
