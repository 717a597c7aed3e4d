/** rubrics/sync/<id>.yaml: what is read from it, and the whole message of everything that can be wrong with it. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { resolveSync } from '../../../scripts/sync/config/resolve.js';
import { salesforceActions } from '../../../scripts/sync/destinations/salesforce/abilities.js';
import type { DestinationKind } from '../../../scripts/sync/destinations/kind.js';
import { destinations } from '../../../scripts/sync/destinations/registry.js';

const kind = (
  name: string,
  connection: DestinationKind['connection'],
  secrets: readonly string[],
  namesObjects: boolean,
): DestinationKind => ({
  name,
  connection,
  secrets: secrets.map((key) => ({ key, is: 'a secret', pattern: /./, looksLike: 'one', isNeeded: () => true })),
  namesObjects,
  errorClasses: [],
  ...(name === 'salesforce' && { actions: salesforceActions }),
  faults: (of) =>
    of.get('api_version') === 'v1' ? [{ key: 'api_version', what: 'It is too old.', todo: 'Take v62.0.' }] : [],
  open: () => Promise.reject(new Error('nothing is opened here')),
});

/** Kinds of this test: what they must say of themselves is tested with each. */
const kinds: readonly DestinationKind[] = [
  kind(
    'salesforce',
    [
      { key: 'url', type: 'url', isNeeded: true, is: 'the address of your Salesforce' },
      { key: 'api_version', type: 'text', isNeeded: false, is: 'the version of its API' },
      { key: 'external_id', type: 'text', isNeeded: false, is: 'a unique external id' },
    ],
    ['CLIENT_ID', 'CLIENT_SECRET'],
    true,
  ),
  kind(
    'hubspot',
    [
      { key: 'create_properties', type: 'flag', isNeeded: false, is: 'whether properties that are missing are made' },
      { key: 'api_path', type: 'text', isNeeded: false, is: 'what the paths of its API begin with' },
      { key: 'calls', type: 'number', isNeeded: false, is: 'how many calls the account may make' },
    ],
    ['TOKEN'],
    true,
  ),
  kind(
    'webhook',
    [{ key: 'url', type: 'url', isNeeded: true, is: 'the address to which rows are posted' }],
    ['SIGNING_KEY'],
    false,
  ),
  ...destinations.filter(({ name }) => name === 'csv' || name === 'tryton'),
];
const read = (file: string, text: string) => resolveSync(file, text, sources, kinds);

const sources = ['salesforce', 'files'];
const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const place = (line: number, column: number, length: number) => ({
  file: 'rubrics/sync/crm.yaml',
  line,
  column,
  length,
});

const whole = `description: Scores into Salesforce
destination: salesforce
source: salesforce
stage: fields+actions
objects: { lead: Lead, contact: Contact }
connection: { url: https://example.my.salesforce.com, api_version: v62.0 }
budget: 0.1
batch: 50
in_flight: 2
breakers: { max_change_share: 0.5, max_times_usual: 3, max_clear_share: 0.01, max_reject_share: 0.2, max_drift_share: 0.03, fewest_rows: 20 }
alerts:
  webhook: https://example.com/alerts
  command: [bin/page, --team, sales ops]
  max_rejected_share: 0.01
  max_deferred_share: 0.02
  fewest_rows: 10
  max_minutes: 90
  max_age_hours: 26
actions_per_run: 40
actions:
  call: { do: task, tiers: [hot, warm], rubric: inbound, directions: [up, down], subject: Call them }
  give: { do: assign, tiers: [hot], to: 005000000000001AAA }
`;

