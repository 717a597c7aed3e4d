/** A call that was refused or never answered, as a problem: what `sync check` tells of the first call. */
import type { Problem } from '../../problem.js';
import { ruleFor } from '../apply/classify.js';
import type { CallAnswer, Destination } from '../destination.js';
import type { ErrorClass } from '../rows.js';

const codes: Readonly<Record<ErrorClass, string>> = {
  auth: 'sync/not-signed-in',
  config: 'sync/not-allowed',
  permanent: 'sync/not-allowed',
  gone: 'sync/not-allowed',
  quota: 'sync/no-calls-left',
  transient: 'sync/no-answer',
  unknown: 'sync/no-answer',
};
const usualTodo: Readonly<Record<ErrorClass, string | undefined>> = {
  auth: 'Look at the secrets of the sync.',
  config: undefined,
  permanent: undefined,
  gone: undefined,
  quota: 'Wait until the limit of the day begins anew, or ask for a higher one.',
  transient: 'Try again in a while.',
  unknown: 'Try again, and ask whoever runs the CRM if it stays.',
};

/** One problem; its words hold no secret and no value, for the destination has masked them. */
export function callProblem(
  { name, errorClasses }: Pick<Destination, 'name' | 'errorClasses'>,
  answer: Exclude<CallAnswer, { readonly came: 'rows' }>,
): Problem {
  if (answer.came === 'nothing')
    return {
      code: codes.transient,
      severity: 'error',
      what: `No answer came from ${name}: ${withoutPoint(answer.message)}.`,
      todo: 'Look at "url" in the sync file and at the network, then try again.',
    };
  const { code, message } = answer.refusal;
  const rule = ruleFor(answer.refusal, errorClasses);
  const kind = rule?.class ?? 'unknown';
  const todo = rule?.todo ?? usualTodo[kind];
  return {
    code: codes[kind],
    severity: 'error',
    what: `The call to ${name} was refused: ${code}: ${withoutPoint(message)}.`,
    ...((kind === 'config' || kind === 'auth') && { why: 'So would every call of the sync.' }),
    ...(todo !== undefined && { todo }),
  };
}

function withoutPoint(message: string): string {
  return message.replace(/\.$/, '');
}
