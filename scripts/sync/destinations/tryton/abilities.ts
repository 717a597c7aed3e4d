/** What Tryton can do when a lead changes its tier: its module of opportunities has no tasks, alerts or programmes. */
import type { ActionAbilities } from '../../actions/action.js';

export const trytonActions = {
  assign: {
    to: {
      is: 'the id of an employee',
      isNeeded: true,
      pattern: /^[1-9]\d{0,9}$/,
      looksLike: 'a whole number above 0',
    },
    objects: ['sale.opportunity'],
  },
} satisfies ActionAbilities;
