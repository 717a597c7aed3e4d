/** Who is let in, and that assignment rules are switched off. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AskedOrg, keys, type Said } from './asked.js';

const at = new AskedOrg();

describe('sessions', () => {
  const assertion = (claims: object, key = keys.privateKey): string => {
    const whole = {
      iss: 'leadscore-client',
      sub: 'sync@example.com',
      aud: at.server.url,
      exp: Date.now() / 1000 + 120,
      ...claims,
    };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256' })}.${part(whole)}`;
    return `${signed}.${createSign('sha256').update(signed).sign(key, 'base64url')}`;
  };
  const bearer = (jwt: string): Promise<Said> =>
    at.signIn({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });

  test('an assertion is taken with the right signature, client, audience, user and time, and with no other', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect((await bearer(assertion({}))).body).toMatchObject({ instance_url: at.server.url, token_type: 'Bearer' });
    const wrong = [
      await bearer(assertion({}, other)),
      await bearer(assertion({ iss: 'another' })),
      await bearer(assertion({ aud: 'https://example.com' })),
      await bearer(assertion({ sub: 'someone@example.com' })),
      await bearer(assertion({ exp: Date.now() / 1000 - 1 })),
      await bearer(assertion({ exp: Date.now() / 1000 + 3600 })),
      await bearer('a.b.c'),
    ];
    expect(wrong.map(({ status, body }) => [status, body.error, body.error_description])).toEqual([
      [400, 'invalid_grant', 'invalid assertion'],
      [401, 'invalid_client_id', 'client identifier invalid'],
      [400, 'invalid_grant', 'audience is invalid'],
      [400, 'invalid_grant', "user hasn't approved this consumer"],
      [400, 'invalid_grant', 'expired authorization code'],
      [400, 'invalid_grant', 'expired authorization code'],
      [400, 'invalid_grant', 'invalid assertion'],
    ]);
  });

  test('a wrong secret gives none', async () => {
    const { status, body } = await at.signIn({ grant_type: 'client_credentials', client_secret: 'x' });
    expect([status, body]).toEqual([400, { error: 'invalid_client', error_description: 'invalid client credentials' }]);
  });

  test('one that ended, by its calls or by order, is answered 401', async () => {
    const over = [401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]];
    at.server.org.set({ sessionCalls: 2 });
    at.session = (await at.signIn({ grant_type: 'client_credentials' })).body.access_token;
    expect([(await at.call('GET', '/limits')).status, (await at.call('GET', '/limits')).status]).toEqual([200, 200]);
    const third = await at.call('GET', '/limits');
    expect([third.status, third.body]).toEqual(over);
    at.server.org.set({ sessionCalls: null });
    at.session = (await at.signIn({ grant_type: 'client_credentials' })).body.access_token;
    await fetch(`${at.server.url}/_admin/sessions`, { method: 'DELETE' });
    const after = await at.call('GET', '/limits');
    expect([after.status, after.body]).toEqual(over);
  });
});

test('a call that does not switch the assignment rules off is refused, a subrequest as well', async () => {
  const plain = await at.call('GET', '/sobjects/Lead/describe', undefined, { 'sforce-auto-assign': 'TRUE' });
  expect([plain.status, plain.body[0].errorCode]).toEqual([400, 'AUTO_ASSIGN_NOT_SWITCHED_OFF']);
  const [id] = at.leads('Amber');
  const request = (httpHeaders: object): object => ({
    method: 'PATCH',
    url: '/services/data/v60.0/composite/sobjects',
    referenceId: JSON.stringify(httpHeaders).replaceAll(/\W/g, ''),
    body: { records: [{ attributes: { type: 'Lead' }, id, Lead_Score__c: 1 }] },
    httpHeaders,
  });
  const { body } = await at.call('POST', '/composite', {
    compositeRequest: [request({}), request({ 'Sforce-Auto-Assign': 'FALSE' })],
  });
  expect(body.compositeResponse.map((each: Said & { httpStatusCode: number }) => each.httpStatusCode)).toEqual([
    400, 200,
  ]);
});
