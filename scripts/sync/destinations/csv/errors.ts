import type { Refusal } from '../../destination.js';
import type { ErrorRule } from '../../error-rule.js';

/** What an operating system says of a file: nothing of it is the fault of a row, so the run stops and goes on later. */
export const csvErrors: readonly ErrorRule[] = [
  // EAGAIN, EBUSY, EMFILE and ENFILE pass by themselves.
  { code: /^(?:EAGAIN|EBUSY|EMFILE|ENFILE)$/, class: 'transient' },
  { code: /^(?:ENOSPC|EDQUOT)$/, class: 'config', todo: 'Make room on the disk, then run it again.' },
  {
    code: /^E[A-Z0-9]+$/,
    class: 'config',
    todo: 'Let our user write into the folder, or name another one by "folder" in the sync file.',
  },
];

/** Of what the file system threw. */
export function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EUNKNOWN';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
