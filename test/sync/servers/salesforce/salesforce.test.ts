import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSalesforce, type SalesforceServer } from './server.js';

/** The server's own rules, asked by plain fetch. What jsforce makes of it stands in test/crm. */

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

let server: SalesforceServer;
let session: string;

beforeEach(async () => {
  server = await startSalesforce({ settings: { publicKey } });
  session = (await signIn({ grant_type: 'client_credentials' })).body['access_token'] as string;
});
afterEach(() => server.close());

interface Said {
  readonly status: number;
  // What a server under test answers is looked at, not trusted.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

async function signIn(form: Record<string, string>): Promise<Said> {
  const whole = { client_id: 'leadscore-client', client_secret: 'leadscore-secret', ...form };
  const answer = await fetch(`${server.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(whole),
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Said> {
  const answer = await fetch(`${server.url}/services/data/v60.0${path}`, {
    method,
    headers: {
      authorization: `Bearer ${session}`,
      'sforce-auto-assign': 'FALSE',
      'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
}

/** Seeds leads with the last names given; their ids in order. */
function leads(...names: readonly string[]): readonly string[] {
  const type = server.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  return names.map((LastName) => server.org.put(type, { LastName, Company: 'Acme' }).id);
}

const update = (records: readonly object[], more: object = {}): Promise<Said> =>
  call('PATCH', '/composite/sobjects', {
    records: records.map((record) => ({ attributes: { type: 'Lead' }, ...record })),
    ...more,
  });

const saved = (id: string | undefined): object => ({ id, success: true, errors: [] });
const refused = (statusCode: string, message: string, ...fields: readonly string[]): object => ({
  success: false,
  errors: [{ statusCode, message, fields }],
});

describe('sessions', () => {
  const assertion = (claims: object, key = keys.privateKey): string => {
    const whole = {
      iss: 'leadscore-client',
      sub: 'sync@example.com',
      aud: server.url,
      exp: Date.now() / 1000 + 120,
      ...claims,
    };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256' })}.${part(whole)}`;
    return `${signed}.${createSign('sha256').update(signed).sign(key, 'base64url')}`;
  };
  const bearer = (jwt: string): Promise<Said> =>
    signIn({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });

  test('an assertion is taken with the right signature, client, audience, user and time, and with no other', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect((await bearer(assertion({}))).body).toMatchObject({ instance_url: server.url, token_type: 'Bearer' });
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
    const { status, body } = await signIn({ grant_type: 'client_credentials', client_secret: 'x' });
    expect([status, body]).toEqual([400, { error: 'invalid_client', error_description: 'invalid client credentials' }]);
  });

  test('one that ended, by its calls or by order, is answered 401', async () => {
    const over = [401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]];
    server.org.set({ sessionCalls: 2 });
    session = (await signIn({ grant_type: 'client_credentials' })).body.access_token;
    expect([(await call('GET', '/limits')).status, (await call('GET', '/limits')).status]).toEqual([200, 200]);
    const third = await call('GET', '/limits');
    expect([third.status, third.body]).toEqual(over);
    server.org.set({ sessionCalls: null });
    session = (await signIn({ grant_type: 'client_credentials' })).body.access_token;
    await fetch(`${server.url}/_admin/sessions`, { method: 'DELETE' });
    const after = await call('GET', '/limits');
    expect([after.status, after.body]).toEqual(over);
  });
});

test('a call that does not switch the assignment rules off is refused, a subrequest as well', async () => {
  const plain = await call('GET', '/sobjects/Lead/describe', undefined, { 'sforce-auto-assign': 'TRUE' });
  expect([plain.status, plain.body[0].errorCode]).toEqual([400, 'AUTO_ASSIGN_NOT_SWITCHED_OFF']);
  const [id] = leads('Amber');
  const request = (httpHeaders: object): object => ({
    method: 'PATCH',
    url: '/services/data/v60.0/composite/sobjects',
    referenceId: JSON.stringify(httpHeaders).replaceAll(/\W/g, ''),
    body: { records: [{ attributes: { type: 'Lead' }, id, Lead_Score__c: 1 }] },
    httpHeaders,
  });
  const { body } = await call('POST', '/composite', {
    compositeRequest: [request({}), request({ 'Sforce-Auto-Assign': 'FALSE' })],
  });
  expect(body.compositeResponse.map((each: Said & { httpStatusCode: number }) => each.httpStatusCode)).toEqual([
    400, 200,
  ]);
});

