import type { Destination } from '../../../scripts/sync/destination.js';
import { hubspot } from '../../../scripts/sync/destinations/hubspot/kind.js';
import type { FieldType } from '../../../scripts/sync/rows.js';
import { openAt, type WantedDestination } from '../open-destination.js';
import { rowsOf } from '../sent-row.js';
import { startHubSpot, type HubSpotServer } from '../servers/hubspot/server.js';
import type { SettingsChange } from '../servers/hubspot/settings.js';

export interface Opened {
  readonly server: HubSpotServer;
  readonly destination: Destination;
  /** Seeds contacts of those names; their ids. */
  contacts(...names: readonly string[]): readonly string[];
  /** What the portal holds of a contact. */
  held(id: string): Readonly<Record<string, string | null>>;
  close(): Promise<void>;
}

export interface Wanted extends WantedDestination {
  readonly settings?: SettingsChange;
}

/** A portal of its own and a destination that is connected to it. */
export async function opened(wanted: Wanted = {}): Promise<Opened> {
  const server = await startHubSpot({
    ...(wanted.settings && { settings: wanted.settings }),
    ...(wanted.now && { now: wanted.now }),
  });
  const destination = await openAt(hubspot, server.url, {
    environment: { LEADSCORE_HUBSPOT_TOKEN: 'pat-test' },
    objects: new Map([['contact', 'contacts']]),
    ...wanted,
  });
  const type = server.portal.objectNamed('contacts');
  if (type === undefined) throw new Error('The portal has no contacts.');
  return {
    server,
    destination,
    contacts: (...names) => names.map((name) => server.portal.put(type, { email: `${name}@example.com` }).id),
    held: (id) => server.portal.record(type, id)?.properties ?? {},
    close: async () => {
      await destination.close();
      await server.close();
    },
  };
}

export const types: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['lead_score', 'number'],
  ['lead_tier', 'text'],
  ['lead_score_reasons', 'text'],
  ['last_meaningful_activity', 'date'],
  ['action_due', 'datetime'],
  ['is_held_out', 'boolean'],
]);

/** A row of a plan. */
export const row = rowsOf('contact', types);

export const batch = { runId: 'hubspot-1', batchId: 'b1' };
export { never } from '../sent-row.js';
