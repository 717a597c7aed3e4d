import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv } from '../../../../scripts/sync/destinations/csv/kind.js';
import { rowsOf } from '../../servers/salesforce/csv.js';
import type { Subject } from '../subject.js';
import { temporaryFolder } from '../../../temporary-folder.js';

/** Files have no session, no ids of their own and nobody who refuses. */
export const csvSubject: Subject = {
  name: 'csv',
  can: new Set(),
  open: async (count) => {
    const folder = temporaryFolder('contract');
    const destination = await csv.open({
      syncId: 'files',
      connection: new Map([['folder', folder]]),
      secret: () => '',
      objects: new Map([['lead', 'lead']]),
      now: () => new Date(),
    });
    return {
      destination,
      object: 'lead',
      fields: { number: 'score', text: 'reasons', date: 'last_act_on' },
      ids: Array.from({ length: count }, (_, n) => `00Q${n}`),
      gone: '00Q',
      wrong: {},
      secrets: [],
      // A spreadsheet takes such a text for a formula; #N/A empties a field.
      kept: (text) => (/^[=+\-@\t\r]/.test(text) || text === '#N/A' ? `'${text}` : text),
      refuses: () => false,
      held: (id, field) => Promise.resolve(imported(folder).get(id)?.fields.get(field)),
      writes: (id) => Promise.resolve(imported(folder).get(id)?.writes ?? 0),
      emptyAnswer: 'nothing',
      order: () => undefined,
      endSession: () => Promise.resolve(() => undefined),
      close: () => destination.close(),
    };
  },
};

interface Imported {
  readonly fields: Map<string, string | null>;
  writes: number;
}

/** What an import of all files, in the order of their batches, leaves in the records. */
function imported(folder: string): ReadonlyMap<string, Imported> {
  const records = new Map<string, Imported>();
  const run = join(folder, 'contract-1');
  const number = (name: string): number => Number(/_b(\d+)_/.exec(name)?.[1] ?? 0);
  const files = existsSync(run) ? readdirSync(run).sort((a, b) => number(a) - number(b)) : [];
  for (const file of files) {
    const [[, ...names] = [], ...rows] = rowsOf(readFileSync(join(run, file), 'utf8'));
    for (const [id = '', ...cells] of rows) {
      const record = records.get(id) ?? { fields: new Map<string, string | null>(), writes: 0 };
      records.set(id, record);
      record.writes += 1;
      cells.forEach((cell, at) => {
        if (cell !== '') record.fields.set(names[at] ?? '', cell === '#N/A' ? null : cell);
      });
    }
  }
  return records;
}
