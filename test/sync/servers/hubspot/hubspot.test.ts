import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHubSpot, type HubSpotServer } from './server.js';

/** The server's own rules, asked by plain fetch. */

let server: HubSpotServer;
let now: number;
beforeEach(async () => {
  now = Date.parse('2026-03-01T00:00:00Z');
  server = await startHubSpot({ now: () => new Date(now) });
});
afterEach(() => server.close());

interface Said {
  readonly status: number;
  // What a server under test answers is looked at, not trusted.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

async function call(method: string, path: string, body?: unknown, token = 'pat-test'): Promise<Said> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

const batch = (what: string, body: unknown, prefix = '/crm/v3/objects'): Promise<Said> =>
  call('POST', `${prefix}/contacts/batch/${what}`, body);
const update = (...inputs: readonly unknown[]): Promise<Said> => batch('update', { inputs });

function contacts(count: number): readonly string[] {
  const type = server.portal.objectNamed('contacts');
  if (type === undefined) throw new Error('The portal has no contacts.');
  return Array.from({ length: count }, (_, n) => server.portal.put(type, { email: `c${n}@example.com` }).id);
}

const ids = (said: Said): readonly string[] => said.body.results.map(({ id }: { id: string }) => id);
const problem = ({ status, body }: Said): readonly unknown[] => [status, body.category, body.message];

describe('batch update', () => {
  test('writes the batch and answers in an order of its own, under both forms of versions', async () => {
    const [a, b] = contacts(2);
    const said = await update(
      { id: a, properties: { lead_score: '61.50', action_due: '1767225600000' } },
      { id: b, properties: { lead_score: '' } },
    );
    expect([said.status, said.body.status, ids(said)]).toEqual([200, 'COMPLETE', [b, a]]);
    const read = await batch(
      'read',
      { inputs: [{ id: a }], properties: ['lead_score', 'action_due', 'fit_score'] },
      '/crm/objects/2026-03',
    );
    expect(read.body.results[0].properties).toMatchObject({
      lead_score: '61.5',
      action_due: '2026-01-01T00:00:00Z',
      fit_score: null,
    });
    expect(server.history.counts()).toEqual({ [`contacts/${a}`]: 1, [`contacts/${b}`]: 1 });
  });

  test('one bad record refuses all, and only the first is named', async () => {
    const [a, b, c] = contacts(3);
    const said = await update(
      { id: a, properties: { lead_score: '1' } },
      { id: b, properties: { lead_score: 'high' } },
      { id: c, properties: { lead_tier: 'purple' } },
    );
    const message = `Property values were not valid: [{"isValid":false,"message":"high was not a valid number.","error":"INVALID_LONG","name":"lead_score"}]`;
    expect(problem(said)).toEqual([400, 'VALIDATION_ERROR', message]);
    expect(said.body.context).toEqual({ propertyName: ['lead_score'], ids: [b] });
    expect(server.history.writes).toEqual([]);
  });

  test('in multi-status mode the good ones are written', async () => {
    server.portal.set({ multiStatus: true });
    const [a, b] = contacts(2);
    const said = await update(
      { id: a, properties: { lead_score: '1' } },
      { id: b, properties: { nope: '1' } },
      { id: '9', properties: {} },
    );
    expect([said.status, ids(said), said.body.numErrors]).toEqual([207, [a], 2]);
    expect(
      said.body.errors.map((each: { category: string; context: object }) => [each.category, each.context]),
    ).toEqual([
      ['VALIDATION_ERROR', { propertyName: ['nope'], ids: [b] }],
      ['OBJECT_NOT_FOUND', { ids: ['9'] }],
    ]);
  });

  test.each([
    [{ nope: '1' }, 'PROPERTY_DOESNT_EXIST'],
    [{ createdate: '1' }, 'READ_ONLY_VALUE'],
    [{ lead_tier: 'purple' }, 'INVALID_OPTION'],
    [{ is_held_out: 'perhaps' }, 'INVALID_OPTION'],
    [{ last_meaningful_activity: '2026-13-01' }, 'INVALID_DATE'],
    [{ last_meaningful_activity: '1767225601000' }, 'INVALID_DATE'],
    [{ lead_score_reasons: 'x'.repeat(65_537) }, 'INVALID_STRING_TOO_LONG'],
    [{ email: 'nobody' }, 'INVALID_EMAIL'],
  ])('a value that its property does not take: %#', async (properties, error) => {
    const [id] = contacts(1);
    const said = await update({ id, properties });
    expect([
      said.status,
      JSON.parse(said.body.message.replace('Property values were not valid: ', ''))[0].error,
    ]).toEqual([400, error]);
  });

  test.each([
    [
      'a number',
      [{ id: '1', properties: { lead_score: 1 } }],
      'Invalid input JSON: the value of lead_score is not a string.',
    ],
    [
      'null',
      [{ id: '1', properties: { lead_score: null } }],
      'Invalid input JSON: the value of lead_score is not a string.',
    ],
    [
      'an id that is a number',
      [{ id: 1, properties: {} }],
      'Invalid input JSON: an input has an id, which is a string.',
    ],
    [
      'an id twice',
      [
        { id: '1', properties: {} },
        { id: '1', properties: {} },
      ],
      'Duplicate IDs found in batch input: [1]. IDs must be unique',
    ],
    [
      '101 inputs',
      Array.from({ length: 101 }, (_, n) => ({ id: `${n}`, properties: {} })),
      'The maximum number of inputs supported in a batch request is 100, but this has 101.',
    ],
    [
      'an address as id',
      [{ id: 'a@b.co', idProperty: 'email', properties: {} }],
      'Unable to perform update/upsert by non-unique 0-1 property email in portal ID 1',
    ],
    [
      'hs_object_id as idProperty',
      [{ id: '1', idProperty: 'hs_object_id', properties: {} }],
      'Unable to perform update/upsert by non-unique 0-1 property hs_object_id in portal ID 1',
    ],
  ])('refused as a whole: %s', async (_what, inputs, message) => {
    expect(problem(await update(...inputs))).toEqual([400, 'VALIDATION_ERROR', message]);
  });

  test('a body without inputs is complete and does nothing', async () => {
    contacts(1);
    const said = await batch('update', [{ id: '100001', properties: { lead_score: '1' } }]);
    const named = await batch('update', { records: [{ id: '100001', properties: { lead_score: '1' } }] });
    expect([said.status, named.status, named.body.status, named.body.results]).toEqual([400, 200, 'COMPLETE', []]);
    expect(server.history.writes).toEqual([]);
  });
});

test('an upsert by a unique property creates and updates; a value of another record is a conflict', async () => {
  const [a] = contacts(1);
  const upsert = (id: string, properties: object): Promise<Said> =>
    batch('upsert', { inputs: [{ id, idProperty: 'leadscore_id', properties }] });
  const first = await upsert('x', { lead_score: '1' });
  const second = await upsert('x', { lead_score: '2' });
  expect([first.body.results[0].new, second.body.results[0].new, ids(second)]).toEqual([true, false, ids(first)]);
  expect(problem(await update({ id: a, properties: { leadscore_id: 'x' } })).slice(0, 2)).toEqual([409, 'CONFLICT']);
  expect(problem(await upsert('y', { email: 'c0@example.com' }))).toEqual([
    409,
    'CONFLICT',
    `Contact already exists. Existing ID: ${a}`,
  ]);
});

test('a create with trace ids is answered row by row', async () => {
  contacts(1);
  const inputs = ['c0@example.com', 'new@example.com'].map((email, n) => ({
    properties: { email },
    objectWriteTraceId: `t${n}`,
  }));
  const said = await batch('create', { inputs });
  expect([said.status, said.body.results.length, said.body.errors[0].context.ids]).toEqual([207, 1, ['t0']]);
});

test('a read lists what is not there', async () => {
  const [a] = contacts(1);
  const said = await batch('read', { inputs: [{ id: a }, { id: '9' }], properties: [] });
  expect([said.status, ids(said), said.body.errors[0].category]).toEqual([207, [a], 'OBJECT_NOT_FOUND']);
});

test('properties: listed, created once, unique only at creation and ten times at most', async () => {
  const create = (name: string, more: object = {}): Promise<Said> =>
    call('POST', '/crm/v3/properties/contacts', {
      name,
      label: name,
      groupName: 'contactinformation',
      type: 'string',
      fieldType: 'text',
      ...more,
    });
  expect((await create('new_one', { hasUniqueValue: true })).body).toMatchObject({
    name: 'new_one',
    hasUniqueValue: true,
  });
  expect((await create('new_one')).status).toBe(409);
  expect((await create('other', { groupName: 'nope' })).status).toBe(400);
  expect((await create('other', { type: 'text' })).body.message).toBe('Invalid input JSON: type');
  for (let n = 2; n < 10; n += 1) expect((await create(`u${n}`, { hasUniqueValue: true })).status).toBe(201);
  expect((await create('u10', { hasUniqueValue: true })).body.message).toBe(
    'An object has ten unique properties at most.',
  );
  const { body } = await call('GET', '/crm/properties/2026-03/contacts');
  const readOnly = body.results.find(({ name }: { name: string }) => name === 'createdate');
  expect(readOnly.modificationMetadata.readOnlyValue).toBe(true);
});

test('a token that is not known, a scope that is missing', async () => {
  expect(problem(await call('GET', '/crm/v3/properties/contacts', undefined, 'x')).slice(0, 2)).toEqual([
    401,
    'INVALID_AUTHENTICATION',
  ]);
  server.portal.set({ tokens: { 'pat-test': ['crm.objects.contacts.read'] } });
  const said = await update({ id: '1', properties: {} });
  expect([said.status, said.body.category, said.body.errors[0].context.requiredGranularScopes]).toEqual([
    403,
    'MISSING_SCOPES',
    ['crm.objects.contacts.write'],
  ]);
});

test('the rolling window and the day have a limit, which every answer tells', async () => {
  server.portal.set({ burst: { calls: 2, window: 10_000 }, dailyCalls: 3 });
  const look = (): Promise<Said> => call('GET', '/account-info/v3/details');
  const first = await look();
  expect(first.headers.get('x-hubspot-ratelimit-remaining')).toBe('1');
  await look();
  const third = await look();
  expect([third.status, third.body.policyName, third.body.errorType]).toEqual([
    429,
    'TEN_SECONDLY_ROLLING',
    'RATE_LIMIT',
  ]);
  now += 10_000;
  expect((await look()).status).toBe(200);
  const over = await look();
  expect([over.status, over.body.policyName, over.headers.get('x-hubspot-ratelimit-daily-remaining')]).toEqual([
    429,
    'DAILY',
    '0',
  ]);
});
