import { opened } from '../../hubspot/opened.js';
import type { Subject } from '../subject.js';

const scopes = ['crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.schemas.contacts.read'];

/** `multiStatus`: whether the portal tells row by row (207) or refuses a batch for one bad record. */
export const hubspotSubject = (multiStatus: boolean): Subject => ({
  name: multiStatus ? 'hubspot, row by row' : 'hubspot, all or nothing',
  can: new Set(['faults', 'sessions', 'refusals', 'ids', 'readBack', 'describe']),
  open: async (count, timeout, batch) => {
    const environment = { LEADSCORE_HUBSPOT_TOKEN: 'pat-test-4f1c0b2e' };
    const { server, destination, contacts, held, close } = await opened({
      connection: { timeout },
      settings: { multiStatus, tokens: { 'pat-test-4f1c0b2e': scopes } },
      environment,
      ...(batch !== undefined && { batch }),
    });
    const { history, faults, portal } = server;
    return {
      destination,
      object: 'contact',
      fields: { number: 'lead_score', text: 'lead_score_reasons', date: 'last_meaningful_activity' },
      ids: contacts(...Array.from({ length: count }, (_, n) => `c${n}`)),
      gone: '987654321',
      wrong: { lead_score: 'seventy one' },
      secrets: ['4f1c0b2e', '9d77aa10'],
      kept: (text) => text,
      refuses: () => false,
      held: (id, field) => Promise.resolve(held(id)[field]),
      writes: (id) => Promise.resolve(history.counts()[`contacts/${id}`] ?? 0),
      emptyAnswer: 'nothing',
      order: (...orders) => faults.order(...orders),
      endSession: () => {
        portal.set({ tokens: { 'pat-test-9d77aa10': scopes } });
        return Promise.resolve(() => {
          environment.LEADSCORE_HUBSPOT_TOKEN = 'pat-test-9d77aa10';
        });
      },
      close,
    };
  },
});
