/** A call that was refused or never answered before anything was planned, as a problem. */
import type { Problem } from '../../problem.js';
import { ruleFor } from '../apply/classify.js';
import type { SyncConfig } from '../config/config.js';
import type { CallAnswer, Destination } from '../destination.js';
import type { ErrorClass } from '../rows.js';

const becauses = {
  timeout: 'did not answer in time',
  reset: 'broke off the connection',
  refused: 'cannot be reached',
  unreadable: 'gave an answer that cannot be read',
  stopped: 'was not waited for',
} as const;

/** Where the rule itself says nothing; of the other classes the secrets and rights are to be looked at. */
const usual: Partial<Readonly<Record<ErrorClass, string>>> = {
  quota: 'Plan again when the day of the CRM has begun anew, or ask for more calls; --offline asks nothing.',
  transient: 'Plan again in a while; --offline asks nothing.',
};

/** Its words hold no secret: the destination has masked them. */
export function callProblem(
  { id, destination }: Pick<SyncConfig, 'id' | 'destination'>,
  { errorClasses }: Pick<Destination, 'errorClasses'>,
  answer: Exclude<CallAnswer, { readonly came: 'rows' }>,
): Problem {
  if (answer.came === 'nothing') {
    return {
      code: 'sync/no-answer',
      severity: 'error',
      what: `${destination} ${becauses[answer.because]}: ${answer.message}`,
      todo: `Look whether "connection" in rubrics/sync/${id}.yaml is right and the network lets us there, then plan again; --offline asks nothing.`,
    };
  }
  const { code, message, httpStatus } = answer.refusal;
  const rule = ruleFor(answer.refusal, errorClasses);
  return {
    code: 'sync/refused',
    severity: 'error',
    what: `${destination} refused us: ${code}${httpStatus === undefined ? '' : ` (HTTP ${httpStatus})`}, ${message}`,
    todo:
      rule?.todo ??
      usual[rule?.class ?? 'unknown'] ??
      `Look at the secrets of "${id}" and at what its user may do there.`,
  };
}
