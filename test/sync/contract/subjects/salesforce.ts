import { environment, opened } from '../../salesforce/opened.js';
import { plainValue, type Subject } from '../subject.js';

/** `route`: the way that all rows go. */
export const salesforceSubject = (route?: 'composite' | 'bulk2'): Subject => ({
  name: route === undefined ? 'salesforce' : `salesforce, ${route}`,
  can: new Set(['faults', 'sessions', 'refusals', 'ids', 'readBack', 'describe']),
  open: async (count, timeout, batch) => {
    const { server, destination, leads, held, close } = await opened({
      connection: { timeout, ...(route !== undefined && { route }) },
      ...(batch !== undefined && { batch }),
    });
    const ids = leads(...Array.from({ length: count }, (_, n) => `Lead ${n}`));
    const { history, faults, org } = server;
    return {
      destination,
      object: 'lead',
      fields: { number: 'Lead_Score__c', text: 'Lead_Score_Reasons__c', date: 'Last_Meaningful_Activity__c' },
      ids,
      gone: '00Q00000000ZZZZZZZ',
      wrong: { Lead_Score__c: '987654321' },
      secrets: [...Object.values(environment), 'leadscore-secret', 'BEGIN PRIVATE', '00D000000000001!'],
      kept: (text) => text.replace(/\r\n?/g, '\n').trim(),
      refuses: () => false,
      held: (id, field) => Promise.resolve(plainValue(held(id)[field])),
      writes: (id) => Promise.resolve(history.counts()[`Lead/${id}`] ?? 0),
      emptyAnswer: 'nothing',
      order: (...orders) => faults.order(...orders),
      endSession: () => {
        org.sessions.clear();
        return Promise.resolve(() => undefined);
      },
      close,
    };
  },
});
