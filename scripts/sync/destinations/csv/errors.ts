import { constants } from 'node:os';
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
  if (!(error instanceof Error)) return { code: 'EUNKNOWN', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^E[A-Z0-9]+$/.test(code)) return { code, message: error.message };
  const name = 'errno' in error ? systemName(error.errno) : undefined;
  return name === undefined
    ? { code: 'EUNKNOWN', message: error.message }
    : { code: name, message: `The file system says ${name}.` };
}

/** Node gives some numbers no name of their own, EDQUOT among them: the code is "Unknown system error -122". */
function systemName(errno: unknown): string | undefined {
  return Object.entries(constants.errno).find(([, number]) => -number === errno)?.[0];
}