test('a file that says everything', () => {
  const { config, problems } = read('rubrics/sync/crm.yaml', whole);
  expect(problems).toEqual([]);
  expect(config).toEqual({
    id: 'crm',
    destination: 'salesforce',
    source: 'salesforce',
    stage: 'fields+actions',
    objects: new Map([
      ['lead', 'Lead'],
      ['contact', 'Contact'],
    ]),
    connection: new Map([
      ['url', 'https://example.my.salesforce.com'],
      ['api_version', 'v62.0'],
    ]),
    budget: 0.1,
    batch: 50,
    inFlight: 2,
    breakers: {
      maxChangeShare: 0.5,
      maxTimesUsual: 3,
      maxClearShare: 0.01,
      maxRejectShare: 0.2,
      maxDriftShare: 0.03,
      fewestRows: 20,
    },
    alerts: {
      webhook: 'https://example.com/alerts',
      command: ['bin/page', '--team', 'sales ops'],
      maxRejectedShare: 0.01,
      maxDeferredShare: 0.02,
      fewestRows: 10,
      maxMinutes: 90,
      maxAgeHours: 26,
    },
    actionsPerRun: 40,
    actions: [
      {
        name: 'call',
        kind: 'task',
        tiers: ['hot', 'warm'],
        rubric: 'inbound',
        directions: ['up', 'down'],
        subject: 'Call them',
        at: {
          name: place(21, 3, 4),
          rubric: place(21, 49, 7),
          tiers: [place(21, 29, 3), place(21, 34, 4)],
        },
      },
      {
        name: 'give',
        kind: 'assign',
        tiers: ['hot'],
        directions: ['entered', 'up', 'released'],
        to: '005000000000001AAA',
        at: { name: place(22, 3, 4), rubric: place(22, 3, 4), tiers: [place(22, 31, 3)] },
      },
    ],
    at: { file: 'rubrics/sync/crm.yaml', line: 1, column: 1 },
  });
});

test('a file that says as little as it may', () => {
  const { config, problems } = resolveSync(
    'rubrics/sync/files.yaml',
    'destination: csv\nsource: salesforce\n',
    sources,
  );
  expect(problems).toEqual([]);
  expect(config).toMatchObject({
    id: 'files',
    stage: 'fields',
    actions: [],
    objects: new Map([
      ['lead', 'lead'],
      ['contact', 'contact'],
    ]),
    connection: new Map(),
    budget: 0.2,
    breakers: {
      maxChangeShare: 0.3,
      maxTimesUsual: 5,
      maxClearShare: 0.05,
      maxRejectShare: 0.5,
      maxDriftShare: 0.1,
      fewestRows: 500,
    },
  });
});

