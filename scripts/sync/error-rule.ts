import type { ErrorClass } from './rows.js';

/**
 * One row of a destination's table of refusals. All that a rule names must fit; the first rule that fits decides.
 * `apply/classify.ts` is the one place that reads such a table.
 */
export interface ErrorRule {
  /** The refusal's code, or a pattern of it. */
  readonly code?: string | RegExp;
  /** The HTTP status, or the first and last of a range. */
  readonly status?: number | readonly [number, number];
  /** The name of a rate limit's policy. */
  readonly policy?: string;
  readonly message?: RegExp;
  readonly class: ErrorClass;
  /** The batch was too much for the CRM: it is halved and sent again, which is no rejection of a row. */
  readonly halve?: true;
  /** The shortest wait before the next try, in milliseconds, where the CRM names none. */
  readonly wait?: number;
  /** What a person can do about it, where it stops a sync. */
  readonly todo?: string;
}

/** What `http/failure.ts` says of a certificate: the same for every destination behind a network. */
export const certificateRule: ErrorRule = {
  code: 'CERTIFICATE',
  class: 'config',
  todo: 'Look at "url"; where a proxy of your own stands between, name its certificate in NODE_EXTRA_CA_CERTS.',
};
