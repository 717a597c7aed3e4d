/** Of the sync's own tables. */
export const schema = 'leadscore_sync';
