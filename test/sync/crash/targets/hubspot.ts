import { z } from 'zod';
import { ServerProcess } from '../server-process.js';
import { scoreField, type TargetKind } from '../target.js';

const ids = z.array(z.string());
const records = z.array(
  z.object({ id: z.string(), properties: z.object({ lead_score: z.string().nullish() }).loose() }).loose(),
);

const contacts = 1_200;
/** Most contacts of one call, and calls under way. */
const [perCall, calls] = [100, 4];

/** No contact has these ids. */
const gone = ['987654321', '987654322', '987654323'];

export const hubspot: TargetKind = {
  name: 'hubspot',
  async start() {
    const server = await ServerProcess.start('hubspot');
    await server.post('settings', {
      latency: 3,
      dailyCalls: 100_000_000,
      burst: { calls: 1_000_000, window: 1_000 },
      multiStatus: false,
    });
    const made = Array.from({ length: contacts }, (_, n) => ({ email: `c${n}@example.com` }));
    return {
      orders: {
        destination: 'hubspot',
        connection: { url: server.url, timeout: 30 },
        objects: { contact: 'contacts' },
        fields: [scoreField('contact', 'lead_score')],
      },
      environment: { LEADSCORE_CRASH_TOKEN: 'pat-test' },
      object: 'contact',
      ids: [...ids.parse(await server.post('records', { object: 'contacts', records: made })), ...gone],
      gone,
      window: perCall * calls,
      held: async () =>
        new Map(
          records.parse(await server.get('records?object=contacts')).flatMap(({ id, properties }) => {
            const score = properties.lead_score;
            return typeof score === 'string' && score !== '' ? [[id, Number(score)] as const] : [];
          }),
        ),
      writes: () => server.writes('contacts/'),
      close: () => server.close(),
    };
  },
};
