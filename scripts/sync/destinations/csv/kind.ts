import type { DestinationKind } from '../kind.js';
import { passedOn } from '../passed-on.js';
import { csvErrors } from './errors.js';

/** Files for a CRM that nothing here can write to: its own import takes them. */
export const csv: DestinationKind = {
  name: 'csv',
  connection: [
    {
      key: 'folder',
      type: 'folder',
      isNeeded: false,
      is: "where the files are written, from the project's folder; .leadscore/outbox/<sync> unless given",
    },
  ],
  secrets: [],
  namesObjects: false,
  errorClasses: csvErrors,
  actions: passedOn,
  async open(settings) {
    const { CsvDestination } = await import('./destination.js');
    return new CsvDestination(settings);
  },
};
