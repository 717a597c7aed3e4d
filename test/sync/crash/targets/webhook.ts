import { z } from 'zod';
import { ServerProcess } from '../server-process.js';
import { scoreField, type TargetKind } from '../target.js';

const records = z.array(z.object({ key: z.string(), score: z.number().nullish() }).loose());

const signingKey = '0123456789abcdef0123456789abcdef';
/** Rows of one call, and calls under way. */
const [perCall, calls] = [100, 2];

export const webhook: TargetKind = {
  name: 'webhook',
  async start() {
    const server = await ServerProcess.start('webhook');
    await server.post('settings', {
      signingKey,
      latency: 3,
      rejectsAbove: 90_000,
      refusesWhole: true,
      tellsRows: false,
    });
    return {
      orders: {
        destination: 'webhook',
        connection: { url: `${server.url}/hook`, timeout: 30 },
        objects: { lead: 'lead' },
        fields: [scoreField('lead', 'score')],
      },
      environment: { LEADSCORE_CRASH_SIGNING_KEY: signingKey },
      object: 'lead',
      ids: Array.from({ length: 1_200 }, (_, n) => `00Q${n}`),
      window: perCall * calls,
      poison: 99_999,
      held: async () =>
        new Map(
          records
            .parse(await server.get('records?object=lead'))
            .flatMap(({ key, score }) =>
              typeof score === 'number' ? [[key.replace('lead/', ''), score] as const] : [],
            ),
        ),
      writes: () => server.writes('lead/'),
      close: () => server.close(),
    };
  },
};
