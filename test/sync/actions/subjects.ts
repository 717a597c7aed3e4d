/** Every destination that acts, against its test server, with one record; and how often each action took effect there. */
import { readdirSync } from 'node:fs';
import { type ActionKind, actionKinds } from '../../../scripts/sync/actions/action.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import { csv } from '../../../scripts/sync/destinations/csv/kind.js';
import { destinationKind } from '../../../scripts/sync/destinations/registry.js';
import { tryton } from '../../../scripts/sync/destinations/tryton/kind.js';
import { webhook } from '../../../scripts/sync/destinations/webhook/kind.js';
import { opened as openedHubSpot } from '../hubspot/opened.js';
import { opened as openedSalesforce } from '../salesforce/opened.js';
import type { FaultOrder } from '../servers/fault.js';
import type { History } from '../servers/history.js';
import { startTryton, trytonLogin } from '../servers/tryton/server.js';
import { startWebhook } from '../servers/webhook/server.js';
import { temporaryFolder } from '../../temporary-folder.js';

export interface OpenSubject {
  readonly destination: Destination;
  /** The record that an action is done to. */
  readonly crmId: string;
  readonly to: string;
  /** How often the CRM did it, by its own account. */
  effects(): number;
  /** What happens to the next call that acts; absent where there is no network. */
  order?(fault: FaultOrder): void;
  close(): Promise<void>;
}

interface Subject {
  readonly name: string;
  readonly hasNetwork: boolean;
  open(kind: ActionKind): Promise<OpenSubject>;
}

const signingKey = 'a signing key of more than thirty-two characters'.replaceAll(' ', '-');
const count = (history: History, object: string, what: 'create' | 'update'): number =>
  history.writes.filter((write) => write.object === object && write.what === what).length;

const all: readonly Subject[] = [
  {
    name: 'salesforce',
    hasNetwork: true,
    open: async (kind) => {
      const { server, destination, leads, close } = await openedSalesforce({ objects: new Map([['lead', 'Lead']]) });
      const [crmId = ''] = leads('Ann');
      const campaign = server.org.objectNamed('Campaign');
      if (campaign === undefined) throw new Error('The org has no campaigns.');
      return {
        destination,
        crmId,
        to: kind === 'enrol' ? server.org.put(campaign, { Name: 'Nurture' }).id : '005000000000001AAA',
        effects: () =>
          kind === 'task'
            ? count(server.history, 'Task', 'create')
            : kind === 'enrol'
              ? count(server.history, 'CampaignMember', 'create')
              : count(server.history, 'Lead', 'update'),
        order: (fault) => server.faults.order({ on: 'composite', ...fault }),
        close,
      };
    },
  },
  {
    name: 'hubspot',
    hasNetwork: true,
    open: async (kind) => {
      const { server, destination, contacts, close } = await openedHubSpot({
        objects: new Map([['lead', 'contacts']]),
      });
      const [crmId = ''] = contacts('Ann');
      return {
        destination,
        crmId,
        to: kind === 'enrol' ? server.portal.addList('Nurture', 'contacts').listId : '7001',
        effects: () =>
          kind === 'task'
            ? count(server.history, 'tasks', 'create')
            : count(server.history, kind === 'enrol' ? 'lists' : 'contacts', 'update'),
        order: (fault) => server.faults.order(fault),
        close,
      };
    },
  },
  {
    name: 'tryton',
    hasNetwork: true,
    open: async () => {
      const server = await startTryton();
      const destination = await tryton.open({
        syncId: 'crm',
        connection: new Map<string, string | number>([
          ['url', server.url],
          ['database', trytonLogin.database],
          ['username', trytonLogin.username],
          ['timeout', 2],
        ]),
        secret: () => trytonLogin.password,
        objects: new Map([['lead', 'sale.opportunity']]),
        now: () => new Date(),
      });
      // Signed in: the fault is to meet the call that acts.
      await destination.greet();
      return {
        destination,
        crmId: String(server.database.put('sale.opportunity', { state: 'lead', conversion_probability: 0.5 })),
        to: String(server.database.put('company.employee', {})),
        effects: () => count(server.history, 'sale.opportunity', 'update'),
        order: (fault) => server.faults.order(fault),
        close: async () => {
          await destination.close();
          await server.close();
        },
      };
    },
  },
  {
    name: 'webhook',
    hasNetwork: true,
    open: async () => {
      const server = await startWebhook({ settings: { signingKey } });
      const destination = await webhook.open({
        syncId: 'hook',
        connection: new Map<string, string | number>([
          ['url', `${server.url}/hook`],
          ['timeout', 2],
        ]),
        secret: () => signingKey,
        objects: new Map([['lead', 'lead']]),
        now: () => new Date(),
      });
      return {
        destination,
        crmId: '00Q1',
        to: 'u1',
        effects: () => count(server.history, 'action', 'create'),
        order: (fault) => server.faults.order(fault),
        close: async () => {
          await destination.close();
          await server.close();
        },
      };
    },
  },
  {
    name: 'csv',
    hasNetwork: false,
    open: async () => {
      const folder = temporaryFolder('once');
      const destination = await csv.open({
        syncId: 'files',
        connection: new Map([['folder', folder]]),
        secret: () => '',
        objects: new Map([['lead', 'lead']]),
        now: () => new Date(0),
      });
      return {
        destination,
        crmId: '00Q1',
        to: 'u1',
        effects: () => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.csv')).length,
        close: () => Promise.resolve(),
      };
    },
  },
];

/** A destination with one kind of action. */
export interface ActionSubject {
  readonly name: string;
  readonly kind: ActionKind;
  readonly hasNetwork: boolean;
  open(): Promise<OpenSubject>;
}

/** Each destination with each kind that it says it can do. */
export const subjects: readonly ActionSubject[] = all.flatMap(({ name, hasNetwork, open }) => {
  const abilities = destinationKind(name)?.actions;
  return actionKinds
    .filter((kind) => abilities?.[kind] !== undefined)
    .map((kind) => ({ name, kind, hasNetwork, open: () => open(kind) }));
});

export const subjectNames: readonly string[] = all.map(({ name }) => name);
