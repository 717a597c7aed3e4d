/** The same action against each server that can do it: once, however often it is sent. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlannedAction } from '../../../scripts/sync/actions/action.js';
import type { CallAnswer, Destination } from '../../../scripts/sync/destination.js';
import { classify } from '../../../scripts/sync/apply/classify.js';
import { csv } from '../../../scripts/sync/destinations/csv/kind.js';
import { webhook } from '../../../scripts/sync/destinations/webhook/kind.js';
import { opened as openedHubSpot } from '../hubspot/opened.js';
import { opened as openedSalesforce } from '../salesforce/opened.js';
import { temporaryFolder } from '../../temporary-folder.js';

const never = new AbortController().signal;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const action = (crmId: string, more: Partial<PlannedAction> = {}): PlannedAction => ({
  key: '0123456789abcdef0123456789abcdef',
  rule: 'call',
  kind: 'task',
  transitionId: 't1',
  object: 'lead',
  crmId,
  subject: 'Call: "hot"',
  description: 'contact: up to hot by inbound; DROP TABLE tasks; --',
  foundAt: '2026-06-01T12:30:00Z',
  dueAt: '2026-06-01T13:30:00Z',
  ...more,
});

async function act(destination: Destination, given: PlannedAction): Promise<CallAnswer> {
  if (destination.actions === undefined) throw new Error('it does nothing but write fields');
  return destination.actions.act(given, never);
}

const done: CallAnswer = { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };

describe('Salesforce', () => {
  test('a task is made once by its key, with a due day and a reminder', async () => {
    const { server, destination, leads, close } = await openedSalesforce();
    open.push(close);
    const [id = ''] = leads('Ann');
    expect(await act(destination, action(id))).toEqual(done);
    expect(await act(destination, action(id))).toEqual(done);
    const tasks = server.org.records('Task');
    expect(tasks.map(({ fields }) => fields)).toMatchObject([
      {
        WhoId: id,
        Subject: 'Call: "hot"',
        ActivityDate: '2026-06-01',
        Leadscore_Transition__c: '0123456789abcdef0123456789abcdef',
      },
    ]);
  });

  test('an owner is set, and nothing that is no record id is sent', async () => {
    const { destination, leads, held, close } = await openedSalesforce();
    open.push(close);
    const [id = ''] = leads('Ann');
    const owner = '005000000000001AAA';
    expect(await act(destination, action(id, { kind: 'assign', to: owner }))).toEqual(done);
    expect(held(id)).toMatchObject({ OwnerId: owner });
    expect(await act(destination, action(id, { kind: 'assign', to: "x' OR '1'='1" }))).toMatchObject({
      rows: [{ said: 'refused', refusal: { code: 'MALFORMED_ID' } }],
    });
    expect(destination.actions?.isRepeatable('assign')).toBe(false);
  });

  test('a task for a lead that is gone is refused, and no task is made', async () => {
    const { server, destination, leads, close } = await openedSalesforce();
    open.push(close);
    const [id = ''] = leads('Ann');
    const type = server.org.objectNamed('Lead');
    if (type === undefined) throw new Error('The org has no leads.');
    server.org.put(type, { Id: id, IsDeleted: true });
    expect(await act(destination, action(id))).toMatchObject({
      rows: [{ said: 'refused', refusal: { code: 'INVALID_CROSS_REFERENCE_KEY' } }],
    });
    expect(server.org.records('Task')).toEqual([]);
  });

  test('a lead and a contact become members of a campaign, once; whoever is one already is as good as put there', async () => {
    const { server, destination, leads, close } = await openedSalesforce();
    open.push(close);
    const put = (object: string, fields: Readonly<Record<string, string>>): string => {
      const type = server.org.objectNamed(object);
      if (type === undefined) throw new Error(`The org has no ${object}.`);
      return server.org.put(type, fields).id;
    };
    const to = put('Campaign', { Name: 'Nurture' });
    const [lead = ''] = leads('Ann');
    const contact = put('Contact', { LastName: 'Bob' });
    const enrol = (id: string, more: Partial<PlannedAction> = {}): Promise<CallAnswer> =>
      act(destination, action(id, { kind: 'enrol', to, ...more }));
    expect(await enrol(lead)).toEqual(done);
    expect(await enrol(lead)).toEqual(done);
    expect(await enrol(contact, { object: 'contact' })).toEqual(done);
    const members = server.org
      .records('CampaignMember')
      .map(({ fields }) => [fields.CampaignId, fields.LeadId, fields.ContactId]);
    expect(members).toEqual([
      [to, lead, undefined],
      [to, undefined, contact],
    ]);
    expect(await enrol(lead, { to: '701000000000099AAA' })).toMatchObject({
      rows: [{ said: 'refused', refusal: { code: 'INVALID_CROSS_REFERENCE_KEY' } }],
    });
    expect(destination.actions?.isRepeatable('enrol')).toBe(false);
  });
});

describe('HubSpot', () => {
  test('a second task with the same key is refused, and that is as good as made', async () => {
    const { server, destination, contacts, close } = await openedHubSpot();
    open.push(close);
    const [id = ''] = contacts('Ann');
    expect(await act(destination, action(id, { object: 'contact' }))).toEqual(done);
    expect(await act(destination, action(id, { object: 'contact' }))).toEqual(done);
    const made = server.portal.records('tasks');
    expect(made.map(({ properties }) => properties)).toMatchObject([
      { hs_task_subject: 'Call: "hot"', leadscore_transition: '0123456789abcdef0123456789abcdef' },
    ]);
    expect(made.map((task) => server.portal.associations.get(task.id))).toEqual([[{ typeId: 204, to: id }]]);
  });

  test('a task without a due time of its own is due when the change was found', async () => {
    const { server, destination, contacts, close } = await openedHubSpot();
    open.push(close);
    const [id = ''] = contacts('Ann');
    const { dueAt: _, ...given } = action(id, { object: 'contact' });
    expect(await act(destination, given)).toEqual(done);
    const [made] = server.portal.records('tasks');
    expect(made?.properties).toMatchObject({ hs_timestamp: '2026-06-01T12:30:00Z' });
  });

  test('an owner is set and nothing else of the contact; one who is none is refused', async () => {
    const { server, destination, contacts, held, close } = await openedHubSpot();
    open.push(close);
    const [id = '', other = ''] = contacts('Ann', 'Bob');
    const assign = (to: string): Promise<CallAnswer> =>
      act(destination, action(id, { object: 'contact', kind: 'assign', to }));
    expect(await assign('7001')).toEqual(done);
    expect(server.history.writes.map(({ id: written, fields }) => [written, fields])).toEqual([
      [id, { hubspot_owner_id: '7001' }],
    ]);
    expect(await assign('9999')).toMatchObject({ came: 'refusal', refusal: { code: 'INVALID_OPTION' } });
    expect(await assign("7001' OR '1'='1")).toMatchObject({
      rows: [{ said: 'refused', refusal: { code: 'MALFORMED_ID' } }],
    });
    expect([held(id).hubspot_owner_id, held(other).hubspot_owner_id]).toEqual(['7001', undefined]);
    expect(destination.actions?.isRepeatable('assign')).toBe(false);
  });

  test.each(['v3', '2026-03'])(
    'a contact comes into a static list, once, by version %s of the interface',
    async (api_version) => {
      const { server, destination, contacts, close } = await openedHubSpot({ connection: { api_version } });
      open.push(close);
      const [id = ''] = contacts('Ann');
      const list = server.portal.addList('Nurture', 'contacts');
      const enrol = (more: Partial<PlannedAction> = {}): Promise<CallAnswer> =>
        act(destination, action(id, { object: 'contact', kind: 'enrol', to: list.listId, ...more }));
      expect(await enrol()).toEqual(done);
      expect(await enrol()).toEqual(done);
      expect([...list.members]).toEqual([id]);
      expect(server.history.writes).toHaveLength(1);
      const active = server.portal.addList('Everybody', 'contacts', 'DYNAMIC');
      expect(await enrol({ to: active.listId })).toMatchObject({ refusal: { code: 'VALIDATION_ERROR' } });
      expect(await enrol({ to: '1' })).toMatchObject({ refusal: { code: 'OBJECT_NOT_FOUND' } });
      // HubSpot passes over a record that is not there, with 200.
      expect(await enrol({ crmId: '5' })).toMatchObject({
        rows: [{ said: 'refused', refusal: { code: 'OBJECT_NOT_FOUND' } }],
      });
      expect(destination.actions?.isRepeatable('enrol')).toBe(false);
    },
  );

  test('an answer that says nothing of the members leaves open whether somebody came into the list', async () => {
    const { server, destination, contacts, close } = await openedHubSpot();
    open.push(close);
    const [id = ''] = contacts('Ann');
    const { listId } = server.portal.addList('Nurture', 'contacts');
    server.faults.order({ answers: 'no results', on: 'memberships' });
    expect(await act(destination, action(id, { object: 'contact', kind: 'enrol', to: listId }))).toMatchObject({
      came: 'nothing',
      because: 'unreadable',
    });
  });

  test('without the scope of lists the answer names it', async () => {
    const { server, destination, contacts, close } = await openedHubSpot({
      settings: { tokens: { 'pat-test': ['crm.objects.contacts.write'] } },
    });
    open.push(close);
    const [id = ''] = contacts('Ann');
    const { listId } = server.portal.addList('Nurture', 'contacts');
    const said = await act(destination, action(id, { object: 'contact', kind: 'enrol', to: listId }));
    expect(said).toMatchObject({
      refusal: { code: 'MISSING_SCOPES', message: expect.stringContaining('crm.lists.write') },
    });
  });
});

describe('CSV', () => {
  async function openedCsv(): Promise<{ readonly folder: string; readonly destination: Destination }> {
    const folder = temporaryFolder('csv-actions');
    const destination = await csv.open({
      syncId: 'files',
      connection: new Map([['folder', folder]]),
      secret: () => '',
      objects: new Map([['lead', 'lead']]),
      now: () => new Date(0),
    });
    return { folder, destination };
  }

  test('each action is a file of its own by its key; no cell is a formula', async () => {
    const { folder, destination } = await openedCsv();
    const given = action('=1+1', { kind: 'alert', subject: '=HYPERLINK("x")', description: 'two\nlines, "quoted"' });
    expect(await act(destination, given)).toEqual(done);
    expect(await act(destination, given)).toEqual(done);
    expect(
      await act(destination, action('00Q2', { key: 'f'.repeat(32), kind: 'assign', to: 'jane@example.com' })),
    ).toEqual(done);
    const actions = join(folder, 'actions');
    const texts = readdirSync(actions).map((name) => `${name}\n${readFileSync(join(actions, name), 'utf8')}`);
    expect(texts.join('')).toMatchInlineSnapshot(`
      "call_0123456789abcdef0123456789abcdef.csv
      key,rule,do,object,record_id,subject,description,found_at,due_at,to
      0123456789abcdef0123456789abcdef,call,alert,lead,'=1+1,"'=HYPERLINK(""x"")","two
      lines, ""quoted""",2026-06-01T12:30:00Z,2026-06-01T13:30:00Z,""
      call_ffffffffffffffffffffffffffffffff.csv
      key,rule,do,object,record_id,subject,description,found_at,due_at,to
      ffffffffffffffffffffffffffffffff,call,assign,lead,00Q2,"Call: ""hot""",contact: up to hot by inbound; DROP TABLE tasks; --,2026-06-01T12:30:00Z,2026-06-01T13:30:00Z,jane@example.com
      "
    `);
    expect(destination.actions?.isRepeatable('task')).toBe(false);
  });

  test('where the folder cannot be written to, the action waits: nobody was told', async () => {
    const { folder, destination } = await openedCsv();
    writeFileSync(join(folder, 'actions'), 'a file where the folder should be');
    const said = await act(destination, action('00Q1', { kind: 'alert' }));
    expect(said).toMatchObject({ rows: [{ said: 'refused', refusal: { code: 'EEXIST' } }] });
    const [row] = said.came === 'rows' ? said.rows : [];
    if (row?.said !== 'refused') throw new Error('it was not refused');
    expect(classify(row.refusal, destination.errorClasses).class).toBe('config');
  });
});

describe('webhook', () => {
  test('each action is a signed call of its own, with its key', async () => {
    const seen: { readonly headers: Readonly<Record<string, string>>; readonly body: string }[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        seen.push({ headers, body: Buffer.concat(parts).toString('utf8') });
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    const destination = await webhook.open({
      syncId: 'alerts',
      connection: new Map<string, string | number>([
        ['url', `http://127.0.0.1:${address.port}/hook`],
        ['timeout', 2],
      ]),
      secret: () => 'a signing key of more than thirty-two characters',
      objects: new Map([['lead', 'lead']]),
      now: () => new Date('2026-06-01T12:00:00Z'),
    });
    open.push(async () => {
      await destination.close();
      await new Promise((resolve) => server.close(resolve));
    });
    expect(await act(destination, action('00Q1', { kind: 'alert' }))).toEqual(done);
    expect(await act(destination, action('00Q1', { kind: 'alert' }))).toEqual(done);
    const [first, second] = seen;
    expect(second).toMatchObject({ body: first?.body });
    expect(first?.headers).toMatchObject({ 'idempotency-key': 'action:0123456789abcdef0123456789abcdef' });
    expect(first?.headers['leadscore-signature']).toMatch(/^v1=[0-9a-f]{64}$/);
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      action: { key: '0123456789abcdef0123456789abcdef', do: 'alert', crm_id: '00Q1', due_at: '2026-06-01T13:30:00Z' },
    });
  });
});
