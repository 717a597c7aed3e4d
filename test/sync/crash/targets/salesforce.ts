import { z } from 'zod';
import { ServerProcess } from '../server-process.js';
import { scoreField, type Target, type TargetKind } from '../target.js';

const ids = z.array(z.string());
const records = z.array(
  z.object({ id: z.string(), fields: z.object({ Lead_Score__c: z.number().nullish() }).loose() }).loose(),
);

const leads = 1_200;
const poison = 99_999;

export const salesforce: TargetKind = {
  name: 'salesforce',
  start: () => start({ route: 'collections' }, { batch: 100, window: 4 * 100 }),
};

export const salesforceBulk: TargetKind = {
  name: 'salesforce-bulk',
  start: () => start({ route: 'bulk2' }, { window: leads }),
};

async function start(
  connection: Readonly<Record<string, string>>,
  { batch, window }: { readonly batch?: number; readonly window: number },
): Promise<Target> {
  const server = await ServerProcess.start('salesforce');
  await server.post('settings', {
    latency: 3,
    dailyCalls: 100_000_000,
    bulk: { batchRows: 400 },
    validationRules: [{ object: 'Lead', field: 'Lead_Score__c', above: 90_000, message: 'The score is too high.' }],
  });
  const made = Array.from({ length: leads }, (_, n) => ({ LastName: `Lead ${n}`, Company: 'Acme' }));
  return {
    orders: {
      destination: 'salesforce',
      connection: { url: server.url, timeout: 30, ...connection },
      objects: { lead: 'Lead' },
      ...(batch !== undefined && { batch }),
      fields: [scoreField('lead', 'Lead_Score__c')],
    },
    environment: {
      LEADSCORE_CRASH_CLIENT_ID: 'leadscore-client',
      LEADSCORE_CRASH_CLIENT_SECRET: 'leadscore-secret',
    },
    object: 'lead',
    ids: ids.parse(await server.post('records', { object: 'Lead', records: made })),
    window,
    poison,
    held: async () =>
      new Map(
        records
          .parse(await server.get('records?object=Lead'))
          .flatMap(({ id, fields: { Lead_Score__c: score } }) =>
            typeof score === 'number' ? [[id, score] as const] : [],
          ),
      ),
    writes: () => server.writes('Lead/'),
    close: () => server.close(),
  };
}
