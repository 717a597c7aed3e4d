import { tryton } from '../../../../scripts/sync/destinations/tryton/kind.js';
import { isObject } from '../../servers/call.js';
import { startTryton, trytonLogin } from '../../servers/tryton/server.js';
import { plainValue, type Subject } from '../subject.js';

/** The test server; a real one is asked by `npm run test:crm`. */
export const trytonSubject: Subject = {
  name: 'tryton',
  can: new Set(['faults', 'sessions', 'refusals', 'ids', 'readBack', 'describe']),
  open: async (count, timeout, batch) => {
    const { url, database, history, faults, sessions, close } = await startTryton();
    const lead = { state: 'lead', conversion_probability: 0.5 };
    const ids = Array.from({ length: count }, () => String(database.put('sale.opportunity', lead)));
    const destination = await tryton.open({
      syncId: 'crm',
      connection: new Map<string, string | number>([
        ['url', url],
        ['database', trytonLogin.database],
        ['username', trytonLogin.username],
        ['company', 1],
        ['timeout', timeout],
      ]),
      secret: () => trytonLogin.password,
      objects: new Map([['lead', 'sale.opportunity']]),
      ...(batch !== undefined && { batch }),
      now: () => new Date(),
    });
    return {
      destination,
      object: 'lead',
      fields: { number: 'amount', text: 'comment', date: 'end_date' },
      ids,
      gone: '2000000000',
      wrong: { conversion_probability: '7.25' },
      secrets: [trytonLogin.password],
      kept: (text) => text,
      refuses: (text) => text.includes('\u0000'),
      held: (id, field) => {
        const record = database.records('sale.opportunity').find((each) => each['id'] === Number(id));
        return Promise.resolve(plain(record?.[field]));
      },
      writes: (id) => Promise.resolve(history.counts()[`sale.opportunity/${id}`] ?? 0),
      emptyAnswer: 'nothing',
      order: (...orders) => faults.order(...orders),
      endSession: () => {
        sessions.endAll();
        return Promise.resolve(() => undefined);
      },
      close: async () => {
        await destination.close();
        await close();
      },
    };
  },
};

/** Tryton's JSON has classes of its own for exact numbers and dates. */
function plain(value: unknown): string | number | boolean | null {
  if (!isObject(value)) return plainValue(value);
  const { __class__: name, decimal, year, month, day } = value;
  if (name === 'Decimal') return plainValue(decimal);
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}
