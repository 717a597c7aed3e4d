import { generateKeyPairSync } from 'node:crypto';
import type { Destination } from '../../../scripts/sync/destination.js';
import { salesforce } from '../../../scripts/sync/destinations/salesforce/kind.js';
import type { FieldType } from '../../../scripts/sync/rows.js';
import { openAt, type WantedDestination } from '../open-destination.js';
import { rowsOf } from '../sent-row.js';
import { startSalesforce, type SalesforceServer } from '../servers/salesforce/server.js';
import type { SettingsChange } from '../servers/salesforce/settings.js';

export const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export interface Opened {
  readonly server: SalesforceServer;
  readonly destination: Destination;
  /** Seeds leads of those last names; their ids, 18 characters. */
  leads(...names: readonly string[]): readonly string[];
  /** What the org holds of a lead. */
  held(id: string): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface Wanted extends Omit<WantedDestination, 'now'> {
  readonly settings?: SettingsChange;
}

export const environment = {
  LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
  LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
  LEADSCORE_SALESFORCE_PRIVATE_KEY: privateKey,
};

/** An org of its own and a destination that is connected to it. */
export async function opened(wanted: Wanted = {}): Promise<Opened> {
  const server = await startSalesforce({ settings: { publicKey, ...wanted.settings } });
  const destination = await openAt(salesforce, server.url, {
    environment,
    objects: new Map([
      ['lead', 'Lead'],
      ['contact', 'Contact'],
    ]),
    ...wanted,
  });
  const type = server.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  return {
    server,
    destination,
    leads: (...names) => names.map((LastName) => server.org.put(type, { LastName, Company: 'Acme' }).id),
    held: (id) => server.org.record('Lead', id)?.fields ?? {},
    close: async () => {
      await destination.close();
      await server.close();
    },
  };
}

export const types: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['Lead_Score__c', 'number'],
  ['Score_Band__c', 'text'],
  ['Lead_Score_Reasons__c', 'text'],
  ['Last_Meaningful_Activity__c', 'date'],
  ['Action_Due__c', 'datetime'],
  ['Is_Held_Out__c', 'boolean'],
]);

/** A row of a plan. */
export const row = rowsOf('lead', types);

export const batch = { runId: 'salesforce-1', batchId: 'b1' };
export { never } from '../sent-row.js';
