/** The same action against each server that can do it: once, however often it is sent. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlannedAction } from '../../../scripts/sync/actions/action.js';
import type { CallAnswer, Destination } from '../../../scripts/sync/destination.js';
import { webhook } from '../../../scripts/sync/destinations/webhook/kind.js';
import { opened as openedHubSpot } from '../hubspot/opened.js';
import { opened as openedSalesforce } from '../salesforce/opened.js';

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
