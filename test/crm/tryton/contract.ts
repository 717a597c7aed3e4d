/** The contract of every destination, put to a real Tryton; a proxy in front of it has the faults. */
import { tryton as kind } from '../../../scripts/sync/destinations/tryton/kind.js';
import { clauses, keep } from '../../sync/contract/contract.js';
import type { Subject } from '../../sync/contract/subject.js';
import { startProxy } from '../faults/proxy.js';
import type { CrmTest } from '../run.js';
import type { RealTryton } from './tryton.js';

function realSubject(tryton: RealTryton): Subject {
  return {
    name: 'tryton',
    can: new Set(['faults', 'sessions', 'refusals', 'ids', 'readBack', 'describe']),
    open: async (count, timeout) => {
      const { login, company } = tryton;
      const ids = await tryton.leads(count);
      const proxy = await startProxy(tryton.url, (body) => ({ id: JSON.parse(body).id }));
      const destination = await kind.open({
        syncId: 'crm',
        connection: new Map<string, string | number>([
          ['url', proxy.url],
          ['database', login.database],
          ['username', login.username],
          ['company', company],
          // A real Tryton takes its time; where a clause waits for the end of it, not too long.
          ['timeout', timeout < 5 ? 8 : 30],
        ]),
        secret: () => login.password,
        objects: new Map([['lead', 'sale.opportunity']]),
        now: () => new Date(),
      });
      return {
        destination,
        object: 'lead',
        fields: { number: 'amount', text: 'comment', date: 'end_date' },
        ids,
        gone: '2000000000',
        wrong: { conversion_probability: '7.25' },
        secrets: [login.password],
        kept: (text) => text,
        refuses: (text) => text.includes('\u0000'),
        held: async (id, field) => {
          const query = `SELECT ROW_TO_JSON(lead) FROM sale_opportunity AS lead WHERE id = ${Number(id)}`;
          const [line = '{}'] = await tryton.sql(query);
          const record: Readonly<Record<string, string | number | boolean | null>> = JSON.parse(line);
          return record[field];
        },
        writes: async (id) => (await tryton.writes([id]))[0] ?? 0,
        emptyAnswer: 'nothing',
        order: (...faults) => proxy.faults.order(...faults),
        endSession: async () => {
          await tryton.endSessions();
          return () => undefined;
        },
        close: async () => {
          await destination.close();
          await proxy.close();
        },
      };
    },
  };
}

export const tests: readonly CrmTest[] = clauses.map((clause) => ({
  name: `contract of Tryton: ${clause.name}`,
  run: async ({ tryton }) => keep(realSubject(await tryton()), clause),
}));
