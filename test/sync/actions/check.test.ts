/** Actions against the CRM before anything is planned: whole messages. */
import { afterEach, describe, expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { ProblemError } from '../../../scripts/problem.js';
import type { ActionKind, ActionRule } from '../../../scripts/sync/actions/action.js';
import type { SyncConfig } from '../../../scripts/sync/config/config.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import { ask } from '../../../scripts/sync/plan/ask.js';
import { opened as openedHubSpot, type Opened as HubSpot } from '../hubspot/opened.js';
import { opened as openedSalesforce, type Opened as Salesforce } from '../salesforce/opened.js';
import { configOf } from './action-project.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const rule = (kind: ActionKind, line: number, to?: string): ActionRule => {
  const place = { file: 'rubrics/sync/crm.yaml', line, column: 3 };
  return {
    name: `${kind}${line}`,
    kind,
    tiers: ['hot'],
    directions: ['up'],
    ...(to !== undefined && { to }),
    at: { name: place, rubric: place, tiers: [place] },
  };
};

/** What a plan says of the actions; empty where nothing. */
async function told(
  destination: Destination,
  actions: readonly ActionRule[],
  stage: SyncConfig['stage'] = 'fields+actions',
): Promise<string> {
  try {
    const config = configOf({ destination: destination.name, stage, actions });
    await ask({ config, mappings: [], destination, createsFields: false });
    return '';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return render(error.problems, 'text', () => undefined, { color: false, cwd: '/' });
  }
}

describe('HubSpot', () => {
  async function portal(wanted: Parameters<typeof openedHubSpot>[0] = {}): Promise<HubSpot> {
    const one = await openedHubSpot(wanted);
    open.push(one.close);
    return one;
  }

  test('a unique property of tasks and a static list of contacts are all that it takes', async () => {
    const { server, destination } = await portal();
    const { listId } = server.portal.addList('Nurture', 'contacts', 'SNAPSHOT');
    expect(await told(destination, [rule('task', 2), rule('assign', 3, '7001'), rule('enrol', 4, listId)])).toBe('');
  });

  test('a property that lets two tasks be made, and lists that take nobody', async () => {
    const { server, destination } = await portal({ connection: { task_property: 'hs_task_subject' } });
    const active = server.portal.addList('Everybody', 'contacts', 'DYNAMIC').listId;
    const companies = server.portal.addList('Companies', 'companies').listId;
    const rules = [rule('task', 2), rule('enrol', 3, active), rule('enrol', 4, companies), rule('enrol', 5, '1')];
    expect(await told(destination, rules)).toMatchInlineSnapshot(`
      "rubrics/sync/crm.yaml:2:3  sync/task-key
        hs_task_subject of tasks is no text that requires unique values.
        By it a task is known again; without it a task whose answer is lost would be made twice.
        Create such a property of tasks, of the type single-line text, and require unique values; or name another as "task_property" in the connection.

      rubrics/sync/crm.yaml:3:3  sync/wrong-list
        The list 100001 is an active one: HubSpot itself finds who is in it.
        Name a static list.

      rubrics/sync/crm.yaml:4:3  sync/wrong-list
        The list 100002 is not one of contacts.
        Name another list.

      rubrics/sync/crm.yaml:5:3  sync/unknown-list
        HubSpot has no list with the id 1.

      4 problems (4 errors) in 1 file
      "
    `);
  });

  test('a property of tasks that is not there; nothing is asked at the stage of fields', async () => {
    const { server, destination } = await portal({ connection: { task_property: 'my_key' } });
    expect(await told(destination, [rule('task', 2)])).toMatchInlineSnapshot(`
      "rubrics/sync/crm.yaml:2:3  sync/task-key
        tasks has no property my_key.
        By it a task is known again; without it a task whose answer is lost would be made twice.
        Create such a property of tasks, of the type single-line text, and require unique values; or name another as "task_property" in the connection.

      1 problem (1 error) in 1 file
      "
    `);
    const calls = server.history.calls.length;
    expect(await told(destination, [rule('task', 2)], 'fields')).toBe('');
    expect(server.history.calls.length).toBe(calls + 1);
  });

  test('a scope that is missing', async () => {
    const { server, destination } = await portal({
      settings: { tokens: { 'pat-test': ['crm.objects.contacts.write'] } },
    });
    const { listId } = server.portal.addList('Nurture', 'contacts');
    expect(await told(destination, [rule('enrol', 2, listId)])).toMatchInlineSnapshot(`
      "sync/refused
        hubspot refused us: MISSING_SCOPES (HTTP 403), This app hasn't been granted all required scopes to make this call. It needs crm.lists.read.
        Add the scopes to the private app in the settings of the account.

      1 problem (1 error)
      "
    `);
  });
});

describe('Salesforce', () => {
  async function org(wanted: Parameters<typeof openedSalesforce>[0] = {}): Promise<Salesforce> {
    const one = await openedSalesforce(wanted);
    open.push(one.close);
    return one;
  }

  test('a unique external id of Task and a campaign are all that it takes', async () => {
    const { server, destination } = await org();
    const type = server.org.objectNamed('Campaign');
    if (type === undefined) throw new Error('The org has no campaigns.');
    const { id } = server.org.put(type, { Name: 'Nurture' });
    expect(await told(destination, [rule('task', 2), rule('enrol', 3, id), rule('enrol', 4, id.slice(0, 15))])).toBe(
      '',
    );
  });

  test('a field that lets two tasks be made, and a campaign that is not there', async () => {
    const { destination } = await org({ connection: { task_external_id: 'Subject' } });
    const rules = [rule('task', 2), rule('enrol', 3, '701000000000099AAA')];
    expect(await told(destination, rules)).toMatchInlineSnapshot(`
      "rubrics/sync/crm.yaml:2:3  sync/task-key
        Subject of Task is not a text of 32 characters or more that is both unique and an external id.
        By it a task is known again; without it a task whose answer is lost would be made twice.
        Create such a field on Activity, tick "External ID" and "Unique", and let our user edit it; or name another as "task_external_id" in the connection.

      rubrics/sync/crm.yaml:3:3  sync/unknown-campaign
        Salesforce has no campaign 701000000000099AAA that our user can see.

      2 problems (2 errors) in 1 file
      "
    `);
  });

  test('a field of Task that is not there', async () => {
    const { destination } = await org({ connection: { task_external_id: 'My_Key__c' } });
    expect(await told(destination, [rule('task', 2)])).toMatchInlineSnapshot(`
      "rubrics/sync/crm.yaml:2:3  sync/task-key
        Task has no field My_Key__c that our user can see.
        By it a task is known again; without it a task whose answer is lost would be made twice.
        Create such a field on Activity, tick "External ID" and "Unique", and let our user edit it; or name another as "task_external_id" in the connection.

      1 problem (1 error) in 1 file
      "
    `);
  });
});
