/** What an answer of the CRM means: the one place that reads a destination's table of refusals. */
import type { CallAnswer, Refusal } from '../destination.js';
import type { ErrorRule } from '../error-rule.js';
import type { ErrorClass } from '../rows.js';

export interface Verdict {
  readonly class: ErrorClass;
  /** Send it again in halves. */
  readonly halve: boolean;
  /** The shortest wait before the next try, in milliseconds. */
  readonly wait: number;
}

/** The first rule that fits decides; a refusal that none fits is unknown. */
export function classify(refusal: Refusal, rules: readonly ErrorRule[]): Verdict {
  const rule = ruleFor(refusal, rules);
  return {
    class: rule?.class ?? 'unknown',
    halve: rule?.halve ?? false,
    wait: Math.max(refusal.retryAfter ?? 0, rule?.wait ?? 0),
  };
}

/** The rule that decides; none where nothing is known of such a refusal. */
export function ruleFor(refusal: Refusal, rules: readonly ErrorRule[]): ErrorRule | undefined {
  return rules.find((rule) => fits(rule, refusal));
}

function fits(rule: ErrorRule, { code, httpStatus, policy, message }: Refusal): boolean {
  return (
    (rule.code === undefined || (typeof rule.code === 'string' ? rule.code === code : rule.code.test(code))) &&
    (rule.status === undefined || isWithin(httpStatus, rule.status)) &&
    (rule.policy === undefined || rule.policy === policy) &&
    (rule.message === undefined || rule.message.test(message))
  );
}

function isWithin(status: number | undefined, range: number | readonly [number, number]): boolean {
  if (status === undefined) return false;
  return typeof range === 'number' ? status === range : status >= range[0] && status <= range[1];
}

export type NoRows = Exclude<CallAnswer, { readonly came: 'rows' }>;

/** The same for a whole call: one without an answer may be made again. */
export function classifyCall(answer: NoRows, rules: readonly ErrorRule[]): Verdict {
  return answer.came === 'refusal' ? classify(answer.refusal, rules) : { class: 'transient', halve: false, wait: 0 };
}

/**
 * Whether a call that brought no rows may have been carried out all the same: one that got no answer, unless it never
 * reached the CRM, and one that the CRM failed at rather than refused.
 */
export function mayBeCarriedOut(answer: NoRows): boolean {
  if (answer.came === 'nothing') return answer.because !== 'refused';
  const status = answer.refusal.httpStatus;
  return status === undefined ? answer.refusal.code !== 'CERTIFICATE' : status >= 500 || status === 408;
}

/** A call without an answer, as a refusal: for the log. */
export function refusalOf(answer: NoRows): Refusal {
  return answer.came === 'refusal'
    ? answer.refusal
    : { code: `NO_ANSWER_${answer.because.toUpperCase()}`, message: answer.message };
}
