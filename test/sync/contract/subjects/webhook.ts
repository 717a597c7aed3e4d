import { webhook } from '../../../../scripts/sync/destinations/webhook/kind.js';
import { secretReader } from '../../../../scripts/sync/destinations/secrets.js';
import { startWebhook } from '../../servers/webhook/server.js';
import { plainValue, type Subject } from '../subject.js';

const keys = ['aaaaaaaa0123456789abcdef01234567', 'bbbbbbbb0123456789abcdef01234567'] as const;

/** `tellsRows`: whether the receiver answers row by row or refuses a batch for one bad row. */
export const webhookSubject = (tellsRows: boolean): Subject => ({
  name: tellsRows ? 'webhook, row by row' : 'webhook, all or nothing',
  can: new Set(['faults', 'sessions', 'refusals']),
  open: async (count, timeout, batch) => {
    const ids = Array.from({ length: count }, (_, n) => `00Q${n}`);
    const server = await startWebhook({
      settings: {
        signingKey: keys[0],
        tellsRows,
        refusesWhole: !tellsRows,
        rejects: { 'lead/gone': 'GONE' },
        rejectsAbove: 1_000,
      },
    });
    const environment = { LEADSCORE_HOOK_SIGNING_KEY: keys[0] as string };
    const destination = await webhook.open({
      syncId: 'hook',
      connection: new Map<string, string | number>([
        ['url', `${server.url}/hook`],
        ['timeout', timeout],
      ]),
      secret: secretReader('hook', webhook.secrets, { environment, readFile: () => '' }),
      objects: new Map([['lead', 'lead']]),
      ...(batch !== undefined && { batch }),
      now: () => new Date(),
    });
    const { receiver, history, faults } = server;
    return {
      destination,
      object: 'lead',
      fields: { number: 'score', text: 'reasons', date: 'last_act_on' },
      ids,
      gone: 'gone',
      wrong: { score: '987654321' },
      secrets: keys,
      kept: (text) => text,
      refuses: () => false,
      held: (id, field) => Promise.resolve(plainValue(receiver.held(`lead/${id}`)?.[field])),
      writes: (id) => Promise.resolve(history.counts()[`lead/${id}`] ?? 0),
      // What a receiver that tells nothing of rows may well answer.
      emptyAnswer: 'ok',
      order: (...orders) => faults.order(...orders),
      endSession: () => {
        receiver.set({ signingKey: keys[1] });
        return Promise.resolve(() => {
          environment.LEADSCORE_HOOK_SIGNING_KEY = keys[1];
        });
      },
      close: async () => {
        await destination.close();
        await server.close();
      },
    };
  },
});
