/** What Salesforce can do when a lead changes its tier. */
import type { ActionAbilities } from '../../actions/action.js';

const owner = {
  is: 'the id of a user or of a queue',
  pattern: /^(?:005|00G)(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/,
  looksLike: 'an id of 15 or 18 letters and digits that begins with 005 or 00G',
};
/** Ours are record ids; where records are named by an external id, none is known. */
const byId = { notWith: ['external_id'] };

export const salesforceActions = {
  task: { to: { ...owner, isNeeded: false }, objects: ['lead', 'contact'], ...byId },
  assign: { to: { ...owner, isNeeded: true }, ...byId },
  enrol: {
    to: {
      is: 'the id of a campaign',
      isNeeded: true,
      pattern: /^701(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/,
      looksLike: 'an id of 15 or 18 letters and digits that begins with 701',
    },
    objects: ['lead', 'contact'],
    ...byId,
  },
} satisfies ActionAbilities;
