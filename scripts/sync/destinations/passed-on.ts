/** What a destination can do that only passes on what is to be done: everything, since what reads it does it. */
import type { ActionAbilities } from '../actions/action.js';

const whom = { isNeeded: false, pattern: /^[A-Za-z0-9][A-Za-z0-9_.@-]*$/, looksLike: 'letters, digits, _, ., @ and -' };

/** Whoever reads it knows what its own ids look like. */
export const passedOn = {
  task: { to: { ...whom, is: 'the id of whom the task is for' } },
  alert: { to: { ...whom, is: 'the id of whom to tell' } },
  assign: { to: { ...whom, is: 'the id of the owner', isNeeded: true } },
  enrol: { to: { ...whom, is: 'the id of the programme', isNeeded: true } },
} satisfies ActionAbilities;
