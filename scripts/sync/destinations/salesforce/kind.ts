import { type Connection, type ConnectionFault, type DestinationKind, readSecrets, timeoutKey } from '../kind.js';
import { salesforceActions } from './abilities.js';
import { signingKey } from './signing-key.js';
import { salesforceErrors } from './errors.js';

const grants = ['client_credentials', 'jwt'];
const routes = ['collections', 'composite', 'bulk2'];

/** Salesforce, by its REST API and Bulk API 2.0. */
export const salesforce: DestinationKind = {
  name: 'salesforce',
  connection: [
    {
      key: 'url',
      type: 'url',
      isNeeded: true,
      is: 'the address of your Salesforce, such as https://example.my.salesforce.com',
    },
    { key: 'api_version', type: 'text', isNeeded: false, is: 'the version of its API, such as v62.0' },
    { key: 'grant', type: 'text', isNeeded: false, is: 'how to sign in: client_credentials or jwt' },
    { key: 'username', type: 'text', isNeeded: false, is: 'with jwt, the user as whom to sign in' },
    {
      key: 'audience',
      type: 'url',
      isNeeded: false,
      is: 'with jwt, for whom the assertion is, such as https://test.salesforce.com',
    },
    {
      key: 'route',
      type: 'text',
      isNeeded: false,
      is: 'collections, composite or bulk2, where the best is not to be chosen',
    },
    {
      key: 'external_id',
      type: 'text',
      isNeeded: false,
      is: 'a unique external id by which records are found in place of their id, and made where there is none',
    },
    {
      key: 'task_external_id',
      type: 'text',
      isNeeded: false,
      is: 'the unique external id of Task by which one is known again; Leadscore_Transition__c unless given',
    },
    timeoutKey,
  ],
  secrets: [
    {
      key: 'CLIENT_ID',
      is: 'the consumer key of the external client app',
      pattern: /^[!-~]{1,512}$/,
      looksLike: 'a consumer key: one word of visible characters',
      isNeeded: () => true,
    },
    {
      key: 'CLIENT_SECRET',
      is: 'the consumer secret of the external client app',
      pattern: /^[!-~]{1,512}$/,
      looksLike: 'a consumer secret: one word of visible characters',
      isNeeded: (connection) => !isJwt(connection),
    },
    {
      key: 'PRIVATE_KEY',
      is: 'the private key, in PEM, whose certificate the external client app has',
      pattern: /^-----BEGIN (?:RSA )?PRIVATE KEY-----[\sA-Za-z0-9+/=]+-----END (?:RSA )?PRIVATE KEY-----$/,
      looksLike: 'a private key in PEM: it begins with -----BEGIN PRIVATE KEY----- and has no password',
      isNeeded: isJwt,
    },
  ],
  namesObjects: true,
  errorClasses: salesforceErrors,
  actions: salesforceActions,
  faults: connectionFaults,
  async open(settings) {
    readSecrets(salesforce, settings);
    if (isJwt(settings.connection)) signingKey(settings);
    const { SalesforceDestination } = await import('./destination.js');
    return new SalesforceDestination(settings);
  },
};

export function isJwt(connection: Connection): boolean {
  return connection.get('grant') === 'jwt';
}

function connectionFaults(connection: Connection): readonly ConnectionFault[] {
  const faults: ConnectionFault[] = [];
  const grant = connection.get('grant');
  if (grant !== undefined && !grants.includes(String(grant)))
    faults.push({ key: 'grant', what: `"grant" must be client_credentials or jwt.` });
  if (isJwt(connection) && !connection.has('username'))
    faults.push({ key: 'grant', what: 'The grant jwt needs "username".', todo: 'Add the user as whom to sign in.' });
  const version = connection.get('api_version');
  if (version !== undefined && !/^v(?:4[6-9]|[5-9]\d)\.0$/.test(String(version)))
    faults.push({ key: 'api_version', what: `"api_version" must be a version from v46.0 on, such as v62.0.` });
  const route = connection.get('route');
  if (route !== undefined && !routes.includes(String(route)))
    faults.push({ key: 'route', what: `"route" must be collections, composite or bulk2.` });
  const externalId = connection.get('external_id');
  if (externalId !== undefined && !/^[A-Za-z]\w{0,79}$/.test(String(externalId)))
    faults.push({ key: 'external_id', what: `"external_id" must be the API name of a field, such as Score_Key__c.` });
  return faults;
}
