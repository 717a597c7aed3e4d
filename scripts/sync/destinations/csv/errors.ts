import type { Refusal } from '../../destination.js';
import type { ErrorRule } from '../../error-rule.js';

/** What an operating system says of a file: nothing of it is the fault of a row, so the run stops and goes on later. */
export const csvErrors: readonly ErrorRule[] = [
  // EAGAIN, EBUSY, EMFILE and ENFILE pass by themselves.
  { code: /^(?:EAGAIN|EBUSY|EMFILE|ENFILE)$/, class: 'transient' },
  { code: /^E[A-Z0-9]+$/, class: 'config' },
];

/** Of what the file system threw. */
export function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EUNKNOWN';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
