/** What may be asked of the receiver when a lead changes its tier. */
import type { ActionAbilities } from '../../actions/action.js';

const whom = { isNeeded: false, pattern: /^[A-Za-z0-9][A-Za-z0-9_.@-]*$/, looksLike: 'letters, digits, _, ., @ and -' };

/** What reads the call does it; it knows what its own ids look like. */
export const webhookActions = {
  task: { to: { ...whom, is: 'the id of whom the task is for' } },
  alert: { to: { ...whom, is: 'the id of whom to tell' } },
  assign: { to: { ...whom, is: 'the id of the owner', isNeeded: true } },
  enrol: { to: { ...whom, is: 'the id of the programme', isNeeded: true } },
} satisfies ActionAbilities;
