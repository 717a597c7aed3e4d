/** What a sync file may say of each destination under `connection:`. Secrets are not among it: they come from the environment. */
import type { DestinationName } from './config.js';

export interface ConnectionKey {
  readonly key: string;
  readonly type: 'text' | 'url' | 'folder' | 'number' | 'flag';
  readonly isNeeded: boolean;
  /** Its words in a message: "the address of your Salesforce". */
  readonly is: string;
}

export interface ConnectionShape {
  readonly keys: readonly ConnectionKey[];
  /** What the environment must hold, as the last part of LEADSCORE_<ID>_<KEY>. */
  readonly secrets: readonly string[];
  /** Objects must be named; where not, an object that is not named has the name of crm_updates. */
  readonly namesObjects: boolean;
}

const key = (name: string, type: ConnectionKey['type'], isNeeded: boolean, is: string): ConnectionKey => ({
  key: name,
  type,
  isNeeded,
  is,
});

export const connections: Readonly<Record<DestinationName, ConnectionShape>> = {
  salesforce: {
    keys: [
      key('url', 'url', true, 'the address of your Salesforce, such as https://example.my.salesforce.com'),
      key('api_version', 'text', false, 'the version of its API, such as v62.0'),
      key('grant', 'text', false, 'how to sign in: client_credentials or jwt'),
      key('username', 'text', false, 'with jwt, the user as whom to sign in'),
      key('audience', 'url', false, 'with jwt, for whom the assertion is, such as https://test.salesforce.com'),
      key('route', 'text', false, 'collections, composite or bulk2, where the best is not to be chosen'),
    ],
    secrets: ['CLIENT_ID', 'CLIENT_SECRET', 'PRIVATE_KEY'],
    namesObjects: true,
  },
  hubspot: {
    keys: [
      key('url', 'url', false, 'the address of its API, where it is not https://api.hubapi.com'),
      key('api_path', 'text', false, 'what the paths of its API begin with, such as /crm/v3'),
      key('create_properties', 'flag', false, 'whether properties that are missing are made'),
      key('id_property', 'text', false, 'a unique property by which records are found, in place of their id'),
      key('calls_per_ten_seconds', 'number', false, 'how many calls the account may make in ten seconds'),
    ],
    secrets: ['TOKEN'],
    namesObjects: true,
  },
  tryton: {
    keys: [
      key('url', 'url', true, 'the address of the Tryton server'),
      key('database', 'text', true, 'the name of its database'),
      key('username', 'text', true, 'the user as whom to sign in'),
    ],
    secrets: ['PASSWORD'],
    namesObjects: true,
  },
  webhook: {
    keys: [key('url', 'url', true, 'the address to which rows are posted')],
    secrets: ['SIGNING_KEY'],
    namesObjects: false,
  },
  csv: {
    keys: [key('folder', 'folder', false, 'where the files are written; .leadscore/outbox/<sync> unless given')],
    secrets: [],
    namesObjects: false,
  },
};

/** Words by which people call what must not stand in a file. */
export const secretWords = /(?:^|_)(?:token|secret|password|passwd|private_key|api_key|apikey|signing_key|key)$/i;
