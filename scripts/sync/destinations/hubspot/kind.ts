import { type Connection, type ConnectionFault, type DestinationKind, readSecrets, timeoutKey } from '../kind.js';
import { hubspotActions } from './abilities.js';
import { hubspotErrors } from './errors.js';

/** HubSpot, by its CRM API and the token of a private app. */
export const hubspot: DestinationKind = {
  name: 'hubspot',
  connection: [
    { key: 'url', type: 'url', isNeeded: false, is: 'the address of its API; https://api.hubapi.com unless given' },
    {
      key: 'api_version',
      type: 'text',
      isNeeded: false,
      is: 'the version of its API that paths are made of: v3, or a date such as 2026-03',
    },
    {
      key: 'unique_property',
      type: 'text',
      isNeeded: false,
      is: 'a unique property of your own by which records are found in place of their id, and made where there is none',
    },
    {
      key: 'task_property',
      type: 'text',
      isNeeded: false,
      is: 'the unique property of tasks by which one is known again; leadscore_transition unless given',
    },
    timeoutKey,
  ],
  secrets: [
    {
      key: 'TOKEN',
      is: 'the access token of the private app',
      pattern: /^[!-~]{8,512}$/,
      looksLike: 'an access token, such as pat-na1-..., in one word of visible characters',
      isNeeded: () => true,
    },
  ],
  namesObjects: true,
  errorClasses: hubspotErrors,
  actions: hubspotActions,
  faults: connectionFaults,
  async open(settings) {
    readSecrets(hubspot, settings);
    const { HubSpotDestination } = await import('./destination.js');
    return new HubSpotDestination(settings);
  },
};

function connectionFaults(connection: Connection): readonly ConnectionFault[] {
  const faults: ConnectionFault[] = [];
  const version = connection.get('api_version');
  if (version !== undefined && !/^(?:v3|20\d\d-(?:0[1-9]|1[0-2]))$/.test(String(version)))
    faults.push({ key: 'api_version', what: '"api_version" must be v3 or a date such as 2026-03.' });
  const unique = connection.get('unique_property');
  if (unique === 'email')
    faults.push({
      key: 'unique_property',
      what: 'By "email" HubSpot takes no upsert of a part of a record.',
      todo: 'Name a unique property of your own, or leave "unique_property" out: then records are found by their id.',
    });
  else if (unique === 'hs_object_id')
    faults.push({
      key: 'unique_property',
      what: '"hs_object_id" is the id by which records are found anyway.',
      todo: 'Leave "unique_property" out.',
    });
  else if (unique !== undefined && !isPropertyName(String(unique)))
    faults.push({
      key: 'unique_property',
      what: '"unique_property" must be the internal name of a property, such as leadscore_id.',
    });
  return faults;
}

/** Internal names are small letters, digits and _. */
export function isPropertyName(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,99}$/.test(text);
}
