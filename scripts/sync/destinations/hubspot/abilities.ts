/** What HubSpot can do when a lead changes its tier. */
import type { ActionAbilities } from '../../actions/action.js';

const number = { pattern: /^\d{1,19}$/, looksLike: 'a number' };
/** A record is found by its id; where a property of your own stands for it, none is known. */
const byId = { notWith: ['unique_property'] };
const owner = { ...number, is: 'the id of an owner' };
const contacts = ['contacts', 'contact', '0-1'];

export const hubspotActions = {
  task: { to: { ...owner, isNeeded: false }, objects: contacts, ...byId },
  assign: { to: { ...owner, isNeeded: true }, ...byId },
  enrol: { to: { ...number, is: 'the id of a static list', isNeeded: true }, ...byId },
} satisfies ActionAbilities;
