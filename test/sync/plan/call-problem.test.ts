/** The first call of a sync, refused or never answered: the whole message, and that no secret is in it. */
import { afterEach, expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { callProblem } from '../../../scripts/sync/plan/call-problem.js';
import { webhook } from '../../../scripts/sync/destinations/webhook/kind.js';
import { opened as openedHubSpot, type Wanted as HubSpotWanted } from '../hubspot/opened.js';
import { environment, opened as openedSalesforce, type Wanted as SalesforceWanted } from '../salesforce/opened.js';
import { startWebhook } from '../servers/webhook/server.js';
import type { Destination } from '../../../scripts/sync/destination.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function told(destination: Destination): Promise<string> {
  const answer = await destination.greet();
  if (answer.came === 'rows') throw new Error('it was not refused');
  const problem = callProblem({ id: 'crm', destination: destination.name }, destination, answer);
  return render([problem], 'text', () => undefined, { color: false, cwd: '/' });
}
async function salesforce(
  wanted: SalesforceWanted,
  before?: (at: Awaited<ReturnType<typeof openedSalesforce>>) => void,
) {
  const at = await openedSalesforce(wanted);
  closing.push(() => at.close());
  before?.(at);
  return told(at.destination);
}
async function hubspot(wanted: HubSpotWanted, before?: (at: Awaited<ReturnType<typeof openedHubSpot>>) => void) {
  const at = await openedHubSpot(wanted);
  closing.push(() => at.close());
  before?.(at);
  return told(at.destination);
}

test('Salesforce: a consumer secret that was rotated', async () => {
  const rotated = { ...environment, LEADSCORE_SALESFORCE_CLIENT_SECRET: 'the-old-secret' };
  const text = await salesforce({ environment: rotated });
  expect(text).not.toContain('the-old-secret');
  expect(text).toMatchInlineSnapshot(`
    "sync/refused
      salesforce refused us: invalid_client (HTTP 400), invalid client credentials
      Put the consumer secret of the external client app into the secret CLIENT_SECRET: it may have been rotated.

    1 problem (1 error)
    "
  `);
});

test('Salesforce: a user whom the app does not admit', async () => {
  expect(await salesforce({ connection: { grant: 'jwt', username: 'someone@example.com' } })).toMatchInlineSnapshot(`
    "sync/refused
      salesforce refused us: invalid_grant (HTTP 400), user hasn't approved this consumer
      With jwt: the certificate of the app must be that of the key, "username" must be a user whom the app admits beforehand, and sandboxes have another "audience". With client_credentials: the app needs a user to run as.

    1 problem (1 error)
    "
  `);
});

test('Salesforce: an object that is not there, or that our user may not see', async () => {
  expect(await salesforce({ objects: new Map([['lead', 'Prospect__c']]) })).toMatchInlineSnapshot(`
    "sync/refused
      salesforce refused us: NOT_FOUND (HTTP 404), The requested resource does not exist
      Look at "objects" and "api_version" in the sync file, and whether our user may see the object.

    1 problem (1 error)
    "
  `);
});

test('Salesforce: no call is left today', async () => {
  expect(await salesforce({ settings: { dailyCalls: 0 } })).toMatchInlineSnapshot(`
    "sync/refused
      salesforce refused us: REQUEST_LIMIT_EXCEEDED (HTTP 403), TotalRequests Limit exceeded.
      Plan again when the day of the CRM has begun anew, or ask for more calls; --offline asks nothing.

    1 problem (1 error)
    "
  `);
});

test('HubSpot: a scope is missing', async () => {
  const tokens = { 'pat-test': ['crm.objects.contacts.read'] };
  expect(await hubspot({ settings: { tokens } })).toMatchInlineSnapshot(`
    "sync/refused
      hubspot refused us: MISSING_SCOPES (HTTP 403), This app hasn't been granted all required scopes to make this call. It needs crm.objects.contacts.write.
      Add the scopes to the private app in the settings of the account.

    1 problem (1 error)
    "
  `);
});

test('HubSpot: a token that was rotated', async () => {
  const text = await hubspot({}, ({ server }) => server.portal.set({ tokens: {} }));
  expect(text).not.toContain('pat-test');
  expect(text).toMatchInlineSnapshot(`
    "sync/refused
      hubspot refused us: INVALID_AUTHENTICATION (HTTP 401), Authentication credentials not found. This API supports OAuth 2.0 authentication.
      Put the access token of the private app into the secret TOKEN: it was rotated, taken back, or is of another account.

    1 problem (1 error)
    "
  `);
});

test('HubSpot: an object that is none', async () => {
  expect(await hubspot({ objects: new Map([['lead', 'prospects']]) })).toMatchInlineSnapshot(`
    "sync/refused
      hubspot refused us: OBJECT_NOT_FOUND (HTTP 404), Unable to infer object type from: prospects
      Look at "objects" in the sync file: contacts, companies, or the name of an object of your own.

    1 problem (1 error)
    "
  `);
});

test('HubSpot: nobody is there', async () => {
  expect(await hubspot({}, ({ server }) => server.faults.order({ answers: 'reset' }))).toMatchInlineSnapshot(`
    "sync/no-answer
      hubspot broke off the connection: The connection broke before the whole answer had come.
      Look whether "connection" in rubrics/sync/crm.yaml is right and the network lets us there, then plan again; --offline asks nothing.

    1 problem (1 error)
    "
  `);
});

test('a webhook: another signing key', async () => {
  const server = await startWebhook();
  closing.push(() => server.close());
  const destination = await webhook.open({
    syncId: 'hook',
    connection: new Map([['url', server.url]]),
    secret: () => 'f'.repeat(40),
    objects: new Map([['lead', 'lead']]),
    now: () => new Date(),
  });
  closing.push(() => destination.close());
  const text = await told(destination);
  expect(text).not.toContain('ffff');
  expect(text).toMatchInlineSnapshot(`
    "sync/refused
      webhook refused us: UNSIGNED (HTTP 401), The signature is wrong.
      Give both sides the same SIGNING_KEY, and look at their clocks: an old timestamp is not taken.

    1 problem (1 error)
    "
  `);
});