const faulty: readonly (readonly [what: string, file: string, text: string])[] = [
  ['no name of a sync', 'rubrics/sync/My CRM.yaml', 'destination: csv\nsource: salesforce\n'],
  ['an empty file', 'rubrics/sync/crm.yaml', ''],
  ['an unknown destination', 'rubrics/sync/crm.yaml', 'destination: saleforce\nsource: salesforce\n'],
  ['nothing but a destination', 'rubrics/sync/crm.yaml', 'destination: csv\n'],
  ['an unknown source', 'rubrics/sync/crm.yaml', 'destination: csv\nsource: salesforc\n'],
  ['an unknown key', 'rubrics/sync/crm.yaml', 'destination: csv\nsource: files\nbudgt: 0.1\n'],
  [
    'numbers out of bounds',
    'rubrics/sync/crm.yaml',
    'destination: csv\nsource: files\nbudget: 1.5\nbatch: 0\nin_flight: many\nbreakers: { max_change_share: 30, max_times_usual: 0.5 }\n',
  ],
  ['a CRM without address and objects', 'rubrics/sync/crm.yaml', 'destination: salesforce\nsource: salesforce\n'],
  [
    'a stage of actions without any',
    'rubrics/sync/crm.yaml',
    'destination: salesforce\nsource: salesforce\nstage: fields+actions\nobjects: { lead: Lead }\nconnection: { url: https://example.my.salesforce.com }\n',
  ],
  [
    'actions that the destination cannot do, or that go to nobody',
    'rubrics/sync/crm.yaml',
    'destination: salesforce\nsource: salesforce\nstage: fields+actions\nobjects: { lead: Lead }\nconnection: { url: https://example.my.salesforce.com }\nactions:\n  tell: { do: alert, tiers: [hot] }\n  give: { do: assign, tiers: [hot] }\n  join: { do: enrol, tiers: [hot] }\n',
  ],
  [
    'actions for whom nobody is, or to records that are not found by their id, or of an object that takes none',
    'rubrics/sync/crm.yaml',
    'destination: salesforce\nsource: salesforce\nstage: fields+actions\nobjects: { lead: Lead, account: Account }\nconnection: { url: https://example.my.salesforce.com, external_id: Key__c }\nactions:\n  give: { do: assign, tiers: [hot], to: "jane@example.com" }\n  call: { do: task, tiers: [hot], to: 701000000000001AAA }\n',
  ],
  [
    'actions of Tryton other than its one, and one to records that have no employee',
    'rubrics/sync/erp.yaml',
    'destination: tryton\nsource: files\nobjects: { lead: sale.opportunity, contact: party.party }\nconnection: { url: https://tryton.example.com, database: crm, username: sync }\nactions:\n  call: { do: task, tiers: [hot] }\n  tell: { do: alert, tiers: [hot] }\n  give: { do: assign, tiers: [hot], to: "7" }\n  join: { do: enrol, tiers: [hot], to: "7" }\n',
  ],
  [
    'an action of a destination that writes fields only',
    'rubrics/sync/hub.yaml',
    'destination: hubspot\nsource: files\nobjects: { contact: contacts }\nactions: { call: { do: task, tiers: [hot] } }\n',
  ],
  [
    'actions that say nothing of use',
    'rubrics/sync/crm.yaml',
    'destination: salesforce\nsource: salesforce\nactions: { Call: { do: phone, tiers: [], to: "a b", directions: [sideways] } }\n',
  ],
  [
    'secrets in the file',
    'rubrics/sync/crm.yaml',
    'destination: salesforce\nsource: salesforce\nobjects: { lead: Lead }\nconnection:\n  url: https://example.my.salesforce.com\n  client_secret: abc\n  password: abc\n',
  ],
  [
    'a secret in the address',
    'rubrics/sync/hooks.yaml',
    'destination: webhook\nsource: salesforce\nconnection: { url: "https://me:secret@example.com/" }\n',
  ],
  [
    'an address without encryption',
    'rubrics/sync/hooks.yaml',
    'destination: webhook\nsource: salesforce\nconnection: { url: "http://example.com/" }\n',
  ],
  [
    'settings that do not go together',
    'rubrics/sync/crm.yaml',
    'destination: salesforce\nsource: salesforce\nobjects: { lead: Lead }\nconnection: { url: https://example.my.salesforce.com, api_version: v1 }\n',
  ],
  ['alerts to nobody', 'rubrics/sync/crm.yaml', 'destination: csv\nsource: files\nalerts: { max_minutes: 10 }\n'],
  [
    'alerts that say nothing of use',
    'rubrics/sync/crm.yaml',
    'destination: csv\nsource: files\nalerts: { webhook: "http://example.com/", command: [], max_minutes: 0, max_age_hours: 0.5, fewest_rows: none, slack: yes }\n',
  ],
  [
    'a secret in the address of alerts',
    'rubrics/sync/crm.yaml',
    'destination: csv\nsource: files\nalerts: { webhook: "https://me:secret-word@example.com/" }\n',
  ],
  [
    'connections that are not what they should be',
    'rubrics/sync/hub.yaml',
    'destination: hubspot\nsource: salesforce\nobjects: { lead: "deals and more", contakt: contacts }\nconnection: { create_properties: "yes", calls: 0, api_pth: /crm/v3 }\n',
  ],
];

test('the whole message of every bad input', async () => {
  const told = faulty.map(([what, file, text]) => {
    const { config, problems } = read(file, text);
    expect(config, what).toBeUndefined();
    const shown = render(problems, 'text', (name) => (name === file ? text : undefined), { color: false, cwd: '.' });
    return `# ${what}\n${shown.trimEnd()}\n`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot(at('refused.txt'));
});

test('no value that may be a secret is repeated', () => {
  const text =
    'destination: webhook\nsource: files\nconnection: { url: "https://me:hunter2@example.com/", signing_key: hunter2 }\n';
  const { problems } = read('rubrics/sync/hooks.yaml', text);
  expect(problems.map(({ code }) => code)).toEqual(['sync/secret-in-file', 'sync/secret-in-file']);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});