describe('collections', () => {
  test('every row is answered in its place, whatever became of the others', async () => {
    const [a, b, gone, converted] = leads('A', 'B', 'Gone', 'Converted');
    const type = server.org.objectNamed('Lead');
    if (type === undefined) throw new Error('The org has no leads.');
    server.org.put(type, { Id: gone ?? '', IsDeleted: true });
    server.org.put(type, { Id: converted ?? '', IsConverted: true });
    const { status, body } = await update([
      { id: a, Lead_Score__c: 61.25, Lead_Score_Reasons__c: '  Demo request (3)  ' },
      { id: gone, Lead_Score__c: 1 },
      { id: converted, Lead_Score__c: 1 },
      { id: '00Q000000000ZZZ', Lead_Score__c: 1 },
      { id: '003000000000001', Lead_Score__c: 1 },
      { id: 'x', Lead_Score__c: 1 },
      { Lead_Score__c: 1 },
      { id: b, Nope__c: 1 },
      { id: b, SystemModstamp: '2026-01-01T00:00:00Z' },
      { id: a, Lead_Score__c: 2 },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([
      saved(a),
      refused('ENTITY_IS_DELETED', 'entity is deleted'),
      refused('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead'),
      refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'),
      refused('MALFORMED_ID', 'Lead ID: id value of incorrect type: 003000000000001', 'Id'),
      refused('MALFORMED_ID', 'Lead ID: id value of incorrect type: x', 'Id'),
      refused('MISSING_ARGUMENT', 'Id not specified in an update call'),
      refused('INVALID_FIELD', "No such column 'Nope__c' on sobject of type Lead", 'Nope__c'),
      refused('DUPLICATE_VALUE', `duplicate id in list: ${b?.slice(0, 15)}`, 'Id'),
      refused('DUPLICATE_VALUE', `duplicate id in list: ${a?.slice(0, 15)}`, 'Id'),
    ]);
    expect(server.org.record('Lead', a ?? '')?.fields).toMatchObject({
      Lead_Score__c: 61.3,
      Lead_Score_Reasons__c: 'Demo request (3)',
    });
    expect(server.history.counts()).toEqual({ [`Lead/${a}`]: 1 });
  });

  test.each([
    [
      { Company: 'x'.repeat(256) },
      'STRING_TOO_LONG',
      `Company: data value too large: ${'x'.repeat(256)} (max length=255)`,
    ],
    [
      { Score_Band__c: 'purple' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Score Band: bad value for restricted picklist field: purple',
    ],
    [
      { Lead_Score__c: 100_000 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Lead Score: value outside of valid range on numeric field: 100000',
    ],
    [{ Company: null }, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Company]'],
    [{ Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS', 'Email: invalid email address: nobody'],
    [{ Is_Held_Out__c: null }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', 'Is Held Out: value not of required type: '],
  ])('a value that its field does not take refuses its row: %j', async (fields, code, message) => {
    const [id] = leads('Amber');
    const { body } = await update([{ id, ...fields }]);
    expect(body).toEqual([refused(code, message, Object.keys(fields)[0] ?? '')]);
    expect(server.history.writes).toEqual([]);
  });

  test('a read-only field refuses its row', async () => {
    const [id] = leads('Amber');
    const { body } = await update([{ id, IsConverted: true }]);
    expect(body[0].errors[0]).toMatchObject({ statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['IsConverted'] });
  });

  test('a value of another kind than its field refuses the call', async () => {
    const [a, b] = leads('A', 'B');
    const { status, body } = await update([
      { id: a, Lead_Score__c: 1 },
      { id: b, Lead_Score__c: 'high' },
    ]);
    expect([status, body]).toEqual([
      400,
      [
        {
          message: 'Cannot deserialize instance of double from VALUE_STRING value high',
          errorCode: 'JSON_PARSER_ERROR',
        },
      ],
    ]);
    expect(server.history.writes).toEqual([]);
  });

  test('texts are trimmed, empty ones emptied, addresses in lower case, choices in their own case, times to the second', async () => {
    const [id = ''] = leads('Amber');
    await update([
      {
        id: id.slice(0, 15),
        Email: ' Amber@Example.COM ',
        Lead_Grade__c: '   ',
        Score_Band__c: 'HOT',
        Action_Due__c: '2026-03-04T05:06:07.891+02:00',
        Last_Meaningful_Activity__c: '2026-03-04',
      },
    ]);
    const soql = `SELECT Id, Email, Lead_Grade__c, Score_Band__c, Action_Due__c, Last_Meaningful_Activity__c, Is_Held_Out__c FROM Lead WHERE Id IN ('${id}')`;
    const { body } = await call('GET', `/query?q=${encodeURIComponent(soql)}`);
    expect(body).toEqual({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'Lead', url: `/services/data/v60.0/sobjects/Lead/${id}` },
          Id: id,
          Email: 'amber@example.com',
          Lead_Grade__c: null,
          Score_Band__c: 'hot',
          Action_Due__c: '2026-03-04T03:06:07.000+0000',
          Last_Meaningful_Activity__c: '2026-03-04',
          Is_Held_Out__c: false,
        },
      ],
    });
  });

  test('200 rows at most; allOrNone writes nothing when one row fails', async () => {
    const many = await update(Array.from({ length: 201 }, () => ({ id: 'x' })));
    expect([many.status, many.body[0].errorCode]).toEqual([400, 'EXCEEDED_ID_LIMIT']);
    const [a, b] = leads('A', 'B');
    const { body } = await update(
      [
        { id: a, Lead_Score__c: 1 },
        { id: b, Lead_Score__c: 999_999 },
      ],
      { allOrNone: true },
    );
    expect(body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'NUMBER_OUTSIDE_VALID_RANGE',
    ]);
    expect(server.history.writes).toEqual([]);
  });

  test('an upsert by external id creates, updates, and refuses where several records have it', async () => {
    const type = server.org.objectNamed('Lead');
    if (type === undefined) throw new Error('The org has no leads.');
    const twice = [1, 2].map(
      () => server.org.put(type, { LastName: 'Twin', Company: 'Acme', Legacy_Id__c: 'twin' }).id,
    );
    const upsert = (rows: readonly object[]): Promise<Said> =>
      call('PATCH', '/composite/sobjects/Lead/Legacy_Id__c', { records: rows });
    const { body } = await upsert([
      { Legacy_Id__c: 'new', LastName: 'New', Company: 'Acme' },
      { Legacy_Id__c: 'twin', Lead_Score__c: 1 },
      { Legacy_Id__c: 'other', Lead_Score__c: 1 },
    ]);
    expect(body).toEqual([
      { id: expect.stringMatching(/^00Q\w{15}$/), success: true, errors: [], created: true },
      refused(
        'DUPLICATE_EXTERNAL_ID',
        `Legacy_Id__c: more than one record found for external id field: [${twice.join(', ')}]`,
        'Legacy_Id__c',
      ),
      refused('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName, Company]', 'LastName', 'Company'),
    ]);
    const again = await upsert([{ Legacy_Id__c: 'new', Lead_Score__c: 5 }]);
    expect(again.body).toEqual([{ id: body[0].id, success: true, errors: [], created: false }]);
    const one = await call('PATCH', '/sobjects/Lead/Legacy_Id__c/twin', { Lead_Score__c: 1 });
    expect([one.status, one.body]).toEqual([300, twice.map((id) => `/services/data/v60.0/sobjects/Lead/${id}`)]);
    const byId = await call('PATCH', '/composite/sobjects/Lead/Id', { records: [] });
    expect([byId.status, byId.body[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  });

  test('on order: a lock, a trigger that does not bear the batch, a validation rule, a duplicate', async () => {
    const [a, b] = leads('A', 'B');
    server.org.set({ refusedRows: [{ object: 'Lead', id: b ?? '', times: 1 }] });
    const both = [
      { id: a, Lead_Score__c: 1, Leadscore_Id__c: 'a' },
      { id: b, Lead_Score__c: 1 },
    ];
    const codes = async (rows: readonly object[]): Promise<unknown> =>
      (await update(rows)).body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode);
    expect(await codes(both)).toEqual([undefined, 'UNABLE_TO_LOCK_ROW']);
    expect(await codes(both)).toEqual([undefined, undefined]);
    server.org.set({ triggerRows: { Lead: 1 } });
    expect(await codes(both)).toEqual(['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY']);
    expect(await codes([{ id: b, Leadscore_Id__c: 'a' }])).toEqual(['DUPLICATE_VALUE']);
    server.org.set({ validationRules: [{ object: 'Lead', field: 'Lead_Score__c', above: 100, message: 'Too high' }] });
    expect(await codes([{ id: b, Lead_Score__c: 101 }])).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION']);
  });
});

test('a composite call takes 25 subrequests, five of them collections or queries, and counts as one', async () => {
  const [id] = leads('Amber');
  const heavy = (n: number): object => ({
    method: 'PATCH',
    url: '/services/data/v60.0/composite/sobjects',
    referenceId: `h${n}`,
    httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
    body: { records: [{ attributes: { type: 'Lead' }, id, Lead_Score__c: n }] },
  });
  const light = (n: number): object => ({
    method: 'GET',
    url: '/services/data/v60.0/limits',
    referenceId: `l${n}`,
    httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
  });
  const send = (heavies: number, lights: number): Promise<Said> =>
    call('POST', '/composite', {
      compositeRequest: [
        ...Array.from({ length: heavies }, (_, n) => heavy(n)),
        ...Array.from({ length: lights }, (_, n) => light(n)),
      ],
    });
  const before = server.org.settings.usedCalls;
  const { body, headers } = await send(5, 20);
  expect(body.compositeResponse).toHaveLength(25);
  expect(body.compositeResponse[4]).toEqual({
    body: [saved(id)],
    httpHeaders: {},
    httpStatusCode: 200,
    referenceId: 'h4',
  });
  expect(headers.get('sforce-limit-info')).toBe(`api-usage=${before + 1}/100000`);
  expect([(await send(6, 0)).status, (await send(0, 26)).status]).toEqual([400, 400]);
});

test('the day’s calls and those at once have a limit', async () => {
  server.org.set({ dailyCalls: server.org.settings.usedCalls + 1 });
  const [first, second] = [await call('GET', '/limits'), await call('GET', '/limits')];
  expect([first.status, first.headers.get('sforce-limit-info')]).toEqual([200, 'api-usage=1/1']);
  expect([second.status, second.body]).toEqual([
    403,
    [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
  ]);
  server.org.set({ dailyCalls: 100, concurrentCalls: 2, latency: 50 });
  const atOnce = await Promise.all([1, 2, 3].map(() => call('GET', '/limits')));
  expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 200, 403]);
  expect(atOnce.find(({ status }) => status === 403)?.body[0].message).toBe(
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  );
});

test('describe tells what a field takes', async () => {
  const { body } = await call('GET', '/sobjects/Lead/describe');
  const named = (name: string): object => body.fields.find((field: { name: string }) => field.name === name);
  expect(named('Lead_Score__c')).toMatchObject({ type: 'double', precision: 6, scale: 1, updateable: true });
  expect(named('IsConverted')).toMatchObject({ type: 'boolean', updateable: false });
  expect(named('Leadscore_Id__c')).toMatchObject({ externalId: true, unique: true, length: 64 });
  expect(named('Score_Band__c')).toMatchObject({ restrictedPicklist: true });
  expect((await call('GET', '/sobjects/Nope/describe')).status).toBe(404);
});

test.each([
  ['SELECT Id FROM Lead WHERE Nope = 1', 'INVALID_FIELD'],
  ['SELECT Id FROM Nope', 'INVALID_TYPE'],
  ['DELETE FROM Lead', 'MALFORMED_QUERY'],
  ["SELECT Id FROM Lead WHERE Id IN ('x') OR Id = 'y'", 'MALFORMED_QUERY'],
  ["SELECT Id FROM Lead WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR'],
])('a query that the org cannot answer is refused: %s', async (soql, code) => {
  const { status, body } = await call('GET', `/query?q=${encodeURIComponent(soql)}`);
  expect([status, body[0].errorCode]).toEqual([400, code]);
});

test('deleted records are in queryAll only; a long answer comes in pages', async () => {
  const ids = leads(...Array.from({ length: 2001 }, (_, n) => `L${n}`));
  const type = server.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  server.org.put(type, { Id: ids[0] ?? '', IsDeleted: true, MasterRecordId: ids[1] ?? '' });
  const live = await call('GET', `/query?q=${encodeURIComponent('SELECT Id FROM Lead')}`);
  expect([live.body.totalSize, live.body.done]).toEqual([2000, true]);
  const all = await call('GET', `/queryAll?q=${encodeURIComponent('SELECT Id, IsDeleted FROM Lead')}`);
  expect([all.body.totalSize, all.body.done, all.body.records.length]).toEqual([2001, false, 2000]);
  const rest = await call('GET', all.body.nextRecordsUrl.replace('/services/data/v60.0', ''));
  expect([rest.body.done, rest.body.records.length]).toEqual([true, 1]);
});

describe('bulk 2.0', () => {
  async function job(csv: string, more: object = {}): Promise<string> {
    const created = await call('POST', '/jobs/ingest', {
      object: 'Lead',
      operation: 'update',
      contentType: 'CSV',
      lineEnding: 'LF',
      ...more,
    });
    expect([created.status, created.body.state]).toEqual([200, 'Open']);
    expect((await call('PUT', `/jobs/ingest/${created.body.id}/batches`, csv)).status).toBe(201);
    const closed = await call('PATCH', `/jobs/ingest/${created.body.id}`, { state: 'UploadComplete' });
    expect(closed.body.state).toBe('UploadComplete');
    return created.body.id;
  }
  const look = async (id: string): Promise<Said['body']> => (await call('GET', `/jobs/ingest/${id}`)).body;
  const results = async (id: string, which: string): Promise<string> =>
    (await call('GET', `/jobs/ingest/${id}/${which}`)).body;

  test('a job runs through its states; rows succeed and fail one by one; an empty cell changes nothing', async () => {
    const [a = '', b = ''] = leads('A', 'B');
    await update([{ id: a, Lead_Grade__c: 'A', Recommended_Action__c: 'Call' }]);
    const long = 'y'.repeat(11);
    const id = await job(
      `Id,Lead_Score__c,Lead_Grade__c,Recommended_Action__c\n${a},7.25,,#N/A\n${b},1,${long},"a ""quoted"",\ncell"\n`,
    );
    expect((await call('GET', `/jobs/ingest/${id}/successfulResults`)).status).toBe(400);
    expect([(await look(id)).state, (await look(id)).state]).toEqual(['InProgress', 'JobComplete']);
    expect(await look(id)).toMatchObject({ numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    expect(await results(id, 'successfulResults')).toBe(
      `"sf__Id","sf__Created","Id","Lead_Score__c","Lead_Grade__c","Recommended_Action__c"\n"${a}","false","${a}","7.25","","#N/A"\n`,
    );
    expect(await results(id, 'failedResults')).toBe(
      `"sf__Id","sf__Error","Id","Lead_Score__c","Lead_Grade__c","Recommended_Action__c"\n"","STRING_TOO_LONG:Lead Grade: data value too large: ${long} (max length=10):Lead_Grade__c --","${b}","1","${long}","a ""quoted"",\ncell"\n`,
    );
    expect(await results(id, 'unprocessedrecords')).toBe(
      '"Id","Lead_Score__c","Lead_Grade__c","Recommended_Action__c"\n',
    );
    expect(server.org.record('Lead', a)?.fields).toMatchObject({
      Lead_Score__c: 7.3,
      Lead_Grade__c: 'A',
      Recommended_Action__c: null,
    });
  });

  test('a job that fails halfway leaves the rest unprocessed', async () => {
    const ids = leads('A', 'B', 'C');
    server.org.set({ bulk: { batchRows: 1, failsAfter: 2 } });
    const id = await job(`Id,Lead_Score__c\n${ids.map((each) => `${each},5\n`).join('')}`);
    const states = [await look(id), await look(id), await look(id)].map(({ state }) => state);
    expect(states).toEqual(['InProgress', 'InProgress', 'Failed']);
    expect(await results(id, 'unprocessedrecords')).toBe(`"Id","Lead_Score__c"\n"${ids[2]}","5"\n`);
    expect(server.history.writes.map((write) => write.id)).toEqual(ids.slice(0, 2));
  });

  test('a header or line ending that is wrong fails the job before any row', async () => {
    const [a] = leads('A');
    const unknown = await job(`Id,Nope__c\n${a},1\n`);
    await look(unknown);
    expect(await look(unknown)).toMatchObject({
      state: 'Failed',
      errorMessage: 'InvalidBatch : Field name not found : Nope__c',
    });
    const ending = await job(`Id,Lead_Score__c\r\n${a},1\r\n`);
    expect((await look(ending)).errorMessage).toBe(
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    );
    expect(server.history.writes).toEqual([]);
  });

  test('data is taken once and only while the job is open; a job with an assignment rule is refused', async () => {
    const [a] = leads('A');
    const id = await job(`Id,Lead_Score__c\n${a},1\n`);
    expect((await call('PUT', `/jobs/ingest/${id}/batches`, 'Id\n')).body[0].errorCode).toBe('INVALIDJOBSTATE');
    const rule = await call('POST', '/jobs/ingest', {
      object: 'Lead',
      operation: 'update',
      assignmentRuleId: '01Q000000000001',
    });
    expect(rule.status).toBe(400);
    const open = await call('POST', '/jobs/ingest', { object: 'Lead', operation: 'update' });
    const aborted = await call('PATCH', `/jobs/ingest/${open.body.id}`, { state: 'Aborted' });
    expect(aborted.body.state).toBe('Aborted');
    const { body } = await call('GET', '/jobs/ingest');
    expect(body.records.map(({ state }: { state: string }) => state)).toEqual(['UploadComplete', 'Aborted']);
  });
});
