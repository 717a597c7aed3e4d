/** What the files of results of a job say of each row. */
import type { Refusal } from '../../../destination.js';
import { masked } from '../../../http/masked.js';
import { codeWord } from '../../code-word.js';
import { namedFields } from '../errors.js';

export const unprocessed: Refusal = { code: 'UNPROCESSED', message: 'The job ended before it came to this record.' };

/**
 * `REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --`, of several errors the first; a message may hold
 * `--` itself. `values` are the cells that were sent, without the id.
 */
export function rowRefusal(error: string, values: readonly string[]): Refusal {
  const [, code, message = '', fields = ''] =
    /^(\w+):([\s\S]*?)(?::([\w, ]*?) ?--(?:;\w+:[\s\S]*)?)?$/.exec(error) ?? [];
  if (code === undefined) return { code: 'UNREADABLE_CODE', message: masked(error, values) };
  const names = fields.split(',').map((name) => name.trim());
  return { code: codeWord(code), message: masked(message, values), ...namedFields(names) };
}

/** Why a job failed: `InvalidBatch : Field name not found : Nope__c` */
export function jobRefusal(message: string): Refusal {
  const [, code, rest = ''] = /^(\w+) ?: ?([\s\S]*)$/.exec(message) ?? [];
  return code === undefined
    ? { code: 'JOB_FAILED', message: masked(message, []) }
    : { code: codeWord(code), message: masked(rest, []) };
}
