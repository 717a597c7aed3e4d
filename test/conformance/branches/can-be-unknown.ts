import type { Condition } from '../../../scripts/rubric/model.js';

/** No address is of the kind none, and one that cannot be used invalid; who has no account has none. */
const alwaysKnown: ReadonlySet<string> = new Set(['lead.email_kind', 'lead.has_account']);

/** Whether a condition may be NULL. Results of dimensions and a lead's own acts are always known; a field need not be. */
export function canBeUnknown(when: Condition): boolean {
  switch (when.kind) {
    case 'all':
    case 'any':
      return when.of.some(canBeUnknown);
    case 'not':
      return canBeUnknown(when.of);
    case 'field':
      return (
        when.test.op !== 'known' &&
        when.test.op !== 'unknown' &&
        !alwaysKnown.has(`${when.field.entity}.${when.field.name}`)
      );
    case 'behaviour':
      return when.people !== undefined;
    case 'result':
      return when.result.kind === 'account';
    case 'grade':
    case 'cell':
      return false;
    case 'sql':
      return true;
  }
}
