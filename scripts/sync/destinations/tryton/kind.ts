import { type Connection, type ConnectionFault, type DestinationKind, readSecrets, timeoutKey } from '../kind.js';
import { trytonActions } from './abilities.js';
import { trytonErrors } from './errors.js';

/** Tryton, by its JSON-RPC. */
export const tryton: DestinationKind = {
  name: 'tryton',
  connection: [
    { key: 'url', type: 'url', isNeeded: true, is: 'the address of your Tryton, such as https://tryton.example.com' },
    { key: 'database', type: 'text', isNeeded: true, is: 'the name of its database' },
    { key: 'username', type: 'text', isNeeded: true, is: 'the user as whom to sign in' },
    { key: 'company', type: 'number', isNeeded: false, is: 'the id of the company whose records are written' },
    timeoutKey,
  ],
  secrets: [
    {
      key: 'PASSWORD',
      is: 'the password of the user in Tryton',
      pattern: /^[^\p{Cc}]{1,512}$/u,
      looksLike: 'a password: one line of at most 512 characters',
      isNeeded: () => true,
    },
  ],
  namesObjects: true,
  errorClasses: trytonErrors,
  actions: trytonActions,
  faults: connectionFaults,
  async open(settings) {
    readSecrets(tryton, settings);
    const { TrytonDestination } = await import('./destination.js');
    return new TrytonDestination(settings);
  },
};

function connectionFaults(connection: Connection): readonly ConnectionFault[] {
  const faults: ConnectionFault[] = [];
  const database = connection.get('database');
  if (database !== undefined && !/^[\w-]{1,63}$/.test(String(database)))
    faults.push({ key: 'database', what: '"database" must be the name of a database: letters, digits, _ and -.' });
  const username = connection.get('username');
  // A session's header joins user, number and key with colons, and is read as Latin-1.
  if (username !== undefined && !/^[!-9;-~]{1,255}$/.test(String(username)))
    faults.push({ key: 'username', what: '"username" must be one word of plain characters without a colon.' });
  const company = connection.get('company');
  if (company !== undefined && !Number.isSafeInteger(company))
    faults.push({ key: 'company', what: '"company" must be a whole number: the id of a company.' });
  return faults;
}
