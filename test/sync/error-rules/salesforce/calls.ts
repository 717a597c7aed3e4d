/** Calls that Salesforce, or something in front of it, refuses as a whole. */
import { vi } from 'vitest';
import { batch, environment, never, row } from '../../salesforce/opened.js';
import { answering, type Case, networkCases, page, refusedIn, thrownBy } from '../case.js';
import { type Asked, callOf, newLead, onNetwork, refusing, salesforceCase, within } from './asked.js';

const inCollections = ['collections'] as const;

/** At the sign-in, which is the same whatever is sent. */
const atTheDoor = (name: string, by: Case['by'], asked: Asked): Case =>
  salesforceCase(name, by, { ...asked, ways: inCollections });

/** An answer to the sign-in. */
const signIn = (name: string, status: number, body: unknown): Case =>
  atTheDoor(name, 'scripted', {
    before: ({ server }) => server.faults.order({ ...answering(status, body), on: 'oauth2/token' }),
  });
const oauth = (name: string, error: string, description: string): Case =>
  signIn(name, 400, { error, error_description: description });

/** An answer to the call that brings the rows. */
const call = (name: string, status: number, body: unknown, by: Case['by'] = 'scripted'): Case =>
  salesforceCase(name, by, { before: ({ server }, way) => server.faults.order(refusing(way, status, body)) });
const coded = (name: string, status: number, errorCode: string, message: string): Case =>
  call(name, status, [{ message, errorCode }]);

/** The server's own words for a status. */
const told = (name: string, status: number): Case =>
  salesforceCase(name, 'settings', {
    before: ({ server }, way) => server.faults.order({ answers: 'status', status, on: callOf[way] }),
  });

/** An answer to the question what a record holds. */
const readBack = (name: string, errorCode: string, message: string): Case => ({
  name: `${name} (read back)`,
  by: 'scripted',
  provoke: () =>
    within({}, (at) => {
      at.server.faults.order({ ...answering(400, [{ message, errorCode }]), on: '/query' });
      const asked = at.leads('Amber');
      return thrownBy(async () =>
        at.destination.readBack?.('lead', asked, new Map([['Lead_Score__c', 'number']]), never),
      );
    }),
});

const secretOf = (name: string, value: string) => ({ ...environment, [`LEADSCORE_SALESFORCE_${name}`]: value });

const signInCases: readonly Case[] = [
  oauth('too many sign-ins', 'invalid_grant', 'login rate exceeded'),
  oauth('a sign-in that is to be tried again', 'unknown_error', 'retry your request'),
  oauth('a sign-in that failed there', 'server_error', 'The authorization server met an unexpected condition.'),
  oauth('a sign-in service that is down', 'temporarily_unavailable', 'The authorization server is busy.'),
  atTheDoor('another consumer key', 'rules', { environment: secretOf('CLIENT_ID', 'another-client') }),
  atTheDoor('another consumer secret', 'rules', { environment: secretOf('CLIENT_SECRET', 'the-old-secret') }),
  atTheDoor('a user whom the app does not admit', 'rules', {
    connection: { grant: 'jwt', username: 'someone@example.com' },
  }),
  oauth('an app that no administrator approved', 'invalid_app_access', 'user is not admin approved to access this app'),
  oauth('a user who was switched off', 'inactive_user', 'user is inactive'),
  oauth('an org that is locked', 'inactive_org', 'organization is inactive'),
  oauth('an app that may not use the grant', 'unauthorized_client', 'client is not authorized for this grant'),
  oauth('a grant that the app has not switched on', 'unsupported_grant_type', 'grant type not supported'),
  oauth('an app that was denied', 'access_denied', 'end-user denied authorization'),
  oauth('an OAuth error that nobody foresaw', 'redirect_uri_mismatch', 'redirect_uri must match configuration'),
  signIn('a sign-in that is refused by a page', 400, page),
];

export const callCases: readonly Case[] = [
  ...signInCases,
  salesforceCase('a session that has ended', 'rules', {
    before: async ({ server, destination }) => {
      await destination.describe('lead');
      server.org.sessions.clear();
    },
  }),
  call('401 by a page', 401, page),
  {
    name: 'too many calls at once (collections)',
    by: 'rules',
    provoke: () =>
      within({ settings: { concurrentCalls: 1 } }, async ({ destination, server, leads }) => {
        const [first = '', second = ''] = leads('Amber', 'Birk');
        await destination.describe('lead');
        server.faults.order({ answers: 'hang', on: 'PATCH' });
        const stopping = new AbortController();
        const hanging = destination.send([row(1, first, { Lead_Score__c: '1' })], batch, stopping.signal);
        await vi.waitUntil(() => server.history.calls.some(({ fault }) => fault === 'hang'), { interval: 2 });
        const answer = await destination.send([row(2, second, { Lead_Score__c: '1' })], batch, never);
        stopping.abort();
        await hanging;
        return refusedIn(answer);
      }),
  },
  salesforceCase('the calls of the day are used up', 'rules', { settings: { dailyCalls: 0 } }),
  coded('more batches than a day has', 400, 'ExceededQuota', 'ApiBatchItems Limit exceeded.'),
  readBack('a query that takes too long', 'QUERY_TIMEOUT', 'Your query request was running for too long.'),
  told('Salesforce is busy', 503),
  salesforceCase('a version that is no longer there', 'rules', { connection: { api_version: 'v20.0' } }),
  coded(
    'a field that is not there, told of the call',
    400,
    'INVALID_FIELD',
    "No such column 'Lead_Scoer__c' on sobject of type Lead",
  ),
  readBack('a query that Salesforce cannot read', 'MALFORMED_QUERY', "unexpected token: 'FROM'"),
  coded('an org without the API', 403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'),
  coded('a user without the API', 403, 'API_CURRENTLY_DISABLED', 'API is disabled for this User'),
  coded('an org without the feature', 403, 'FUNCTIONALITY_NOT_ENABLED', '[BulkApi] feature is not currently enabled.'),
  coded('a version that is not supported', 400, 'UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL'),
  told('a method that is not allowed', 405),
  call('an external id that fits more than one record', 300, [
    '/services/data/v62.0/sobjects/Lead/00Q000000000001EAA',
    '/services/data/v62.0/sobjects/Lead/00Q000000000002EAA',
  ]),
  ...[408, 409, 429, 502, 403, 404, 405, 410, 415, 418].map((status) => call(`${status} by a page`, status, page)),
  told('a conflict', 409),
  told('a fault of its own', 500),
  ...[301, 307].map((status) => call(`${status}, a redirect`, status, page)),
  salesforceCase('a number that is sent as a text', 'rules', {
    ways: ['collections', 'composite'],
    rows: newLead({ Intent_Score__c: '1,5' }),
  }),
  ...networkCases(({ fault, ...wanted }) =>
    onNetwork(wanted, async ({ server, destination, leads }) => {
      if (fault !== undefined) server.faults.order({ ...fault, on: callOf.collections });
      return refusedIn(await destination.send([row(1, leads('Amber')[0] ?? '', { Lead_Score__c: '1' })], batch, never));
    }),
  ),
];
