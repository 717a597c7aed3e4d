import { missingPackages, programs } from '../../../crm/programs.js';
import { startCluster } from '../../../crm/tryton/cluster.js';
import { makeTemplate } from '../../../crm/tryton/template.js';
import { copiedTryton } from '../../../crm/tryton/tryton.js';
import { scoreField, type TargetKind } from '../target.js';

const leads = 600;
/** Most leads of one call, and calls under way. */
const [perCall, calls] = [100, 2];

/** No lead has these ids. */
const gone = ['2000000001', '2000000002'];

/** A real CRM from Debian's packages, which keeps a history of every write itself. */
export const tryton: TargetKind = {
  name: 'tryton',
  missing: missingPackages,
  async start() {
    const cluster = await startCluster(programs());
    await makeTemplate(programs(), cluster, (line) => console.log(`  ${line}`));
    const crm = await copiedTryton(programs(), cluster);
    // What a company's own database may forbid, and its Tryton does not know beforehand.
    await crm.sql('ALTER TABLE sale_opportunity ADD CONSTRAINT score_at_most CHECK (amount < 90000)');
    const made = await crm.leads(leads);
    return {
      orders: {
        destination: 'tryton',
        connection: {
          url: crm.url,
          database: crm.login.database,
          username: crm.login.username,
          company: crm.company,
          timeout: 60,
        },
        objects: { lead: 'sale.opportunity' },
        batch: perCall,
        fields: [scoreField('lead', 'amount')],
      },
      environment: { LEADSCORE_CRASH_PASSWORD: crm.login.password },
      object: 'lead',
      ids: [...made, ...gone],
      gone,
      poison: 99_999,
      window: perCall * calls,
      held: async () => {
        const lines = await crm.sql('SELECT id, amount FROM sale_opportunity WHERE amount IS NOT NULL');
        return new Map(lines.map((line) => line.split('|')).map(([id = '', amount]) => [id, Number(amount)]));
      },
      writes: async () => {
        const counts = await crm.writes(made);
        return new Map(made.map((id, at) => [id, counts[at] ?? 0]));
      },
      close: async () => {
        await crm.close();
        await cluster.close();
      },
    };
  },
};
