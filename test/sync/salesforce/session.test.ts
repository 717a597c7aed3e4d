/** Signing in by both grants, signing in anew, and what is told when it fails. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { ProblemError } from '../../../scripts/problem.js';
import { usualAudience } from '../../../scripts/sync/destinations/salesforce/session.js';
import { batch, environment, never, opened, type Opened, row, type Wanted } from './opened.js';

let at: Opened | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});
const open = async (wanted?: Wanted): Promise<Opened> => (at = await opened(wanted));
const jwt = { grant: 'jwt', username: 'sync@example.com' };
const signIns = ({ server }: Opened): number =>
  server.history.calls.filter(({ path }) => path === '/services/oauth2/token').length;

test.each<[string, Wanted]>([
  ['client credentials', {}],
  ['an assertion', { connection: jwt }],
  ['an assertion to another audience', { connection: { ...jwt, audience: 'https://test.salesforce.com' } }],
])('%s: one sign-in for all calls, and the limits of the day', async (_name, wanted) => {
  const it = await open(wanted);
  expect(await it.destination.greet()).toEqual({
    came: 'rows',
    rows: [],
    limits: { usedToday: 1, allowedToday: 100_000 },
  });
  const [a = ''] = it.leads('Amber');
  const send = () => it.destination.send([row(1, a, { Lead_Score__c: '1' })], batch, never);
  expect((await Promise.all([send(), send(), send()])).map(({ came }) => came)).toEqual(['rows', 'rows', 'rows']);
  expect(signIns(it)).toBe(1);
});

test('a session that ended is told, and renewed on demand', async () => {
  const it = await open();
  const [a = ''] = it.leads('Amber');
  const send = () => it.destination.send([row(1, a, { Lead_Score__c: '1' })], batch, never);
  await send();
  it.server.org.sessions.clear();
  expect(await send()).toEqual({
    came: 'refusal',
    refusal: { code: 'INVALID_SESSION_ID', message: 'Session expired or invalid', httpStatus: 401 },
    limits: { usedToday: 1, allowedToday: 100_000 },
  });
  await it.destination.renew();
  expect(await send()).toMatchObject({ came: 'rows', rows: [{ seq: 1, said: 'ok' }] });
  expect(signIns(it)).toBe(2);
});

const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
test.each<[string, Wanted, string]>([
  [
    'another app',
    { environment: { ...environment, LEADSCORE_SALESFORCE_CLIENT_ID: 'another' } },
    'invalid_client_id: client identifier invalid',
  ],
  [
    'a wrong secret',
    { environment: { ...environment, LEADSCORE_SALESFORCE_CLIENT_SECRET: 'wrong-secret' } },
    'invalid_client: invalid client credentials',
  ],
  [
    'another key',
    { connection: jwt, environment: { ...environment, LEADSCORE_SALESFORCE_PRIVATE_KEY: other.toString() } },
    'invalid_grant: invalid assertion',
  ],
  [
    'a user who did not approve the app',
    { connection: { ...jwt, username: 'someone@example.com' } },
    "invalid_grant: user hasn't approved this consumer",
  ],
  [
    'another audience',
    { connection: { ...jwt, audience: 'https://example.com' } },
    'invalid_grant: audience is invalid',
  ],
])('%s is refused by its name, and no secret is in the message', async (_name, wanted, message) => {
  const it = await open(wanted);
  await expect(it.destination.renew()).rejects.toThrow(message);
  const said = JSON.stringify(await it.destination.greet());
  for (const secret of Object.values(wanted.environment ?? environment)) expect(said).not.toContain(secret);
  // Nothing is kept of a sign-in that failed.
  expect(signIns(it)).toBe(2);
});

test('a sign-in that is never answered, or without a session, is a call that never came back', async () => {
  const it = await open();
  it.server.faults.order({ answers: 'reset', on: 'oauth2' }, { answers: 'empty', on: 'oauth2' });
  expect(await it.destination.greet()).toMatchObject({ came: 'nothing', because: 'reset' });
  expect(await it.destination.greet()).toEqual({
    came: 'nothing',
    because: 'unreadable',
    message: 'The answer to the sign-in could not be read.',
  });
  expect(await it.destination.greet()).toMatchObject({ came: 'rows' });
});

test.each<[string, Record<string, string>, string]>([
  [
    'CLIENT_ID',
    {},
    'sync/secret-missing: LEADSCORE_SALESFORCE_CLIENT_ID is not set: the consumer key of the external client app.',
  ],
  [
    'PRIVATE_KEY',
    { LEADSCORE_SALESFORCE_CLIENT_ID: 'x', LEADSCORE_SALESFORCE_PRIVATE_KEY: 'MIIEvQ' },
    'sync/secret-malformed: LEADSCORE_SALESFORCE_PRIVATE_KEY does not look like a private key in PEM: it begins with -----BEGIN PRIVATE KEY----- and has no password.',
  ],
  [
    'PRIVATE_KEY that is none inside',
    {
      LEADSCORE_SALESFORCE_CLIENT_ID: 'x',
      LEADSCORE_SALESFORCE_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END PRIVATE KEY-----',
    },
    'sync/secret-malformed: LEADSCORE_SALESFORCE_PRIVATE_KEY holds no RSA key that can be read.',
  ],
])('without %s nothing is opened', async (_name, given, message) => {
  await expect(opened({ connection: jwt, environment: given })).rejects.toThrow(message);
  await expect(opened({ connection: jwt, environment: given })).rejects.toBeInstanceOf(ProblemError);
});

test('sandboxes have an audience of their own', () => {
  expect(
    [
      'https://acme.my.salesforce.com',
      'https://acme--uat.sandbox.my.salesforce.com',
      'https://test.salesforce.com',
    ].map(usualAudience),
  ).toEqual(['https://login.salesforce.com', 'https://test.salesforce.com', 'https://test.salesforce.com']);
});
